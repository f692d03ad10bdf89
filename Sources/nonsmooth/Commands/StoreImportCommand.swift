import ArgumentParser
import ChapterKit
import Foundation

/// `nonsmooth store import FILE`.
struct StoreImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Takes the records of an archive, after checking every hash.",
    discussion: "All of them, or none where one is not whole. Records that are here already stay.")

  @Argument(help: "An archive that store export has written.")
  var file: String

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let access = try StoreAccess(options)
    let result = try RecordArchive.take(URL(fileURLWithPath: file), into: access.store)
    if options.json { return try Console.printJSON(result) }
    print(
      "\(StoreAccess.count(result.taken.count, "record")) taken, \(result.known.count) were here")
  }
}
