import Experiments
import Foundation
import Neural

/// What the runs of a profile take: steps, floating-point operations, memory, disk and time.
package struct PlanEstimate: Encodable {
  package struct Row: Encodable {
    package var name: String
    var isFinished: Bool
    package var state: RunStatus.State
    package var why: String
    /// What changed since the record that a stale run had.
    var differences: [RunDifference]
    package var seconds: Double
    /// Where `seconds` comes from: record, earlier run, calibration or guess.
    package var basis: String
    /// Whether nothing runs beside it.
    var runsAlone: Bool
    /// As its specification says; 0 for next to nothing.
    package var memoryBytes = 0
    /// Of training runs; nil for the others.
    package var steps: Int?
    package var floatingPointOperations: Double?
    var fileBytes: Int?
  }

  package struct Total: Encodable {
    package var runs: Int
    package var runsToDo: Int
    /// Of the training runs to do; likewise the others.
    package var steps: Int
    package var floatingPointOperations: Double
    /// The most that runs side by side take at once.
    package var memoryBytes: Int
    package var fileBytes: Int
    package var seconds: Double
    var hours: Double
    package var threads: Int
  }

  /// The universes of claims that have the same open decisions.
  package struct Universes: Encodable {
    package var claims: [String]
    /// In the report, and in all.
    package var universes: Int
    package var universesInAll: Int
    /// Beside the declared ones.
    package var runs: Int
    package var runsToDo: Int
    /// Of those, on one core.
    package var seconds: Double
  }

  var profile: String
  package var total: Total
  package var runs: [Row]
  package var multiverse: [Universes]
  /// How times were estimated.
  package var method: String
  /// What the plan goes without, e.g. images that are not there.
  package var notes: [String]

  /// Times what has not run yet, which takes a few seconds, and adds up.
  package init(_ pipeline: ReportPipeline, threads: Int) throws {
    let experiments = Dictionary(pipeline.runs.map { ($0.name, $0) }) { first, _ in first }
    let calibration = StepCalibration()
    let plan = try pipeline.plan()
    let index = OutputIndex.present(of: pipeline.workspace)
    let reader = try RunStatusReader(pipeline, plan: plan, index: index)
    runs = try plan.map { run in
      let experiment = experiments[run.name]
      let status = try reader.status(of: run.name)
      var row = Row(
        name: run.name, isFinished: run.isFinished, state: status.state, why: status.why,
        differences: status.differences, seconds: run.estimatedSeconds,
        basis: Self.basis(run.basis),
        runsAlone: experiment?.runsAlone ?? false)
      row.memoryBytes = experiment?.memoryBytes ?? 0
      guard run.key.kind == "training", let json = experiment?.specification else { return row }
      let specification = try TrainingSpecification(json: json)
      let granted = row.runsAlone ? threads : 1
      let cost = try calibration.cost(specification, threads: granted)
      let steps = specification.stepCount()
      row.steps = steps
      row.floatingPointOperations = cost.operations(ofSteps: steps)
      row.fileBytes = cost.fileBytes
      if run.basis == .guess {
        row.seconds = try calibration.seconds(specification, threads: granted)
        row.basis = "calibration"
      }
      return row
    }
    let times = RunTimes(pipeline.store)
    multiverse = try pipeline.ownMultiverse().shares.map { share in
      let seconds = try share.runs.map { try times.seconds(of: $0.run, $0.key) }
      return Universes(
        claims: share.family.claims, universes: share.universes.count,
        universesInAll: share.family.space.universes.count, runs: seconds.count,
        runsToDo: seconds.count { $0 > 0 }, seconds: seconds.reduce(0, +))
    }
    total = Self.total(of: runs, threads: threads)
    profile = pipeline.workspace.label
    notes = pipeline.notes
    method =
      calibration.seconds > 0
      ? StepCalibration.method
      : "from the runs' records, earlier runs, or the chapters' guesses"
  }

  private static func basis(_ basis: PlannedRun.Basis) -> String {
    switch basis {
    case .record: "record"
    case .earlierRun: "earlier run"
    case .guess: "guess"
    }
  }

  private static func total(of runs: [Row], threads: Int) -> Total {
    let left = runs.filter { !$0.isFinished }
    let (alone, shared) = (left.filter(\.runsAlone), left.filter { !$0.runsAlone })
    // Single runs take one thread each, so that work shares evenly, down to the longest of them.
    let together = shared.map(\.seconds)
    let seconds =
      alone.map(\.seconds).reduce(0, +)
      + max(together.reduce(0, +) / Double(threads), together.max() ?? 0)
    let side = shared.map(\.memoryBytes).sorted(by: >).prefix(threads).reduce(0, +)
    return Total(
      runs: runs.count, runsToDo: left.count, steps: left.compactMap(\.steps).reduce(0, +),
      floatingPointOperations: left.compactMap(\.floatingPointOperations).reduce(0, +),
      memoryBytes: max(side, alone.map(\.memoryBytes).max() ?? 0),
      fileBytes: left.compactMap(\.fileBytes).reduce(0, +), seconds: seconds,
      hours: seconds / 3600, threads: threads)
  }
}
