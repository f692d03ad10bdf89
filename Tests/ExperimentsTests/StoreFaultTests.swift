import Experiments
import Foundation
import Testing

/// What happens to a store when files, disks, clocks and machines fail it.
struct StoreFaultTests {
  let scratch: ScratchFolder
  let root: URL
  var store: DirectoryRunStore { DirectoryRunStore(root: root) }

  init() throws {
    scratch = try ScratchFolder()
    root = scratch.url.appendingPathComponent("store")
  }

  /// A run with a file of each kind that runs leave.
  private func run(_ name: String = "a") throws -> Experiment {
    try Experiment(name, kind: "training", specification: Spec(value: 4)) {
      (spec: Spec, context: RunContext) -> Answer in
      for (file, size) in [
        ("metrics.jsonl", 1600), ("weights.safetensors", 4000), ("optimizer.safetensors", 3000)
      ] {
        try Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) })
          .write(to: context.directory.appendingPathComponent(file))
      }
      return Answer(value: 2 * spec.value)
    }
  }

  /// Every file of a record, cut at every sixteenth of its length.
  @Test(arguments: [
    "record.json", "outcome.json", "metrics.jsonl", "weights.safetensors", "optimizer.safetensors"
  ])
  func aTruncatedFileIsNamedSetAsideAndMadeAgain(file: String) throws {
    let list = [try run()]
    try Scheduler(store: store, concurrency: 1).run(list).requireAll()
    let folder = store.directory(of: try RunKey.keys(of: list)["a"]!)
    let target = folder.appendingPathComponent(file)
    let whole = try Data(contentsOf: target)
    for sixteenth in 0..<16 {
      try whole.prefix(whole.count * sixteenth / 16).write(to: target)
      let summary = try Scheduler(store: store, concurrency: 1).run(list)
      #expect(summary.finished == ["a"], "\(sixteenth)/16")
      #expect(summary.warnings.count == 1)
      #expect(
        summary.warnings.first?.hasPrefix("Record '\(folder.path)': \(file) ") == true,
        "\(summary.warnings)")
      if file != "record.json" { #expect(try Data(contentsOf: target) == whole) }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: root.path + "/damaged").count == 16)
  }

  @Test func aStoreOfANewerVersionIsLeftAlone() throws {
    let list = [try run()]
    try Scheduler(store: store, concurrency: 1).run(list).requireAll()
    let file = root.appendingPathComponent("store.json")
    #expect(try String(contentsOf: file, encoding: .utf8) == "{\"format\": 2}\n")
    try Data("{\"format\": 3, \"new\": []}".utf8).write(to: file)
    let before = try FileManager.default.subpathsOfDirectory(atPath: root.path)
    let error = #expect(throws: ExperimentsError.self) {
      try Scheduler(store: store, concurrency: 1).run(list)
    }
    #expect(
      error?.description
        == "Store '\(root.path)': format 3, expected 2 or earlier. Update this program; nothing there "
        + "was changed.")
    #expect(throws: ExperimentsError.newerStore(root.path, found: 3, known: 2)) {
      try store.entries()
    }
    #expect(try FileManager.default.subpathsOfDirectory(atPath: root.path) == before)
  }

  @Test func aRecordOfANewerVersionIsLeftAlone() throws {
    let list = [try run()]
    try Scheduler(store: store, concurrency: 1).run(list).requireAll()
    let folder = store.directory(of: try RunKey.keys(of: list)["a"]!)
    let file = folder.appendingPathComponent("record.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    try Data(text.replacing("\"format\" : 2", with: "\"format\" : 7").utf8).write(to: file)
    #expect(throws: ExperimentsError.newerRecord(folder.path, found: 7, known: 2)) {
      try Scheduler(store: store, concurrency: 1).run(list)
    }
    #expect(FileManager.default.fileExists(atPath: file.path))
  }

  /// A clock that was years ahead when the record and the checkpoint were written, and was then set back.
  @Test func aClockThatGoesBackwardsChangesNothing() throws {
    let list = [try run(), try doubling("later", 3, after: ["a"])]
    try Scheduler(store: store, concurrency: 1).run([list[0]]).requireAll()
    let future = Date(timeIntervalSinceNow: 1e9)
    for name in try FileManager.default.subpathsOfDirectory(atPath: root.path) {
      try FileManager.default.setAttributes(
        [.modificationDate: future], ofItemAtPath: root.path + "/" + name)
    }
    let summary = try Scheduler(store: store, concurrency: 2).run(list)
    #expect(summary.fresh == ["a"] && summary.finished == ["later"])
    #expect(try store.entries().map(\.state) == [.fresh, .fresh])
  }

  @Test func memoryIsNeverPromisedTwice() throws {
    let active = Journal()
    let list = try (0..<8).map { number in
      try Experiment(
        "r\(number)", kind: "convex", specification: Spec(value: Double(number)),
        memoryBytes: 100 * (1 + number % 4)
      ) { (_: Spec, _: RunContext) -> Answer in
        active.add("+\(100 * (1 + number % 4))")
        Thread.sleep(forTimeInterval: 0.02)
        active.add("-\(100 * (1 + number % 4))")
        return Answer(value: 0)
      }
    }
    try Scheduler(store: store, concurrency: 4, memoryBytes: 450).run(list).requireAll()
    var (sum, most) = (0, 0)
    for line in active.all {
      sum += Int(line) ?? 0
      most = max(most, sum)
    }
    #expect((300...450).contains(most), "\(most) at once")
  }

  @Test func aRunTooLargeForTheMachineIsRefusedAndOthersGoOn() throws {
    let large = try Experiment(
      "large", kind: "convex", specification: Spec(value: 1), memoryBytes: 3 << 30
    ) { (_: Spec, _: RunContext) in Answer(value: 0) }
    let summary = try Scheduler(store: store, concurrency: 2, memoryBytes: 1 << 30)
      .run([large, try doubling("small", 2)])
    #expect(summary.finished == ["small"])
    #expect(
      summary.failures == [
        RunFailure(
          name: "large",
          message:
            "Run 'large': needs about 3.0 GiB, expected at most the 1.0 GiB of memory that are "
            + "free. Close other programs or take a larger machine.")
      ])
    #expect(ResourceUsage.availableMemoryBytes > 1 << 20)
  }

  /// Two schedulers, as in two processes: each run is made once, and both end with all records.
  @Test func twoSchedulersShareTheWork() async throws {
    let journal = Journal()
    let list = try (0..<12).map { number in
      try Experiment(
        "r\(number)", kind: "convex", specification: Spec(value: Double(number)),
        prerequisites: number > 8 ? ["r\(number - 8)"] : []
      ) { (_: Spec, _: RunContext) -> Answer in
        journal.add("\(number)")
        Thread.sleep(forTimeInterval: 0.03)
        return Answer(value: 0)
      }
    }
    let root = root
    let summaries = try await withThrowingTaskGroup(of: RunSummary.self) { group in
      for _ in 0..<2 {
        group.addTask {
          try Scheduler(store: DirectoryRunStore(root: root), concurrency: 2).run(list)
        }
      }
      return try await group.reduce(into: [RunSummary]()) { $0.append($1) }
    }
    #expect(journal.all.count == 12, "\(journal.all)")
    for summary in summaries {
      #expect(Set(summary.finished + summary.fresh).count == 12)
      try summary.requireAll()
    }
  }

  @Test func removedEntriesAreGoneAndRunningOnesStay() throws {
    let list = [try run(), try doubling("b", 3)]
    try Scheduler(store: store, concurrency: 1).run(list).requireAll()
    let other = store
    let key = RunKey(kind: "training", hash: String(repeating: "c", count: 64))
    guard
      case .run = try other.begin(key, label: RunLabel(name: "c", specHash: "s", code: "c"))
    else {
      Issue.record("the run is not there to be taken")
      return
    }
    let entries = try store.entries()
    #expect(entries.map(\.name) == ["a", "b", "c"])
    #expect(entries[2].state == .unfinished && entries[2].specHash == "s")
    #expect(try store.remove(entries[2]) == false)
    #expect(try store.remove(entries[0]))
    #expect(try store.entries().map(\.name) == ["b", "c"])
    #expect(!FileManager.default.fileExists(atPath: root.path + "/removed"))
  }
}
