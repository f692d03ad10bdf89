import ArgumentParser
import Experiments
import Foundation
import Support

struct StoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store",
    abstract: "Lists, checks, removes, moves and repeats the records of runs.",
    subcommands: [
      StoreListCommand.self, StoreShowCommand.self, StoreVerifyCommand.self,
      StoreCleanCommand.self, StoreExportCommand.self, StoreImportCommand.self,
      StoreRepeatCommand.self
    ])
}

struct StoreAccess {
  let store: DirectoryRunStore

  init<Shown>(_ options: SharedOptions<Shown>) throws {
    let workspace = try options.workspace()
    store = DirectoryRunStore(
      root: workspace.store,
      code: try CodeFingerprints.current(
        numerics: workspace.numerics, threads: workspace.threads))
    try store.checkFormat()
  }

  /// The entries that a name or the start of a key means; with no names, all.
  ///
  /// - Throws: A usage failure with the closest name when there is none.
  func entries(_ names: [String]) throws -> [StoreEntry] {
    let all = try store.entries()
    if names.isEmpty { return all }
    return try names.flatMap { name in
      let key = name.split(separator: "/").last.map(String.init) ?? name
      let found = all.filter {
        $0.name == name || (key.count >= 6 && !$0.key.isEmpty && $0.key.hasPrefix(key))
      }
      guard found.isEmpty else { return found }
      let start = "Record '\(name)': not in the store, expected a run's name or the start of a key."
      let near = Spelling.closest(to: name, among: Set(all.map(\.name)).sorted())
      throw CommandFailure(
        "\(start) " + (near.map { "Did you mean '\($0)'?" } ?? "See nonsmooth store list."),
        status: .usage)
    }
  }

  static func key(_ entry: StoreEntry) -> String {
    entry.key.isEmpty ? "-" : "\(entry.kind)/\(entry.key.prefix(12))"
  }
}
