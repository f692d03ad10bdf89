import ArgumentParser
import ChapterKit

/// The option `--set`, of the commands that run, plan or explain.
struct VariationOptions: ParsableArguments {
  @Option(
    name: .customLong("set"),
    help: """
      NAME.field=value, e.g. B2.learningRate=0.02: a variation, into its own folder \
      Output/<profile>-<settings>. NAME is an experiment or the beginning of some. May be repeated.
      """)
  var settings: [String] = []

  /// Fields that other options set.
  static let reserved = [
    "kind": "another experiment", "dataset.name": "--dataset", "dataset.path": "--data-path",
    "numerics": "--numerics"
  ]

  /// - Throws: A usage failure for a setting that is not understood.
  func parsed() throws(CommandFailure) -> Variation {
    do {
      return try Variation(parsing: settings)
    } catch {
      throw Self.failure(error)
    }
  }

  /// What the user reads, with the nearest name where one was mistyped.
  static func failure(_ error: VariationError) -> CommandFailure {
    var message = error.description
    if let (name, known) = error.misspelling {
      message +=
        Spelling.closest(to: name, among: known).map { " Did you mean '\($0)'?" }
        ?? " See nonsmooth plan."
    }
    return CommandFailure(message, status: .usage)
  }

  /// - Throws: A usage failure when there are settings: baselines are those of a profile.
  func refuse(for command: String) throws(CommandFailure) {
    guard let first = settings.first else { return }
    throw CommandFailure(
      "Setting '\(first)': a variation has no baselines, expected \(command) without --set. "
        + "Look at the variation's own report.", status: .usage)
  }
}
