import Experiments
import Foundation
import Support
import Testing

struct RunStoreTests {
  let scratch: ScratchFolder
  let root: URL
  let list: [Experiment]

  init() throws {
    scratch = try ScratchFolder()
    root = scratch.url.appendingPathComponent("store")
    list = [try doubling("a", 4)]
    try Scheduler(store: DirectoryRunStore(root: root), concurrency: 1).run(list).requireAll()
  }

  private func folder() throws -> URL {
    DirectoryRunStore(root: root).directory(of: try RunKey.keys(of: list)["a"]!)
  }

  @Test func recordSaysWhatRanWhereAndHowLong() throws {
    let record = try #require(try RunRecord.read(from: folder()))
    #expect(record.name == "a" && record.kind == "convex")
    #expect(record.code == CodeFingerprint(revision: CodeRevision.convex))
    #expect(record.spec == .object(["value": .integer(4)]))
    #expect(record.specHash == Checksum.sha256(Data(#"{"value":4}"#.utf8)))
    #expect(record.wallSeconds >= 0 && record.cpuSeconds >= 0)
    #expect(record.peakMemoryBytes > 1_000_000)
    #expect(record.provenance.cpu.isEmpty == false)
    let host = try #require(record.provenance.host)
    #expect(!host.isEmpty && !host.contains("."))
    #expect(record.provenance.started <= record.provenance.finished)
    #expect(record.provenance.compiler.hasPrefix("Swift 6"))
    #expect(record.provenance.threads == 1)
  }

  /// Records from before `host` and `job` were kept hold neither.
  @Test func aRecordWithoutAHostIsRead() throws {
    let folder = try folder()
    var record = try #require(try RunRecord.read(from: folder))
    (record.provenance.host, record.provenance.job) = (nil, nil)
    try record.write(to: folder)
    let text = try String(
      contentsOf: folder.appendingPathComponent("record.json"), encoding: .utf8)
    #expect(!text.contains("\"host\"") && !text.contains("\"job\""))
    let again = try #require(try RunRecord.read(from: folder))
    #expect(again.provenance.host == nil && again.key == record.key)
  }

  @Test(
    arguments: [
      ([:], nil),
      (["SLURM_ARRAY_JOB_ID": "12"], nil),
      (["SLURM_JOB_ID": "1234"], "Slurm 1234"),
      (
        [
          "SLURM_JOB_ID": "1241", "SLURM_ARRAY_JOB_ID": "1234", "SLURM_ARRAY_TASK_ID": "7",
          "SLURMD_NODENAME": "node2", "SLURM_JOB_PARTITION": "main"
        ], "Slurm 1234_7 on node2, partition main"
      ),
      (["SLURM_JOB_ID": "9", "SLURM_JOB_PARTITION": "main"], "Slurm 9 on partition main")
    ] as [([String: String], String?)])
  func aJobIsNamedAsSlurmNumbersIt(environment: [String: String], job: String?) {
    #expect(Provenance.schedulerJob(environment) == job)
  }

  @Test(arguments: [
    ("outcome.json", "outcome.json has another SHA-256"),
    ("record.json", "record.json was altered")
  ])
  func damagedFileIsSetAsideAndRunAgain(file: String, reason: String) throws {
    let folder = try folder()
    try Data("{}".utf8).write(to: folder.appendingPathComponent(file))
    let summary = try Scheduler(store: DirectoryRunStore(root: root), concurrency: 1).run(list)
    #expect(summary.finished == ["a"])
    #expect(summary.warnings.count == 1)
    #expect(summary.warnings.first?.contains("\(folder.path)': \(reason); moved to") == true)
    let aside = try FileManager.default.contentsOfDirectory(
      atPath: root.appendingPathComponent("damaged").path)
    #expect(aside.count == 1)
  }

