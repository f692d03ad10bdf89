import Experiments
import Foundation
import Support
import Testing

/// Records of one run that were made apart: with the same bits, or with others.
struct RepetitionTests {
  let scratch: ScratchFolder
  let here: DirectoryRunStore
  let key: RunKey

  init() throws {
    scratch = try ScratchFolder()
    here = DirectoryRunStore(root: scratch.url.appendingPathComponent("here"))
    let run = try doubling("a", 4)
    key = try RunKey.keys(of: [run])["a"]!
    try Self.run(run, in: here, on: "node1")
  }

  private static func run(
    _ experiment: Experiment, in store: DirectoryRunStore, on host: String
  ) throws {
    var provenance = Provenance.current(threads: 1)
    (provenance.host, provenance.cpu) = (host, "CPU of \(host)")
    try Scheduler(store: store, concurrency: 1, provenance: provenance).run([experiment])
      .requireAll()
  }

  /// An archive of the run as another machine makes it.
  ///
  /// - Parameter value: What it comes to; 8 is right.
  private func archive(from host: String, value: Double = 8) throws -> URL {
    let name = UUID().uuidString
    let store = DirectoryRunStore(root: scratch.url.appendingPathComponent(name))
    // Of the same key as the run here, since a key does not cover a program's body.
    let run = try Experiment("a", kind: "convex", specification: Spec(value: 4)) {
      (_: Spec, _: RunContext) in Answer(value: value)
    }
    try Self.run(run, in: store, on: host)
    let file = scratch.url.appendingPathComponent("\(name).tar")
    _ = try RecordArchive.export([key], of: store, to: file)
    return file
  }

  private func record() throws -> RunRecord {
    try #require(try RunRecord.read(from: here.directory(of: key)))
  }

  private func contents(_ folder: String) -> [String] {
    let path = here.root.appendingPathComponent(folder).path
    return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  @Test func equalBitsAreConfirmedOnceForEachMachine() throws {
    let first = try record()
    #expect(try here.confirmations(of: [first]).isEmpty)
    for host in ["node2", "node3", "node2"] {
      let found = try RecordArchive.take(archive(from: host), into: here)
      #expect(found.confirmed == [key.description])
      #expect(found.conflicts.isEmpty && found.taken.isEmpty && found.known.isEmpty)
    }
    #expect(try record() == first)
    let confirmed = try #require(try here.confirmations(of: [first])[key.description])
    #expect(Set(confirmed.compactMap(\.provenance.host)) == ["node2", "node3"])
    #expect(confirmed.count == 2 && contents("confirmations").count == 2)
    #expect(try here.conflicts(with: [first]).isEmpty)
    // They speak of these bits and no others.
    var other = first
    other.files["outcome.json"] = Checksum.sha256(Data())
    #expect(try here.confirmations(of: [other]).isEmpty)
  }

  @Test func theSameRecordIsNoRepetition() throws {
    let file = scratch.url.appendingPathComponent("own.tar")
    _ = try RecordArchive.export([key], of: here, to: file)
    #expect(try RecordArchive.take(file, into: here).known == [key.description])
    #expect(contents("confirmations").isEmpty)
  }

  @Test func otherBitsAreKeptBesideTheRecord() throws {
    let first = try record()
    let wrong = try archive(from: "node2", value: 8.5)
    // Taken twice, since a user may import an archive again.
    for _ in 1...2 {
      let found = try RecordArchive.take(wrong, into: here)
      #expect(found.taken.isEmpty && found.confirmed.isEmpty)
      #expect(
        found.conflicts.map(\.description) == [
          "Run 'a' (convex/\(key.hash.prefix(12))): outcome.json differs between node1 (CPU of node1) "
            + "and node2 (CPU of node2), expected the same bits. The former's record stays in force, "
            + "the latter's is kept in the store's folder 'conflicts/convex-\(key.hash)-1'; "
            + "nonsmooth store repeat a tells which of them this machine makes."
        ])
    }
    #expect(try record() == first)
    #expect(contents("conflicts") == ["convex-\(key.hash)-1"])
    _ = try RecordArchive.take(archive(from: "node3", value: 8.5), into: here)
    let conflicts = try here.conflicts(with: [first])
    #expect(conflicts.map(\.other.host) == ["node2", "node3"])
    #expect(conflicts.allSatisfy { $0.here.host == "node1" && $0.files == ["outcome.json"] })
    #expect(try here.confirmations(of: [first]).isEmpty)

    let entries = try here.entries()
    #expect(entries.map(\.state) == [.fresh, .conflict, .conflict])
    #expect(
      entries[1].problem
        == "outcome.json made on node2 (CPU of node2), with other bits than on node1 (CPU of node1)"
    )
    #expect(try entries.allSatisfy { try here.problem(of: $0) == nil })
    #expect(here.header(of: entries[1])?.provenance.host == "node2")
    for entry in entries.dropFirst() { #expect(try here.remove(entry)) }
    #expect(!FileManager.default.fileExists(atPath: here.root.path + "/conflicts"))
    #expect(try record() == first)
  }

  /// Once the record in force has the other's bits, there is nothing left to say.
  @Test func aConflictEndsWithTheRecordThatWasWrong() throws {
    _ = try RecordArchive.take(archive(from: "node2", value: 8.5), into: here)
    #expect(try here.remove(try #require(try here.entries().first { $0.state == .fresh })))
    let alone = try here.entries()
    #expect(alone.map(\.state) == [.conflict])
    #expect(alone[0].problem?.hasSuffix("the record that it differs from is gone") == true)
    #expect(
      try RecordArchive.take(archive(from: "node4", value: 8.5), into: here).taken
        == [key.description])
    #expect(try here.conflicts(with: [try record()]).isEmpty)
  }

  @Test func aDamagedRecordIsReplacedAndNotCompared() throws {
    try Data("{}".utf8).write(
      to: here.directory(of: key).appendingPathComponent("outcome.json"))
    let fresh = DirectoryRunStore(root: here.root)
    #expect(
      try RecordArchive.take(archive(from: "node2"), into: fresh).taken == [key.description])
    #expect(try record().provenance.host == "node2")
    #expect(contents("damaged").count == 1 && contents("conflicts").isEmpty)
  }

  @Test func aRemovedRecordTakesItsConfirmationsAlong() throws {
    _ = try RecordArchive.take(archive(from: "node2"), into: here)
    #expect(contents("confirmations").count == 1)
    #expect(try here.remove(try #require(try here.entries().first)))
    #expect(!FileManager.default.fileExists(atPath: here.root.path + "/confirmations"))
  }

  @Test func aRunThatIsBeingMadeIsLeftToItsProcess() throws {
    let file = try archive(from: "node2")
    let other = DirectoryRunStore(root: scratch.url.appendingPathComponent("busy"))
    let label = RunLabel(name: "a", specHash: "", code: "")
    guard case .run = try other.begin(key, label: label) else {
      Issue.record("the run is not free")
      return
    }
    #expect(try RecordArchive.take(file, into: other).busy == [key.description])
  }

  /// What `store clean` would remove is not a stage that a process works in.
  @Test func aStageInUseStays() throws {
    let stage = try StoreStage(in: here)
    try Data([1]).write(to: stage.folder.appendingPathComponent("x"))
    let entry = try #require(try here.entries().first { $0.state == .damaged })
    #expect(entry.path == stage.folder.path)
    #expect(try !here.remove(entry))
    #expect(FileManager.default.fileExists(atPath: stage.folder.path))
    stage.end()
    #expect(try here.remove(entry), "what is gone already is removed")
    #expect(try here.entries().map(\.state) == [.fresh])
  }
}
