import Experiments
import Foundation
import Support
import Testing

struct SchedulerTests {
  let scratch: ScratchFolder
  let store: DirectoryRunStore

  init() throws {
    scratch = try ScratchFolder()
    store = DirectoryRunStore(root: scratch.url.appendingPathComponent("store"))
  }

  @Test func runsOnceAndThenReadsTheRecord() throws {
    let journal = Journal()
    let list = [try doubling("a", 4, journal: journal)]
    let scheduler = Scheduler(store: store, concurrency: 2)
    #expect(try scheduler.run(list).finished == ["a"])
    // Another store object, as in another process.
    let again = Scheduler(store: DirectoryRunStore(root: store.root), concurrency: 2)
    #expect(try again.run(list).fresh == ["a"])
    #expect(journal.all == ["a"])
    let results = try StoredResults(store: store, experiments: list)
    #expect(try results.outcome(Answer.self, of: "a") == Answer(value: 8))
  }

  @Test func equalRunsShareOneRecord() throws {
    let journal = Journal()
    let list = [try doubling("a", 4, journal: journal), try doubling("b", 4, journal: journal)]
    let summary = try Scheduler(store: store, concurrency: 2).run(list)
    #expect(summary.finished.sorted() == ["a", "b"])
    #expect(journal.all.count == 1)
    let results = try StoredResults(store: store, experiments: list)
    #expect(try results.summary(of: ["a", "b"]).count == 1)
    #expect(try results.summary(of: ["a"]).wallSeconds >= 0)
  }

  @Test func longestGoesFirstAndPrerequisitesBeforeDependents() throws {
    let journal = Journal()
    let list = [
      try doubling("short", 1, seconds: 1, journal: journal),
      try doubling("late", 2, after: ["short"], seconds: 9, journal: journal),
      try doubling("long", 3, seconds: 5, journal: journal)
    ]
    _ = try Scheduler(store: store, concurrency: 1).run(list)
    #expect(journal.all == ["long", "short", "late"])
  }

  @Test func aRecordHasTheTimeOfEarlierProcesses() throws {
    let run = try Experiment("a", kind: "convex", specification: Spec(value: 1)) {
      (_: Spec, context: RunContext) -> Answer in
      context.stopwatch.goOn(from: Stopwatch.Reading(wallSeconds: 1_000, cpuSeconds: 900))
      return Answer(value: 1)
    }
    _ = try Scheduler(store: store, concurrency: 1).run([run])
    let record = try StoredResults(store: store, experiments: [run]).record(of: "a")
    #expect(record.wallSeconds >= 1_000 && record.cpuSeconds >= 900)
  }

  @Test func dependentReadsItsPrerequisite() throws {
    let first = try Experiment("p", kind: "convex", specification: Spec(value: 1)) {
      (_: Spec, context: RunContext) -> Answer in
      try Data("hello".utf8).write(to: context.directory.appendingPathComponent("w.bin"))
      return Answer(value: 1)
    }
    let second = try Experiment(
      "d", kind: "convex", specification: Spec(value: 2), prerequisites: ["p"]
    ) { (_: Spec, context: RunContext) -> Answer in
      let file = try context.prerequisite("p").appendingPathComponent("w.bin")
      return Answer(value: Double(try Data(contentsOf: file).count))
    }
    let list = [second, first]
    try Scheduler(store: store, concurrency: 2).run(list).requireAll()
    let results = try StoredResults(store: store, experiments: list)
    #expect(try results.outcome(Answer.self, of: "d") == Answer(value: 5))
    let record = try results.record(of: "p")
    #expect(Set(record.files.keys) == ["outcome.json", "w.bin"])
    #expect(
      record.files["w.bin"] == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")
    #expect(try results.record(of: "d").prerequisites == ["p": results.key(of: "p").description])
  }