  /// The seal is of what JSON says, and 1e+16 is the whole number that a reader has.
  @Test func aNumberMayBeWrittenInAnotherWay() throws {
    let place = try ScratchFolder()
    try Data("1".utf8).write(to: place.url.appendingPathComponent("outcome.json"))
    let spec = JSONValue.object(["rate": .number(1e16), "text": .string("a \"b\\\" : 1e+16 ")])
    var record = try RunRecord(
      name: "a", kind: "convex", code: CodeFingerprint(revision: 1),
      specification: CanonicalJSON.encode(spec), inputs: [:],
      provenance: Provenance.current(threads: 1), wallSeconds: 1e16, cpuSeconds: 1,
      peakMemoryBytes: 1)
    try record.write(to: place.url)
    let file = place.url.appendingPathComponent("record.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    try #require(text.contains("1e+16"))
    #expect(try RunRecord.read(from: place.url)?.seal == record.seal)
    let written = text.replacing(
      "\"wallSeconds\" : 1e+16", with: "\"wallSeconds\":10000000000000000")
    try #require(written != text)
    try Data(written.utf8).write(to: file)
    #expect(try RunRecord.read(from: place.url)?.wallSeconds == 1e16)
    // White space inside a text is part of it.
    try Data(text.replacing(" : 1e+16 \"", with: ": 1e+16 \"").utf8).write(to: file)
    #expect(throws: ExperimentsError.self) { try RunRecord.read(from: place.url) }
  }

  @Test func aPlanMayLeaveFilesUnread() throws {
    let store = DirectoryRunStore(root: root)
    let experiment = try doubling("a", 4)
    let key = try RunKey.keys(of: [experiment])["a"]!
    let outcome = store.directory(of: key).appendingPathComponent("outcome.json")
    try Data("0".utf8).write(to: outcome)
    let light = try Scheduler(store: store, concurrency: 1).plan([experiment], checksFiles: false)
    #expect(light[0].isFinished && light[0].basis == .record)
    // What was read so counts as unchecked.
    let whole = try Scheduler(store: store, concurrency: 1).plan([experiment])
    #expect(!whole[0].isFinished)
  }

  @Test func alteredNumberInTheRecordIsNoticed() throws {
    let file = try folder().appendingPathComponent("record.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    let version = CodeRevision.convex
    let altered = text.replacing(
      "\"revision\" : \(version)", with: "\"revision\" : \(version + 1)")
    try #require(altered != text)
    try Data(altered.utf8).write(to: file)
    let directory = try folder()
    #expect(
      throws: ExperimentsError.damagedRecord(
        directory.path, reason: "record.json was altered")
    ) { try RunRecord.read(from: directory) }
  }

  @Test func missingFileIsNoticed() throws {
    let directory = try folder()
    try FileManager.default.removeItem(at: directory.appendingPathComponent("outcome.json"))
    #expect(
      throws: ExperimentsError.damagedRecord(directory.path, reason: "outcome.json is missing")
    ) { try RunRecord.read(from: directory) }
  }

