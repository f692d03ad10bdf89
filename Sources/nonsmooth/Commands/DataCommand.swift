import ArgumentParser
import Foundation

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Fetches, verifies and lists data sets.",
    subcommands: [DataFetchCommand.self, DataVerifyCommand.self, DataListCommand.self])
}
