import ChapterKit
import Experiments
import Foundation
import Pipeline
import Support
import TestSupport
import Testing

/// What `store clean` keeps.
struct StoreReferencesTests {
  private let folder: TemporaryDirectory
  private let store: DirectoryRunStore
  private let keys: [String: RunKey]
  private var output: URL { folder.url.appendingPathComponent("Output") }

  /// Three runs that no chapter declares, of which the second goes on from the first.
  init() throws {
    folder = try TemporaryDirectory()
    store = DirectoryRunStore(
      root: folder.url.appendingPathComponent("Output/store"),
      code: try CodeFingerprints.current(numerics: .portable))
    let list = try [("start", []), ("next", ["start"]), ("left", [])].map { name, before in
      try Experiment(name, kind: "convex", specification: name, prerequisites: before) {
        (_: String, _: RunContext) in 1
      }
    }
    keys = try RunKey.keys(of: list, code: store.code)
    try Scheduler(store: store, concurrency: 1).run(list).requireAll()
  }

  private func kept() throws -> [String] {
    let references = try StoreReferences(chapters: [], output: output, store: store)
    return try store.entries().filter(references.keeps).map(\.name).sorted()
  }

  private func put(_ text: String, _ path: String) throws {
    try WholeFile.update(text, at: output.appendingPathComponent(path))
  }

  @Test func whatOutputsWereMadeFromIsKept() throws {
    #expect(try kept().isEmpty)
    let key = try #require(keys["next"]).description
    try put(#"{"runs": {"next": {"record": "\#(key)"}}}"#, "smoke-B2.x=1/results.json")
    #expect(try kept() == ["next", "start"])
    try put(#"{"entries": [{"keys": {"left": "\#(keys["left"]!)"}}]}"#, "quick/outputs.json")
    #expect(try kept() == ["left", "next", "start"])
  }

  /// What cannot be read is no reason to remove anything.
  @Test func anOutputThatSaysNothingIsRefused() throws {
    try put("{", "smoke/outputs.json")
    #expect(throws: CommandFailure.self) { try kept() }
  }
}