  @Test func missingRecordReadsAsOneSentence() throws {
    let other = [try doubling("b", 5)]
    let results = try StoredResults(store: DirectoryRunStore(root: root), experiments: other)
    let error = #expect(throws: ExperimentsError.self) { try results.directory(of: "b") }
    #expect(
      error?.description.hasPrefix("Experiment 'b': no finished record, expected one") == true)
    #expect(throws: ExperimentsError.unknownExperiment("c")) { try results.record(of: "c") }
  }

  @Test func outcomeOfAnotherTypeIsNamed() throws {
    struct Other: Decodable { var text: String }
    let results = try StoredResults(store: DirectoryRunStore(root: root), experiments: list)
    let error = #expect(throws: ExperimentsError.self) { try results.outcome(Other.self, of: "a") }
    #expect(error?.description.hasPrefix("Outcome of 'a': ") == true)
  }

  @Test func unwritableStoreIsOneSentence() throws {
    let file = scratch.url.appendingPathComponent("file")
    try Data().write(to: file)
    let store = DirectoryRunStore(root: file.appendingPathComponent("store"))
    let summary = try Scheduler(store: store, concurrency: 1).run(list)
    #expect(summary.left == ["a"])
    let error = #expect(throws: ExperimentsError.self) { try summary.requireAll() }
    #expect(
      error?.description
        == "File '\(file.path)/store': a part of its path is not a folder, expected to write "
        + "there. Make room or correct its permissions, then start again; 0 runs finished and kept, 1 left."
    )
  }

  @Test func fullDiskIsNamed() throws {
    // /dev/full answers every write with ENOSPC.
    try #require(FileManager.default.fileExists(atPath: "/dev/full"))
    let experiment = try Experiment("full", kind: "convex", specification: Spec(value: 1)) {
      (_: Spec, _: RunContext) -> Answer in
      try FileHandle(forWritingTo: URL(fileURLWithPath: "/dev/full")).write(contentsOf: Data([1]))
      return Answer(value: 1)
    }
    let store = DirectoryRunStore(root: root)
    let summary = try Scheduler(store: store, concurrency: 1)
      .run([experiment, doubling("later", 1, seconds: 0.01)])
    #expect(summary.left == ["full", "later"], "no further run is begun")
    #expect(summary.trouble?.reason == "the disk is full")
    #expect(throws: ExperimentsError.self) { try summary.requireAll() }
    let partial = store.directory(of: try RunKey.keys(of: [experiment])["full"]!).path + ".partial"
    #expect(FileManager.default.fileExists(atPath: partial), "it may hold a checkpoint")
  }

  /// Foundation's own error for a full disk, as a training run raises it.
  @Test func theSystemsErrorsAreTroubleOfTheDisk() throws {
    try #require(FileManager.default.fileExists(atPath: "/dev/full"))
    let error = #expect(throws: (any Error).self) {
      try FileHandle(forWritingTo: URL(fileURLWithPath: "/dev/full")).write(contentsOf: Data([1]))
    }
    guard
      case .cannotWrite(_, reason: "the disk is full")? = error.flatMap({ FileError(storage: $0) })
    else {
      Issue.record("\(String(describing: error)) is not seen as a full disk")
      return
    }
    #expect(FileError(storage: Broken()) == nil)
    #expect(FileError(storage: CancellationError()) == nil)
    #expect(FileError(storage: ExperimentsError.conflictingName("a")) == nil)
  }

  @Test func earlierTimesServeAsEstimates() throws {
    let store = DirectoryRunStore(root: root)
    let times = store.earlierSeconds()
    #expect(Array(times.keys) == ["convex/" + Checksum.sha256(Data(#"{"value":4}"#.utf8))])
    let stale = [try doubling("a", 4, inputs: ["images": "new"], seconds: 77)]
    let plan = try Scheduler(store: store, concurrency: 1).plan(stale)
    #expect(plan[0].isFinished == false)
    #expect(plan[0].estimatedSeconds < 77)
  }

  private let label = RunLabel(name: "x", specHash: "", code: "")

  @Test func onlyOneHasARun() throws {
    let key = RunKey(kind: "convex", hash: String(repeating: "a", count: 64))
    let (first, second) = (DirectoryRunStore(root: root), DirectoryRunStore(root: root))
    guard case .run(let place) = try first.begin(key, label: label) else {
      Issue.record("the run is not there to be taken")
      return
    }
    #expect(try second.begin(key, label: label) == .taken(by: label.owner))
    first.abandon(place, keep: true)
    guard case .run(let again) = try second.begin(key, label: label) else {
      Issue.record("the run was not given back")
      return
    }
    #expect(again.path == place.path)
    second.abandon(place, keep: false)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: root.path + "/convex").count == 1,
      "neither lock nor folder is left")
  }

  /// A process that is killed after its record was written and before the renaming has finished the run.
  @Test func aRecordInThePartialFolderIsTaken() throws {
    let directory = try folder()
    let key = try RunKey.keys(of: list)["a"]!
    try FileManager.default.moveItem(atPath: directory.path, toPath: directory.path + ".partial")
    try Data([1]).write(
      to: URL(fileURLWithPath: directory.path + ".partial/checkpoint.safetensors"))
    let store = DirectoryRunStore(root: root)
    #expect(try store.lookUp(key) == .absent)
    let summary = try Scheduler(store: store, concurrency: 1).run(list)
    #expect(summary.fresh == ["a"] && summary.finished.isEmpty)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
        == ["outcome.json", "record.json"])
  }
}