  @Test func failureStopsOnlyItsDependents() throws {
    let list = [
      try failing("bad"), try doubling("blocked", 1, after: ["bad"]),
      try doubling("further", 3, after: ["blocked"]), try doubling("good", 2)
    ]
    let summary = try Scheduler(store: store, concurrency: 2).run(list)
    #expect(summary.finished == ["good"])
    #expect(summary.failures.map(\.name) == ["bad", "blocked", "further"])
    #expect(summary.failures[0].message == "the bowl is broken")
    #expect(
      summary.failures[1].message
        == "Experiment 'blocked': its prerequisite 'bad' failed, expected a finished run. "
        + "Correct that one first.")
    #expect(throws: ExperimentsError.failedRuns(summary.failures)) { try summary.requireAll() }
    let left = try FileManager.default.contentsOfDirectory(
      atPath: store.root.appendingPathComponent("convex").path)
    #expect(left.count == 1, "a failed run leaves nothing behind")
  }

  @Test func aFailedRunsMetricsAreKeptAside() throws {
    let broken = try Experiment("broken", kind: "training", specification: Spec(value: 3)) {
      (_: Spec, context: RunContext) -> Answer in
      try Data("{}\n".utf8).write(
        to: context.directory.appendingPathComponent("metrics.jsonl"))
      try Data([1]).write(to: context.directory.appendingPathComponent("checkpoint.safetensors"))
      throw Broken()
    }
    for _ in 0..<2 {
      let list = [broken, try doubling("good", 4)]
      let summary = try Scheduler(store: store, concurrency: 2).run(list)
      #expect(summary.failures.map(\.name) == ["broken"])
      let key = try #require(try RunKey.keys(of: list)["broken"])
      let kept = store.root.appendingPathComponent("failed/training-\(key.hash)")
      #expect(
        summary.failures.first?.message
          == "the bowl is broken What it wrote is in '\(kept.path)'.")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: kept.path).sorted()
          == ["failure.txt", "metrics.jsonl"])
      #expect(
        try String(contentsOf: kept.appendingPathComponent("failure.txt"), encoding: .utf8)
          == "the bowl is broken\n")
      #expect(try store.lookUp(key) == .absent)
    }
  }

  @Test func aRunThatFillsTheMemoryHasNothingBesideIt() throws {
    let active = Journal()
    /// 10 times the run's threads, plus the runs inside with it.
    @Sendable func answer(_ spec: Spec, _ context: RunContext) -> Answer {
      active.add("in")
      Thread.sleep(forTimeInterval: 0.01)
      let lines = active.all
      let inside = 2 * lines.count { $0 == "in" } - lines.count
      active.add("out")
      return Answer(value: Double(10 * context.threads + inside))
    }
    var list: [Experiment] = []
    for number in 0..<9 {
      list.append(
        try Experiment(
          "r\(number)", kind: "convex", specification: Spec(value: Double(number)),
          estimatedSeconds: Double(number % 4), runsAlone: number % 4 == 1, body: answer))
    }
    try Scheduler(store: store, concurrency: 3).run(list).requireAll()
    let results = try StoredResults(store: store, experiments: list)
    for number in [1, 5] {
      #expect(try results.outcome(Answer.self, of: "r\(number)") == Answer(value: 31))
    }
  }

  @Test func stoppedRunKeepsItsFilesAndGoesOn() throws {
    let flag = CancellationFlag()
    let stopping = try Experiment("long", kind: "training", specification: Spec(value: 7)) {
      (_: Spec, context: RunContext) -> Answer in
      let file = context.directory.appendingPathComponent("checkpoint")
      if FileManager.default.fileExists(atPath: file.path) { return Answer(value: 100) }
      try Data([1]).write(to: file)
      flag.set()
      try context.progress(0.1)
      return Answer(value: 0)
    }
    let list = [stopping, try doubling("later", 1, after: ["long"])]
    let summary = try Scheduler(store: store, concurrency: 1, flag: flag).run(list)
    #expect(summary.left == ["long", "later"])
    #expect(throws: ExperimentsError.interrupted(finished: 0, left: 2)) { try summary.requireAll() }
    try Scheduler(store: store, concurrency: 1).run(list).requireAll()
    let results = try StoredResults(store: store, experiments: list)
    #expect(try results.outcome(Answer.self, of: "long") == Answer(value: 100))
  }

  @Test func aLoneRunHasAllThreads() throws {
    let list = [
      try Experiment("t", kind: "convex", specification: Spec(value: 7)) {
        (_: Spec, context: RunContext) in Answer(value: Double(context.threads))
      }
    ]
    try Scheduler(store: store, concurrency: 3).run(list).requireAll()
    let results = try StoredResults(store: store, experiments: list)
    #expect(try results.outcome(Answer.self, of: "t") == Answer(value: 3))
  }

  @Test func manyRunsSideBySideAllFinish() throws {
    let list = try (0..<60).map {
      try doubling("r\($0)", Double($0), after: $0 > 30 ? ["r\($0 - 30)"] : [])
    }
    try Scheduler(store: store, concurrency: 4).run(list).requireAll()
    let results = try StoredResults(store: store, experiments: list)
    for number in 0..<60 {
      #expect(
        try results.outcome(Answer.self, of: "r\(number)") == Answer(value: 2 * Double(number)))
    }
    #expect(try results.summary(of: list.map(\.name)).count == 60)
  }

  @Test func infinityAndNaNSurvive() throws {
    struct Wild: Codable, Sendable { var values: [Double] }
    let list = [
      try Experiment("w", kind: "convex", specification: Spec(value: .infinity)) {
        (_: Spec, _: RunContext) in Wild(values: [.infinity, -.infinity, .nan])
      }
    ]
    try Scheduler(store: store, concurrency: 1).run(list).requireAll()
    let values = try StoredResults(store: store, experiments: list)
      .outcome(Wild.self, of: "w").values
    #expect(values[0] == .infinity && values[1] == -.infinity && values[2].isNaN)
  }
}
