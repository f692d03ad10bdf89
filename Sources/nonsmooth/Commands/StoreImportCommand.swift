import ArgumentParser
import ChapterKit
import Foundation

/// `nonsmooth store import FILE...`.
struct StoreImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Takes the records of archives, after checking every hash.",
    discussion: """
      All of an archive's records, or none where one is not whole; the other archives are taken all the \
      same. Records that are here already stay. Those that were made elsewhere are compared with them: \
      equal bits are noted as a confirmation, others are kept in Output/store/conflicts, said in a \
      sentence each, and end the command with status 1. See Docs/Reproducibility.md.
      """)

  struct Outcome: Encodable {
    struct Refused: Encodable {
      var file: String
      var reason: String
    }
    var records = RecordArchive.Import()
    var refused: [Refused] = []

    private enum Keys: CodingKey { case refused }

    func encode(to encoder: any Encoder) throws {
      try records.encode(to: encoder)
      var container = encoder.container(keyedBy: Keys.self)
      try container.encode(refused, forKey: .refused)
    }
  }

  @Argument(help: "Archives that store export has written.")
  var files: [String]

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let access = try StoreAccess(options)
    var outcome = Outcome()
    for file in files {
      do throws(ExperimentsError) {
        let found = try RecordArchive.take(URL(fileURLWithPath: file), into: access.store)
        outcome.records = outcome.records + found
      } catch {
        // What this store refuses, it would refuse of every archive.
        if case .cannotWrite = error { throw error }
        outcome.refused.append(.init(file: file, reason: error.description))
      }
    }
    if files.count == 1, let only = outcome.refused.first { throw CommandFailure(only.reason) }
    let records = outcome.records
    for refused in outcome.refused { Console.error(refused.reason) }
    for conflict in records.conflicts { Console.error(conflict.description) }
    if options.json {
      try Console.printJSON(outcome)
    } else {
      print(Self.words(records))
    }
    guard outcome.refused.isEmpty else {
      throw CommandFailure(
        "Archives: \(outcome.refused.count) of \(files.count) refused, expected none. Export these "
          + "again; the records of the others are in the store.")
    }
    try Self.require(none: records.conflicts)
  }

  private static func words(_ records: RecordArchive.Import) -> String {
    var words = "\(StoreAccess.count(records.taken.count, "record")) taken, "
      + "\(records.known.count + records.confirmed.count) were here"
    if !records.confirmed.isEmpty {
      words += ", of these \(records.confirmed.count) made apart with the same bits"
    }
    if !records.conflicts.isEmpty {
      words += ", \(records.conflicts.count) made apart with other bits"
    }
    if !records.busy.isEmpty { words += ", \(records.busy.count) being made here by another process" }
    return words
  }

  /// - Throws: The end with status 1, where there are any.
  static func require(none conflicts: [RunConflict]) throws(CommandFailure) {
    guard !conflicts.isEmpty else { return }
    throw CommandFailure(
      "Runs: \(conflicts.count) with other bits than the records here, expected none. See nonsmooth "
        + "store list, and Docs/Reproducibility.md for what to do.", status: .difference)
  }
}
