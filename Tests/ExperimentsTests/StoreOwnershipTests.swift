import Experiments
import Foundation
import Support
import Testing

/// A store touches nothing that it has not written, and tells what is absent from what is forbidden.
struct StoreOwnershipTests {
  private let scratch: ScratchFolder
  private let root: URL
  private let list: [Experiment]
  private var store: DirectoryRunStore { DirectoryRunStore(root: root) }

  init() throws {
    scratch = try ScratchFolder()
    root = scratch.url.appendingPathComponent("store")
    list = [try doubling("a", 4)]
  }

  private func put(_ path: String) throws {
    let file = root.appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: file)
  }

  @Test(arguments: [".env", ".git/HEAD", "notes/today.txt", "thesis.tex"])
  func aFolderOfOtherThingsBecomesNoStore(path: String) throws {
    try put(path)
    let summary = try Scheduler(store: store, concurrency: 1).run(list)
    let name = String(path.prefix { $0 != "/" })
    #expect(
      summary.failures.map(\.message) == [
        "Folder '\(root.path)': holds '\(name)', expected a run store or an empty folder. "
          + "Choose another; nothing there was changed."
      ])
    #expect(Folder.files(below: root) == [path])
  }

  /// A process that was killed as it made the store leaves half of its version.
  @Test func aStoreThatWasJustBegunIsOne() throws {
    try put("store.json.\(UUID().uuidString).partial")
    try Scheduler(store: store, concurrency: 1).run(list).requireAll()
  }

  @Test func whatHasNoNameOfOursIsNeitherListedNorRemoved() throws {
    try Scheduler(store: store, concurrency: 1).run(list).requireAll()
    let own = ["convex/notes.txt", "damaged/notes.txt", "failed/x", "removed/keep", ".git/HEAD"]
    for path in own { try put(path) }
    for entry in try store.entries() { #expect(try store.remove(entry)) }
    #expect(Set(Folder.files(below: root)) == Set(own + ["store.json"]))
  }

  /// What a run leaves that is hidden or half-written by others is neither sealed nor removed.
  @Test func aRunSealsWhatItWrote() throws {
    let run = try Experiment("a", kind: "convex", specification: Spec(value: 1)) {
      (_: Spec, context: RunContext) -> Answer in
      for name in [".env", ".git", "other.partial", "checkpoint.safetensors", "curve.csv"] {
        try Data("x".utf8).write(to: context.directory.appendingPathComponent(name))
      }
      return Answer(value: 1)
    }
    try Scheduler(store: store, concurrency: 1).run([run]).requireAll()
    let folder = store.directory(of: try RunKey.keys(of: [run])["a"]!)
    let record = try #require(try RunRecord.read(from: folder))
    #expect(record.files.keys.sorted() == ["curve.csv", "outcome.json"])
    #expect(
      try Folder.names(in: folder)
        == [".env", ".git", "curve.csv", "other.partial", "outcome.json", "record.json"])
  }

  @Test func locksOfKilledProcessesAreRemoved() throws {
    try Scheduler(store: store, concurrency: 1).run(list).requireAll()
    let hash = String(repeating: "a", count: 64)
    try put("convex/\(hash).lock")
    let label = RunLabel(name: "b", specHash: "s", code: "c")
    let other = store
    let key = RunKey(kind: "convex", hash: String(repeating: "b", count: 64))
    guard case .run(let place) = try other.begin(key, label: label) else { throw Broken() }
    #expect(try store.removeAbandonedLocks() == 1)
    #expect(RegularFile.isAbsent(root.appendingPathComponent("convex/\(hash).lock")))
    other.abandon(place, keep: false)
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything"))
  func whatMayNotBeReadIsNotAbsent() throws {
    try Scheduler(store: store, concurrency: 1).run(list).requireAll()
    let folder = store.directory(of: try RunKey.keys(of: list)["a"]!)
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: folder.path)
    defer { chmod(folder.path, 0o755) }
    let error = #expect(throws: ExperimentsError.self) {
      try Scheduler(store: store, concurrency: 1).run(list)
    }
    #expect(error?.description.contains("no permission, expected to read it.") == true)
    #expect(!FileManager.default.fileExists(atPath: root.path + "/damaged"))
  }

  /// A part of a record that became a pipe is damage, and is not waited for.
  @Test(arguments: ["record.json", "outcome.json"])
  func aPipeInARecordIsDamage(name: String) throws {
    try Scheduler(store: store, concurrency: 1).run(list).requireAll()
    let file = store.directory(of: try RunKey.keys(of: list)["a"]!).appendingPathComponent(name)
    try FileManager.default.removeItem(at: file)
    try #require(mkfifo(file.path, 0o600) == 0)
    let summary = try Scheduler(store: store, concurrency: 1).run(list)
    #expect(summary.finished == ["a"] && summary.warnings.count == 1)
  }
}
