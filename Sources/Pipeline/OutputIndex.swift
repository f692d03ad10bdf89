import Baselines
import ChapterKit
import Foundation
import Support

/// Which outputs a folder holds and what they were made from: `Output/<profile>/outputs.json`.
package struct OutputIndex: Codable {
  package struct Entry: Codable {
    enum Kind: String, Codable { case figure, table, values }

    /// E.g. `"figure-1"`, `"table-2"`, `"lasso-values"`.
    package var name: String
    var kind: Kind
    package var chapter: String
    /// What is held against baselines, below the output folder.
    package var files: [String]
    /// Names of the experiments behind it.
    var experiments: [String]
    /// Identities of their records when the output was made, by the experiment's name.
    var keys: [String: String]
    /// The code, data, profile and numerics that made it.
    package var origin: BaselineOrigin

    var made: MadeOutput {
      MadeOutput(name: name, kind: kind.rawValue, files: files, origin: origin)
    }
  }

  static let fileName = "outputs.json"

  package var entries: [Entry] = []
  /// The settings of a variation; nil for a profile's own outputs.
  var variation: [String]?
  /// SHA-256 of each Swift file of a chapter when it was drawn, by chapter and path.
  var sources: [String: [String: String]]?
  /// How many of its runs a chapter was made without, by its name.
  var absent: [String: Int]?
  /// How each figure was drawn last, by its id.
  var drawings: [String: Drawing]?

  /// The outputs that a report of this profile and data set has made.
  ///
  /// - Throws: A failure that says how to make the outputs when there are none.
  package static func read(of workspace: Workspace) throws -> OutputIndex {
    let file = workspace.output.appendingPathComponent(fileName)
    guard let data = try RegularFile.contents(ifPresent: file) else {
      throw CommandFailure(
        "Folder '\(workspace.output.path)': no outputs, expected those of a report. "
          + "Run make report \(workspace.makeVariables) first.")
    }
    do {
      return try JSONDecoder().decode(OutputIndex.self, from: data)
    } catch {
      throw CommandFailure(
        "File '\(file.path)': not an index of outputs, expected what the report writes. "
          + "Make the report again.")
    }
  }

  /// What runs are held against to say what changed: the outputs of `workspace`, or, before a variation has
  /// been made, those of its profile; empty when there are none.
  package static func present(of workspace: Workspace) -> OutputIndex {
    (try? read(of: workspace)) ?? (try? read(of: workspace.unvaried)) ?? OutputIndex()
  }

  /// SHA-256 of each Swift file of `chapter`, by its path from the root.
  static func sources(of chapter: any Chapter, root: URL) -> [String: String] {
    let path = chapter.folder
    let folder = root.appendingPathComponent(path)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    var sources: [String: String] = [:]
    for name in names where name.hasSuffix(".swift") {
      sources["\(path)/\(name)"] = try? Checksum.sha256(ofFile: folder.appendingPathComponent(name))
    }
    return sources
  }

  /// - Throws: A usage failure when the outputs are those of a variation.
  package func requireProfile() throws(CommandFailure) {
    guard let first = variation?.first else { return }
    throw CommandFailure(
      "Outputs: made by the variation '\(first)', expected a profile's own, which have baselines. "
        + "Make the report without --set.", status: .usage)
  }

  /// - Throws: A failure when a chapter's outputs are not all that its runs make, or speak of a chapter's that are not.
  func requireWhole(_ chapter: any Chapter) throws(CommandFailure) {
    let absent = (absent ?? [:]).filter { $0.key == chapter.name || chapter.speaksOfAll }
    guard let (name, count) = absent.min(by: { $0.key < $1.key }) else { return }
    throw CommandFailure(
      "Outputs of '\(chapter.name)': made without \(Wording.count(count, "run")) of '\(name)', expected all of them. "
        + "Make the report without --without-training.")
  }

  /// Changes the index of a folder; two processes that do so take turns, so that neither loses what the other noted.
  static func update<Value>(
    of workspace: Workspace, _ change: (inout OutputIndex) throws -> Value
  ) throws -> Value {
    let notes = workspace.output.appendingPathComponent(".made", isDirectory: true)
    try WholeFile.createFolder(notes)
    let lock = try FileLock.wait(for: notes.appendingPathComponent("outputs.lock"))
    defer { lock.release() }
    var index = (try? read(of: workspace)) ?? OutputIndex()
    let value = try change(&index)
    try index.write(to: workspace.output)
    return value
  }

  private func write(to folder: URL) throws {
    let file = folder.appendingPathComponent(Self.fileName)
    try WholeFile.write(CanonicalJSON.encode(self, pretty: true), to: file)
  }

  /// Replaces all that `chapters` had made before by `entries`.
  ///
  /// - Returns: What they no longer make.
  mutating func replace(chapters: [String], with entries: [Entry]) -> [Entry] {
    let names = Set(entries.map(\.name))
    let gone = self.entries.filter { chapters.contains($0.chapter) && !names.contains($0.name) }
    self.entries.removeAll { chapters.contains($0.chapter) }
    self.entries += entries
    self.entries.sort { ($0.chapter, $0.name) < ($1.chapter, $1.name) }
    return gone
  }
}
