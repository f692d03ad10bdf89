import ChapterKit
import Cluster
import Convergence
import Duality
import EdgeOfStability
import Experiments
import Foundation
import Lasso
import Preliminaries
import Reproduction
import Support
import TestSupport
import Testing
import Tutorial

/// Many seeds of everything that `quick` runs: planned, submitted and looked at.
@Suite struct ScaleTests {
  /// A hundred make ten thousand runs.
  private static let copies = Stress.isOn ? 100 : 10

  private static let chapters: [any Chapter] = [
    Tutorial(), Preliminaries(), Convergence(), Duality(), Lasso(), EdgeOfStability(),
    Reproduction()
  ]

  /// Each of the chapters' runs many times, with another seed where it has one, else with another number that
  /// changes its key.
  static func experiments() throws -> [Experiment] {
    let setting = Setting(
      profile: .quick,
      dataset: DatasetReference(
        name: "embedded", path: nil, sha256: String(repeating: "0", count: 64)))
    let own = try chapters.flatMap { try $0.experiments(for: setting) }
    return try (0..<copies).flatMap { copy in
      try own.map { experiment in
        var members: [String: JSONValue] = [:]
        if case .object(let all) = try CanonicalJSON.decode(
          JSONValue.self, from: experiment.specification)
        {
          members = all
        }
        if case .integer(let seed)? = members["seed"] {
          members["seed"] = .integer(seed + 1000 * copy)
        } else {
          members["copy"] = .integer(copy)
        }
        return try Experiment(
          "\(experiment.name).copy\(copy)", kind: experiment.kind,
          specification: JSONValue.object(members), inputs: experiment.inputs,
          prerequisites: experiment.prerequisites.map { "\($0).copy\(copy)" },
          estimatedSeconds: experiment.estimatedSeconds, runsAlone: experiment.runsAlone,
          memoryBytes: experiment.memoryBytes
        ) { (_: JSONValue, _: RunContext) -> Int in copy }
      }
    }
  }

  private func jobs(_ plan: [PlannedRun], _ experiments: [Experiment]) -> [Job] {
    let keys = Dictionary(plan.map { ($0.name, $0.key) }) { first, _ in first }
    let byName = Dictionary(experiments.map { ($0.name, $0) }) { first, _ in first }
    return plan.filter { !$0.isFinished }.map { run in
      Job(
        name: run.name, key: run.key, inputs: byName[run.name]!.inputs,
        prerequisites: run.prerequisites.map { keys[$0]! }, seconds: run.estimatedSeconds,
        memoryBytes: byName[run.name]!.memoryBytes, usesCores: run.key.kind == "training")
    }
  }

  @Test func manyRunsArePlannedSubmittedAndShown() throws {
    let experiments = try Self.experiments()
    let folder = try TemporaryDirectory(inMemory: true)
    let scheduler = Scheduler(store: DirectoryRunStore(root: folder.url), concurrency: 1)
    let plan = try scheduler.plan(experiments, checksFiles: false)
    let distinct = Set(plan.map(\.key))
    // Some chapters share a run.
    #expect(plan.count >= 100 * Self.copies && distinct.count >= 100 * Self.copies)
    #expect(plan.allSatisfy { !$0.isFinished })

    let home = try SimulatedHome(jobs(plan, experiments))
    let (arrays, _) = try home.campaign().start()
    #expect(arrays.allSatisfy { $0.elements.count <= home.site.arraySize })
    #expect(arrays.map(\.elements.count).reduce(0, +) == distinct.count)
    // As few as fit, and one more at most for each class of cost and of prerequisites.
    let classes = Set(
      arrays.map { [$0.resources.minutes, $0.resources.memoryMiB, $0.resources.cores] })
    #expect(arrays.count <= distinct.count / home.site.arraySize + 4 * classes.count)
    #expect(home.slurm.faults.isEmpty)

    let campaign = try home.campaign()
    let before = home.slurm.calls
    #expect(try campaign.start().arrays.isEmpty)
    let round = try campaign.round()
    #expect(round.entries.count == distinct.count)
    #expect(round.entries.allSatisfy { $0.standing.isActive })
    // One question for each look, however many runs.
    #expect(home.slurm.calls["queue"]! - (before["queue"] ?? 0) == 2)
    #expect(home.slurm.calls["accounting"] == nil)

    for place in home.slurm.ids.prefix(distinct.count / 2) { home.slurm.finish(place) }
    let half = try campaign.round()
    #expect(half.entries.count { $0.standing == .finished } == distinct.count / 2)
    #expect(half.again.isEmpty && half.givenUp.isEmpty)
    #expect(home.slurm.calls["submit"] == arrays.count)
  }

  @Test func aPlanReadsHalfOfItsRecords() throws {
    let experiments = try Self.experiments()
    let folder = try TemporaryDirectory(inMemory: true)
    let store = DirectoryRunStore(root: folder.url)
    let keys = try RunKey.keys(of: experiments)
    let finished = experiments.prefix(experiments.count / 2)
    try Records.write(finished, keys: keys, to: store)
    let plan = try Scheduler(store: DirectoryRunStore(root: folder.url), concurrency: 1)
      .plan(experiments, checksFiles: false)
    let states = Dictionary(plan.map { ($0.name, $0) }) { first, _ in first }
    #expect(
      finished.allSatisfy { states[$0.name]!.isFinished && states[$0.name]!.basis == .record })
    #expect(plan.count { $0.isFinished } < plan.count)
  }
}

/// Records of runs that never ran.
enum Records {
  static func write(
    _ experiments: some Sequence<Experiment>, keys: [String: RunKey], to store: DirectoryRunStore
  ) throws {
    let provenance = Provenance.current(threads: 1)
    for experiment in experiments {
      var record = try RunRecord(
        name: experiment.name, kind: experiment.kind, code: store.code.of(kind: experiment.kind),
        specification: experiment.specification, inputs: experiment.inputs,
        prerequisites: experiment.prerequisites.map { ($0, keys[$0]!.description) },
        provenance: provenance, wallSeconds: 1, cpuSeconds: 1, peakMemoryBytes: 1)
      let place = store.directory(of: keys[experiment.name]!)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try Data("1".utf8).write(to: place.appendingPathComponent("outcome.json"))
      try record.write(to: place)
    }
  }
}
