import ArgumentParser
import Datasets
import Foundation
import Pipeline

struct DataListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the data sets and where each is looked for.")

  @OptionGroup var options: SharedOptions<Shows.List>

  func run() throws {
    let workspace = try options.workspace()
    let rows = DatasetName.list { $0 == .embedded ? nil : workspace.folder(of: $0) }
    if options.json { return try Console.printJSON(rows) }
    Console.printTable(
      ["name", "there", "MB", "folder"],
      rows.map { row in
        [
          row.name, row.isPresent ? "yes" : "no",
          row.isPresent ? "\((Double(row.bytes) / 100_000).rounded() / 10)" : "", row.folder
        ]
      })
  }
}
