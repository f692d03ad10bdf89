import ArgumentParser
import Experiments
import Foundation
import Pipeline
import Support

struct StoreCleanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Removes what the current code no longer refers to.",
    discussion: """
      Kept are records and unfinished runs made by this code, in either numerics, of a specification that \
      a chapter declares in some profile, on whatever images and weights, and the records that a folder of \
      outputs was made from, such as a variation's. Removed are those of other \
      code or of no chapter, damaged records and what failed runs left. A result with other bits than the \
      record of the same run stays as long as that record, or until --conflicts removes it.
      """)

  struct Outcome: Encodable {
    var removed: [StoreEntry]
    var kept: Int
    var keptBytes: Int
    var removedBytes: Int
  }

  @Flag(help: "Remove without asking.")
  var yes = false

  @Flag(help: "Remove results with other bits than the record of the same run, too.")
  var conflicts = false

  @OptionGroup var options: SharedOptions<Shows.Code>

  func run() throws {
    let store = try StoreAccess(options).store
    let references = try StoreReferences(
      chapters: ChapterList.all, output: store.root.deletingLastPathComponent(), store: store)
    let entries = try store.entries()
    let stale = entries.filter {
      !references.keeps($0) || conflicts && $0.state == .conflict
    }
    let bytes = stale.reduce(0) { $0 + $1.bytes }
    var outcome = Outcome(
      removed: [], kept: entries.count - stale.count,
      keptBytes: entries.reduce(0) { $0 + $1.bytes } - bytes, removedBytes: 0)
    if !options.json {
      Console.printTable(
        ["state", "run", "key", "size"],
        stale.map {
          [$0.state.rawValue, $0.name, StoreAccess.key($0), Wording.size($0.bytes)]
        })
      print(
        "\(stale.count) to remove, \(Wording.size(bytes)); \(outcome.kept) kept, "
          + Wording.size(outcome.keptBytes))
    }
    guard stale.isEmpty || yes || confirmed() else {
      throw CommandFailure(
        "Store '\(store.root.path)': nothing removed, expected a yes. Add --yes to remove without "
          + "being asked.", status: .usage)
    }
    for entry in stale {
      guard try store.remove(entry) else {
        Console.note("kept \(entry.name), which another process is making")
        outcome.kept += 1
        continue
      }
      outcome.removed.append(entry)
      outcome.removedBytes += entry.bytes
    }
    _ = try store.removeAbandonedLocks()
    if options.json { return try Console.printJSON(outcome) }
    print("\(outcome.removed.count) removed, \(Wording.size(outcome.removedBytes))")
    print("The next report here finds every record that it can use.")
  }

  /// Asks on a terminal; elsewhere no.
  private func confirmed() -> Bool {
    guard isatty(0) == 1, !options.json else { return false }
    print("Remove them? [y/N] ", terminator: "")
    fflush(nil)
    return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
  }
}
