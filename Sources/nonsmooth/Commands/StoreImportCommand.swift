import ArgumentParser
import Experiments
import Foundation
import Pipeline
import Support

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

  @OptionGroup var options: SharedOptions<Shows.Code>

  func run() throws {
    let access = try StoreAccess(options)
    var outcome = Outcome()
    for file in files {
      do throws(ExperimentsError) {
        let found = try RecordArchive.take(URL(fileURLWithPath: file), into: access.store)
        outcome.records = outcome.records + found
      } catch {
        // What this store refuses, it would refuse of every archive.
        if FileError(storage: error) != nil { throw error }
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
    if !options.json {
      print("nonsmooth plan says which runs a report still has to make.")
    }
  }

  private static func words(_ records: RecordArchive.Import) -> String {
    let here = records.known.count + records.confirmed.count + records.conflicts.count
    var words = "\(Wording.count(records.taken.count, "record")) taken, \(here) were here"
    var apart: [String] = []
    if !records.confirmed.isEmpty { apart.append("\(records.confirmed.count) with the same bits") }
    if !records.conflicts.isEmpty { apart.append("\(records.conflicts.count) with other bits") }
    if !apart.isEmpty { words += ", of these made apart " + apart.joined(separator: " and ") }
    if !records.busy.isEmpty {
      words += ", \(records.busy.count) being made here by another process"
    }
    return words
  }

  /// - Throws: The end with status 1, where there are any.
  static func require(none conflicts: [RunConflict]) throws(CommandFailure) {
    guard !conflicts.isEmpty else { return }
    throw CommandFailure(
      "Store: \(Wording.count(conflicts.count, "result")) with other bits than the record of the same "
        + "run, expected none. See Docs/Reproducibility.md for what to do.", status: .difference)
  }
}
