import Experiments
import Foundation
import Support
import Testing

struct RecordArchiveTests {
  let scratch: ScratchFolder
  let store: DirectoryRunStore
  let list: [Experiment]
  let archive: URL

  init() throws {
    scratch = try ScratchFolder()
    store = DirectoryRunStore(root: scratch.url.appendingPathComponent("store"))
    list = [try doubling("a", 1), try doubling("b", 2, after: ["a"])]
    try Scheduler(store: store, concurrency: 1).run(list).requireAll()
    archive = scratch.url.appendingPathComponent("records.tar")
    let keys = try RunKey.keys(of: list)
    _ = try RecordArchive.export(Array(keys.values), of: store, to: archive)
  }

  private func other() -> DirectoryRunStore {
    DirectoryRunStore(root: scratch.url.appendingPathComponent("store-\(UUID().uuidString)"))
  }

  private func refused(_ data: Data) throws -> String {
    let file = scratch.url.appendingPathComponent("bad.tar")
    try data.write(to: file)
    let target = other()
    let error = #expect(throws: ExperimentsError.self) {
      try RecordArchive.take(file, into: target)
    }
    #expect(try target.entries().isEmpty, "something was taken")
    // Most are refused before anything is unpacked, and none leaves a stage.
    #expect(try [[], ["store.json"]].contains(Folder.names(in: target.root)))
    let text = error?.description ?? ""
    #expect(text.hasPrefix("Archive '\(file.path)': "), "\(text)")
    #expect(!text.contains("\n"))
    return text
  }

  @Test func recordsArriveAsTheyWere() throws {
    let target = other()
    #expect(try RecordArchive.take(archive, into: target).taken.count == 2)
    #expect(try RecordArchive.take(archive, into: target).known.count == 2)
    #expect(try Scheduler(store: target, concurrency: 1).run(list).fresh == ["a", "b"])
    let again = scratch.url.appendingPathComponent("again.tar")
    let keys = try RunKey.keys(of: list)
    _ = try RecordArchive.export(Array(keys.values), of: target, to: again)
    #expect(try Data(contentsOf: again) == Data(contentsOf: archive))
  }

  @Test func aFileThatIsThereIsNotOverwritten() throws {
    #expect(
      throws: ExperimentsError.cannotWrite(
        archive.path, reason: "a file of this name is there already")
    ) {
      try RecordArchive.export(
        Array(try RunKey.keys(of: list).values), of: store, to: archive)
    }
  }

  /// Cut anywhere, in or between headers and files.
  @Test func aTruncatedArchiveIsRefused() throws {
    let data = try Data(contentsOf: archive)
    for sixteenth in 0..<16 { _ = try refused(data.prefix(data.count * sixteenth / 16)) }
    for blocks in 1...2 { _ = try refused(data.prefix(data.count - blocks * TarFormat.block)) }
  }

  @Test func anAlteredFileIsRefused() throws {
    var data = try Data(contentsOf: archive)
    let place = try #require(data.firstRange(of: Data("{\"value\":2}".utf8)))
    data[place.lowerBound + 9] = UInt8(ascii: "7")
    #expect(try refused(data).contains("outcome.json has another SHA-256"))
  }

  @Test(arguments: [
    "../evil", "/etc/evil", "nonsmooth-store/convex/../../evil", "nonsmooth-store/convex/KEY/../x",
    "nonsmooth-store/convex/KEY/a/b", "nonsmooth-store/convex/KEY/.hidden",
    "nonsmooth-store/damaged/KEY/x", "nonsmooth-store/convex/short/x"
  ])
  func aPathThatIsNoRecordsIsRefused(path: String) throws {
    let path = path.replacing("KEY", with: String(repeating: "a", count: 64))
    let text = try refused(entry(path, Data("x".utf8)) + Data(contentsOf: archive))
    #expect(text.contains("'\(path)' is no file of a record"))
  }

  @Test func aFileThatTheRecordDoesNotNameIsRefused() throws {
    let key = try RunKey.keys(of: list)["a"]!
    let text = try refused(
      entry("nonsmooth-store/\(key)/extra.bin", Data("x".utf8)) + Data(contentsOf: archive))
    #expect(text.contains("\(key): extra.bin is not among its files"))
  }

  /// Links and folders, and what hides in a header's fields: kind, link's target, owner.
  @Test(arguments: [
    (156, "2", "is no plain file"), (156, "5", "is no plain file"),
    (157, "/etc/passwd", "a header is not as nonsmooth writes it"),
    (265, "root", "a header is not as nonsmooth writes it")
  ])
  func aHeaderOfAnotherKindIsRefused(place: Int, text: String, reason: String) throws {
    var header = try #require(TarFormat.header(path: "nonsmooth-store/x", size: 0))
    header.replaceSubrange(place..<place + text.utf8.count, with: Data(text.utf8))
    let sum = header.enumerated().reduce(0) { $0 + (148..<156 ~= $1.offset ? 32 : Int($1.element)) }
    let octal = String(sum, radix: 8)
    let digits = String(repeating: "0", count: 6 - octal.count) + octal
    header.replaceSubrange(148..<156, with: Data((digits + "\0 ").utf8))
    #expect(try refused(header).contains(reason))
  }

  /// Nothing beside or behind what was read is passed over.
  @Test func whatFollowsOrHidesIsRefused() throws {
    let data = try Data(contentsOf: archive)
    #expect(try refused(data + Data([0])).contains("1 B follow its end"))
    #expect(try refused(data + data).contains("follow its end"))
    var hidden = data
    let outcome = try #require(data.firstRange(of: Data("{\"value\":2}".utf8)))
    hidden[outcome.upperBound + 3] = 1
    #expect(try refused(hidden).contains("something hides behind '"))
    let twice = data.prefix(data.count - 2 * TarFormat.block)
    #expect(try refused(twice + data).contains("comes twice"))
  }

  @Test func moreFilesThanRunsHaveAreRefusedAtOnce() throws {
    let key = String(repeating: "a", count: 64)
    let files = try (0..<300).map { try entry("nonsmooth-store/convex/\(key)/f\($0)", Data()) }
    #expect(
      try refused(files.reduce(Data(), +)).contains("it holds more files than runs have"))
  }

  /// Hostile archives of many folders are refused for the first of them, before anything is unpacked.
  @Test func foldersWithoutARecordAreRefusedBeforeAnythingIsWritten() throws {
    let key = String(repeating: "a", count: 64)
    for (name, reason) in [("x", "record.json is missing"), ("record.json", "is not a record")] {
      let file = scratch.url.appendingPathComponent("\(name).tar")
      let bytes = try entry("nonsmooth-store/convex/\(key)/\(name)", Data("{}".utf8))
      try (bytes + Data(count: 2 * TarFormat.block)).write(to: file)
      let target = other()
      let error = #expect(throws: ExperimentsError.self) {
        try RecordArchive.take(file, into: target)
      }
      #expect(error?.description.contains(reason) == true)
      #expect(RegularFile.isAbsent(target.root))
    }
  }

  @Test func whatIsNoFileIsRefusedAndNotWaitedFor() throws {
    let pipe = scratch.url.appendingPathComponent("pipe")
    try #require(mkfifo(pipe.path, 0o600) == 0)
    for (place, kind) in [(pipe.path, "a pipe"), ("/dev/zero", "a device")] {
      #expect(
        throws: ExperimentsError.file(
          .cannotRead(place, reason: "it is \(kind) and not a regular file"))
      ) { try RecordArchive.take(URL(fileURLWithPath: place), into: other()) }
    }
  }

  /// A desktop's files beside a record are no part of it.
  @Test func strayFilesStayAtHome() throws {
    let key = try RunKey.keys(of: list)["a"]!
    for name in [".DS_Store", "notes.txt"] {
      try Data("x".utf8).write(to: store.directory(of: key).appendingPathComponent(name))
    }
    let again = scratch.url.appendingPathComponent("again.tar")
    let keys = try RunKey.keys(of: list)
    _ = try RecordArchive.export(Array(keys.values), of: store, to: again)
    #expect(try Data(contentsOf: again) == Data(contentsOf: archive))
  }

  /// Many exporters of one file: one writes it, whole, and the others say so.
  @Test func twoExportersDoNotDisturbEachOther() throws {
    let file = scratch.url.appendingPathComponent("both.tar")
    let (store, keys) = (store, Array(try RunKey.keys(of: list).values))
    let outcomes = Outcomes()
    DispatchQueue.concurrentPerform(iterations: 6) { _ in
      outcomes.add(
        Result { () throws(ExperimentsError) in try RecordArchive.export(keys, of: store, to: file)
        })
    }
    #expect(outcomes.all.count { (try? $0.get()) != nil } == 1)
    for case .failure(let error) in outcomes.all {
      #expect(error.description.contains("a file of this name is there already"))
    }
    #expect(try Data(contentsOf: file) == Data(contentsOf: archive))
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.url.path)
    #expect(!names.contains { $0.hasSuffix(".partial") })
  }

  private final class Outcomes: @unchecked Sendable {
    private let lock = NSLock()
    private var noted: [Result<Int, ExperimentsError>] = []
    func add(_ outcome: Result<Int, ExperimentsError>) { lock.withLock { noted.append(outcome) } }
    var all: [Result<Int, ExperimentsError>] { lock.withLock { noted } }
  }

  private func entry(_ path: String, _ data: Data) throws -> Data {
    try #require(TarFormat.header(path: path, size: data.count)) + data
      + Data(count: TarFormat.padding(after: data.count))
  }
}
