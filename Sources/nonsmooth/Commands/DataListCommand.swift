import ArgumentParser
import ChapterKit
import Foundation

/// `nonsmooth data list`: which data sets there are, and where they are looked for.
struct DataListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the data sets and where each is looked for.")

  struct Row: Encodable {
    var name: String
    var folder: String
    var isThere: Bool
  }

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let workspace = try options.workspace()
    let rows = DatasetName.allCases.map { name in
      let folder = workspace.folder(of: name).path
      let isEmbedded = name == .embedded
      return Row(
        name: name.commandLineName, folder: isEmbedded ? "in the command" : folder,
        isThere: isEmbedded || FileManager.default.fileExists(atPath: folder))
    }
    if options.json { return try Console.printJSON(rows) }
    Console.printTable(
      ["name", "there", "folder"], rows.map { [$0.name, $0.isThere ? "yes" : "no", $0.folder] })
  }
}
