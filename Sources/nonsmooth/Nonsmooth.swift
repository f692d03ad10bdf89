import ArgumentParser

@main
struct Nonsmooth: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nonsmooth", abstract: "Regenerates a machine-learning paper from nothing.")
}
