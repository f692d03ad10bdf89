import ArgumentParser
import Experiments
import Foundation
import Pipeline
import Support

struct StoreVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Reads every file of records and checks its SHA-256.",
    discussion: """
      Checks also what a record says of itself: that its key, specification, code and numbers fit one another, and \
      that a training run has the steps that its specification asks for, with finite values and weights. Names what \
      a machine made with other bits than those of the record, too.
      """)

  struct Outcome: Encodable {
    var records: Int
    var bytes: Int
    var damaged: [StoreEntry]
    /// Results that differ from the record of the same run, be they sound or not.
    var conflicts: [StoreEntry] = []
  }

  @Argument(help: "Names of runs or starts of keys; all when none is given.")
  var names: [String] = []

  @OptionGroup var options: SharedOptions<Shows.Code>

  func run() throws {
    let access = try StoreAccess(options)
    var outcome = Outcome(records: 0, bytes: 0, damaged: [])
    for var entry in try access.entries(names)
    where !entry.key.isEmpty && entry.state != .unfinished {
      outcome.records += 1
      outcome.bytes += entry.bytes
      if entry.state == .conflict { outcome.conflicts.append(entry) }
      entry.problem = try access.store.problem(of: entry)
      if entry.problem == nil, let record = access.store.header(of: entry) {
        entry.problem = try TrainingCheck.problem(
          of: record, in: URL(fileURLWithPath: entry.path))
      }
      if entry.problem != nil { outcome.damaged.append(entry) }
    }
    if options.json {
      try Console.printJSON(outcome)
    } else {
      for entry in outcome.damaged {
        print("damaged  \(entry.name)  \(entry.path): \(entry.problem ?? "")")
      }
      for entry in outcome.conflicts {
        print("conflict  \(entry.name)  \(entry.path): \(entry.problem ?? "")")
      }
      print(
        "\(Wording.count(outcome.records, "record")), \(Wording.size(outcome.bytes)), "
          + "\(outcome.damaged.count) damaged, \(outcome.conflicts.count) in conflict")
    }
    guard outcome.damaged.isEmpty else {
      throw CommandFailure(
        "Store '\(access.store.root.path)': \(outcome.damaged.count) damaged, expected none. "
          + "The next report sets aside what it needs of them and runs it again.",
        status: .difference)
    }
    guard outcome.conflicts.isEmpty else {
      throw CommandFailure(
        "Store '\(access.store.root.path)': \(Wording.count(outcome.conflicts.count, "result")) with "
          + "other bits than the record of the same run, expected none. See Docs/Reproducibility.md for what to do.",
        status: .difference)
    }
    if !options.json {
      print("Every file has the bits that its record states; there is nothing to do.")
    }
  }
}
