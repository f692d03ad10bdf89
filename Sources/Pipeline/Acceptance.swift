import Baselines
import Foundation
import Support

/// Takes outputs as their own baselines. Nothing but the command `accept` does.
package struct Acceptance {
  /// The name that stands for all outputs.
  package static let all = "all"

  private let workspace: Workspace
  private let reason: String
  private let date = Date()
  /// What was taken, e.g. `"figure-1 (picture)"`, and the folders of baselines that it changed.
  package private(set) var taken: [String] = []
  package private(set) var folders: [URL] = []

  /// Takes the outputs called `names`, whichever of them changed. An output that is no longer made leaves its
  /// baseline when it is named, or with `all`.
  ///
  /// - Throws: A usage failure, before anything is taken, for a name that is unknown or a reason that is none.
  package init(of names: [String], in workspace: Workspace, reason: String) throws {
    (self.workspace, self.reason) = (workspace, reason)
    guard !reason.allSatisfy(\.isWhitespace) else {
      throw CommandFailure(
        BaselineFailure.emptyReason(name: names.joined(separator: ", ")).description,
        status: .usage)
    }
    let index = try OutputIndex.read(of: workspace)
    try index.requireProfile()
    try MultiverseFile(of: workspace).requireNoneAdded()
    // Two at the same time would each write back what they had read before the other.
    let lock = try lock()
    defer { lock.release(removing: true) }
    try take(names, from: index)
  }

  private func lock() throws -> FileLock {
    let file = workspace.output.appendingPathComponent("accept.lock")
    for _ in 0..<600 {
      if let lock = try FileLock.acquire(file) { return lock }
      usleep(100_000)
    }
    throw CommandFailure(
      "Baselines of '\(workspace.label)': held by another accept for a minute, expected it to end. "
        + "Start again once it has.")
  }

  private mutating func take(_ names: [String], from index: OutputIndex) throws {
    let places = workspace.chapters.map {
      ($0, BaselineFolder(url: workspace.baselines(of: $0)))
    }
    let accepted = try places.map { Set(try $0.1.record().outputs.keys) }
    let isAll = names.contains(Self.all)
    let known = Set(index.entries.map(\.name)).union(accepted.flatMap { $0 })
    // All names before any is taken: a typing error must leave nothing half done.
    for name in names where name != Self.all && !known.contains(name) {
      throw CommandFailure(
        Spelling.unknown("Output", name, among: known.sorted()), status: .usage)
    }
    for (chapter, _) in places {
      let isNamed = index.entries.contains {
        $0.chapter == chapter.name && (isAll || names.contains($0.name))
      }
      if isNamed { try index.requireWhole(chapter) }
    }
    for ((chapter, folder), old) in zip(places, accepted) {
      let entries = index.entries.filter { $0.chapter == chapter.name }
      let count = taken.count
      for entry in entries where isAll || names.contains(entry.name) {
        let what = try folder.accept(
          entry.name, contents: try contents(of: entry), origin: entry.origin, runs: entry.keys,
          at: date, reason: reason)
        if let what { taken.append(what) }
      }
      let gone = old.subtracting(entries.map(\.name)).sorted()
      // With all, a chapter that has not been made in this profile keeps its baselines.
      for name in gone where names.contains(name) || (isAll && !entries.isEmpty) {
        let commit = index.entries.first?.origin.commit ?? ""
        taken.append(try folder.remove(name, commit: commit, at: date, reason: reason))
      }
      if taken.count > count { folders.append(folder.url) }
    }
  }

  private func contents(of entry: OutputIndex.Entry) throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for path in entry.files {
      let file = workspace.output.appendingPathComponent(path)
      guard let data = try RegularFile.contents(ifPresent: file) else {
        throw CommandFailure(
          "Output '\(file.path)': not found, expected the file that the index names. "
            + "Make the report again.")
      }
      contents[path] = data
    }
    return contents
  }
}
