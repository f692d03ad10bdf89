import ArgumentParser

/// Of the commands that make pages.
enum TrainingOption {
  static let help = ArgumentHelp(
    """
    Train no network: the report of what is there. Figures show the trained runs that have records, and a claim that \
    needs others is not tested.
    """)
}
