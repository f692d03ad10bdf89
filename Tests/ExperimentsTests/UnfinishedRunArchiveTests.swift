import Experiments
import Foundation
import Testing

struct UnfinishedRunArchiveTests {
  private let scratch: ScratchFolder
  private let key = RunKey(kind: "training", hash: String(repeating: "a", count: 64))
  private let label = RunLabel(name: "a", specHash: "s", code: "c")

  init() throws { scratch = try ScratchFolder() }

  private func store(_ name: String) -> DirectoryRunStore {
    DirectoryRunStore(root: scratch.url.appendingPathComponent(name))
  }

  private func folder(in store: DirectoryRunStore) -> URL {
    URL(fileURLWithPath: store.directory(of: key).path + ".partial")
  }

  /// Begins the run in `store` and leaves it after `steps` steps.
  private func leave(_ steps: Int, in store: DirectoryRunStore, checkpoint: Bool = true) throws {
    guard case .run(let folder) = try store.begin(key, label: label) else {
      throw Broken()
    }
    try write((1...steps).map { "step \($0)\n" }.joined(), "metrics.jsonl", in: folder)
    if checkpoint { try write("after \(steps)", "checkpoint.safetensors", in: folder) }
    try write("half", "checkpoint.safetensors.partial", in: folder)
    store.abandon(folder, keep: true)
  }

  private func write(_ text: String, _ name: String, in folder: URL) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }

  private func exported(_ steps: Int) throws -> URL {
    let worker = store("worker-\(steps)")
    try leave(steps, in: worker)
    let file = scratch.url.appendingPathComponent("\(steps).tar")
    #expect(try UnfinishedRunArchive.export(key, of: worker, to: file))
    return file
  }

  /// What the run would go on from.
  private func kept(in store: DirectoryRunStore) throws -> [String: String] {
    guard case .run(let folder) = try store.begin(key, label: label) else { throw Broken() }
    defer { store.abandon(folder, keep: true) }
    var files: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      files[name] = try String(
        contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
    return files
  }

  private func state(after steps: Int) -> [String: String] {
    [
      "metrics.jsonl": (1...steps).map { "step \($0)\n" }.joined(),
      "checkpoint.safetensors": "after \(steps)"
    ]
  }

  @Test func aRunGoesOnInAnotherStore() throws {
    let other = store("other")
    #expect(try UnfinishedRunArchive.take(exported(3), for: key, into: other))
    #expect(try kept(in: other) == state(after: 3))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: other.root.path).sorted()
        == ["store.json", "training"])
  }

  /// A member that no unfinished run has, and none that its writer lets in.
  @Test func strayFilesAreNeitherWrittenNorTaken() throws {
    let worker = store("worker")
    try leave(3, in: worker)
    for name in [".DS_Store", "a b", "x.partial"] { try write("x", name, in: folder(in: worker)) }
    let file = scratch.url.appendingPathComponent("3.tar")
    #expect(try UnfinishedRunArchive.export(key, of: worker, to: file))
    #expect(try UnfinishedRunArchive.take(file, for: key, into: store("other")))
    #expect(try kept(in: store("other")) == state(after: 3))

    let path = "nonsmooth-unfinished/\(key)/x.partial"
    let extra = try #require(TarFormat.header(path: path, size: 0)) + Data(contentsOf: file)
    try extra.write(to: file)
    #expect(throws: ExperimentsError.self) {
      try UnfinishedRunArchive.take(file, for: key, into: store("third"))
    }
  }

  @Test func whatHasComeFurtherIsKept() throws {
    let here = store("here")
    try leave(5, in: here)
    for (steps, isTaken) in [(3, false), (5, false), (7, true)] {
      #expect(
        try UnfinishedRunArchive.take(exported(steps), for: key, into: here) == isTaken,
        "\(steps) steps")
    }
    #expect(try kept(in: here) == state(after: 7))
  }

  @Test func metricsWithoutACheckpointAreNoProgress() throws {
    let here = store("here")
    try leave(9, in: here, checkpoint: false)
    let file = scratch.url.appendingPathComponent("none.tar")
    #expect(try !UnfinishedRunArchive.export(key, of: here, to: file))
    #expect(!FileManager.default.fileExists(atPath: file.path))
    #expect(try UnfinishedRunArchive.take(exported(3), for: key, into: here))
    #expect(try kept(in: here) == state(after: 3))
  }

  @Test func whoMakesTheRunIsNotDisturbed() throws {
    let (here, other) = (store("here"), store("here"))
    guard case .run(let folder) = try here.begin(key, label: label) else { throw Broken() }
    #expect(try !UnfinishedRunArchive.take(exported(3), for: key, into: other))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    here.abandon(folder, keep: false)
    #expect(try UnfinishedRunArchive.take(exported(4), for: key, into: other))
  }

  @Test func anotherRunsAndADamagedOneAreRefused() throws {
    let here = store("here")
    try leave(1, in: here)
    let file = try exported(3)
    func refuse(_ file: URL, for key: RunKey, because reason: String) {
      let error = #expect(throws: ExperimentsError.self) {
        try UnfinishedRunArchive.take(file, for: key, into: here)
      }
      #expect(error == .badArchive(file.path, reason: reason))
    }
    let other = RunKey(kind: "training", hash: String(repeating: "b", count: 64))
    refuse(file, for: other, because: "it does not hold what run \(other) keeps")
    let data = try Data(contentsOf: file)
    let cut = scratch.url.appendingPathComponent("cut.tar")
    try data.prefix(data.count - 1).write(to: cut)
    refuse(cut, for: key, because: "it ends early")
    let list = [try doubling("a", 1)]
    let records = scratch.url.appendingPathComponent("records.tar")
    try Scheduler(store: here, concurrency: 1).run(list).requireAll()
    _ = try RecordArchive.export(Array(RunKey.keys(of: list).values), of: here, to: records)
    let header = try Data(contentsOf: records).prefix(100)
    let path = String(decoding: header.prefix { $0 != 0 }, as: UTF8.self)
    #expect(path.hasPrefix("nonsmooth-store/"))
    refuse(records, for: key, because: "'\(path)' is no file of an unfinished run")
    #expect(try kept(in: here)["checkpoint.safetensors"] == "after 1")
  }
}
