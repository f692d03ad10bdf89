import ArgumentParser
import Foundation
import Pipeline
import Support

/// The command.
@main
struct Nonsmooth: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nonsmooth",
    abstract: "Regenerates a machine-learning paper from nothing.",
    discussion: "Exit status: 0 done, 1 a check found a difference, 2 failed, 64 wrong usage.",
    subcommands: [
      ReportCommand.self, ChapterCommand.self, CompareCommand.self, AcceptCommand.self,
      PreviewCommand.self, RunCommand.self, StatusCommand.self, PlanCommand.self,
      ExplainCommand.self,
      DataCommand.self, StoreCommand.self, DoctorCommand.self, BenchCommand.self
    ])

  static func main() {
    StandardStreams.ensureOpen()
    if let name = CommandLine.arguments.dropFirst().first, let message = Self.unknown(name) {
      Console.error(message)
      Foundation.exit(CommandFailure.Status.usage.rawValue)
    }
    var command: any ParsableCommand
    do {
      command = try parseAsRoot()
    } catch {
      exit(withError: error)
    }
    do {
      try command.run()
    } catch let failure as CommandFailure {
      Console.error(failure.message)
      Foundation.exit(failure.status.rawValue)
    } catch {
      // The parser's own ends, among them --help, which runs as a command.
      if [.success, .validationFailure].contains(exitCode(for: error)) { exit(withError: error) }
      Console.error(SystemReason.sentence(of: error))
      Foundation.exit(CommandFailure.Status.failed.rawValue)
    }
  }

  /// A sentence with the closest name when the first argument is the name of no command, or the second of
  /// no command of the store.
  private static func unknown(_ name: String) -> String? {
    let names = configuration.subcommands.compactMap { $0.configuration.commandName }
    guard !name.hasPrefix("-") else { return nil }
    if name == StoreCommand.configuration.commandName,
      let part = CommandLine.arguments.dropFirst(2).first, !part.hasPrefix("-")
    {
      let parts = StoreCommand.configuration.subcommands.compactMap { $0.configuration.commandName }
      return parts.contains(part)
        ? nil : Spelling.unknown("Command of store", part, among: parts)
    }
    guard !(names + ["help"]).contains(name) else { return nil }
    return Spelling.unknown("Command", name, among: names)
  }
}
