import ArgumentParser
import Foundation
import Pipeline
import Support

@main
struct Nonsmooth: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "nonsmooth",
    abstract: "Reproduces a machine-learning paper from nothing.",
    discussion: "Exit status: 0 done, 1 a check found a difference, 2 failed, 64 wrong usage.",
    version: version,
    subcommands: [
      ReportCommand.self, ChapterCommand.self, CompareCommand.self, AcceptCommand.self,
      MultiverseCommand.self, PreviewCommand.self, RunCommand.self, StatusCommand.self,
      PlanCommand.self,
      ExplainCommand.self, DataCommand.self, StoreCommand.self, DoctorCommand.self,
      BenchCommand.self
    ])

  static func main() {
    StandardStreams.ensureOpen()
    do {
      if let message = unknownCommand(Array(CommandLine.arguments.dropFirst())) {
        throw CommandFailure(message, status: .usage)
      }
      var command = try parseAsRoot()
      try command.run()
      try Console.finish()
    } catch {
      end(with: error)
    }
  }

  /// Says what went wrong, and ends.
  private static func end(with error: any Error) -> Never {
    if let failure = error as? CommandFailure {
      fflush(nil)
      Console.error(failure.message)
      Foundation.exit(failure.status.rawValue)
    }
    switch exitCode(for: error) {
    // The parser's own ends, among them --help, which runs as a command.
    case .success: exit(withError: error)
    case .validationFailure:
      Console.note(fullMessage(for: error))
      Foundation.exit(CommandFailure.Status.usage.rawValue)
    default:
      fflush(nil)
      Console.error(SystemReason.sentence(of: error))
      Foundation.exit(CommandFailure.Status.failed.rawValue)
    }
  }

  /// A sentence with the closest name where a command, also one that help is asked of, is not there.
  private static func unknownCommand(_ arguments: [String]) -> String? {
    var words = arguments[...]
    if words.first == "help" { words.removeFirst() }
    var (commands, place): ([any ParsableCommand.Type], String) = (configuration.subcommands, "")
    while let name = words.popFirst(), !name.hasPrefix("-"), !commands.isEmpty, name != "help" {
      let names = commands.compactMap { $0.configuration.commandName }
      guard let index = names.firstIndex(of: name) else {
        return Spelling.unknown("Command\(place)", name, among: names)
      }
      (commands, place) = (commands[index].configuration.subcommands, " of \(name)")
    }
    return nil
  }
}
