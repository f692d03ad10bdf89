import ArgumentParser
import Foundation
import Pipeline
import Support

struct StoreListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists what the store holds, with sizes.")

  @OptionGroup var options: SharedOptions<Shows.Code>

  func run() throws {
    let entries = try StoreAccess(options).entries([])
    if options.json { return try Console.printJSON(entries) }
    Console.printTable(
      ["state", "run", "key", "size", "time", "finished"],
      entries.map { entry in
        [
          entry.state.rawValue, entry.name, StoreAccess.key(entry), Wording.size(entry.bytes),
          entry.wallSeconds.map(Wording.duration) ?? "-", entry.finished ?? "-"
        ]
      })
    for entry in entries where entry.state == .conflict {
      print("conflict of \(entry.name): \(entry.problem ?? "")")
    }
    let total = entries.reduce(0) { $0 + $1.bytes }
    print("\(entries.count) in all, \(Wording.size(total))")
    print(
      entries.isEmpty
        ? "The store is empty; nonsmooth report fills it."
        : "nonsmooth store show NAME says how one of them was made.")
  }
}
