import ChapterKit
import Experiments
import Foundation
import Kernels
import Neural
import Reports

/// What `metrics.jsonl` of one of F3's runs tells beside its outcome.
struct RunTrace: Sendable {
  /// The steps that are looked at, the first ones closely.
  static let steps = [1, 2, 3, 10, 100, 1_000]

  /// By step, of those that the run has: the mean cross-entropy of the step's batch, in nats, before its update.
  var crossEntropy: [Int: Double] = [:]
  /// sum |w| before the last update.
  var normBeforeLast: Double?

  /// Nil where the file is not kept.
  init?(in directory: URL) {
    let file = directory.appending(path: "metrics.jsonl")
    guard let lines = (try? Data(contentsOf: file))?.split(separator: 0x0A), let last = lines.last
    else { return nil }
    func metrics(_ line: Data) -> StepMetrics? {
      try? JSONDecoder().decode(StepMetrics.self, from: line)
    }
    for step in Self.steps where step <= lines.count {
      crossEntropy[step] = metrics(lines[step - 1])?.crossEntropy
    }
    normBeforeLast = metrics(last)?.l1Norm
  }

  /// The traces of the runs called `names`, each with the mean cross-entropy at its end; of those that have both.
  static func ended(
    _ names: [String], _ runs: RunOutcomes<FineTuningOutcome>, _ traces: [String: RunTrace]
  ) -> [(trace: RunTrace, end: Double)] {
    names.compactMap { name in
      guard let run = runs[name], let trace = traces[name] else { return nil }
      return (trace, run.lastCrossEntropy)
    }
  }

  /// By experiment, of those that are there.
  static func all(of names: [String], in results: any Results) -> [String: RunTrace] {
    names.reduce(into: [:]) { traces, name in
      traces[name] = (try? results.directory(of: name)).flatMap(RunTrace.init)
    }
  }
}

/// F3's cross-entropy step by step from the start: when a network that ends no better than a constant guess was lost.
struct FirstSteps {
  /// An optimizer at a penalty, with fresh averages or with those that the listing carries over.
  private struct Series {
    var name: String
    var cells: [String]
    /// By seed, the trace and the mean cross-entropy of the last tenth.
    var runs: [(trace: RunTrace, end: Double)]

    func median(at step: Int) -> Double? {
      let values = runs.compactMap { $0.trace.crossEntropy[step] }
      return values.isEmpty ? nil : Statistics.median(values)
    }
  }

  private let fresh: FineTuning
  private let carryOver: CarryOver

  init(_ fresh: FineTuning, _ carryOver: CarryOver) {
    (self.fresh, self.carryOver) = (fresh, carryOver)
  }

  private var series: [Series] {
    FineTuningScale.optimizers.flatMap { optimizer in
      FineTuningScale.strengths.flatMap { strength -> [Series] in
        let name = "F3.\(optimizer.rawValue).lambda\(short(strength))"
        let cells = [optimizer.label, short(fresh.l1(strength))]
        let own = Series(
          name: name, cells: cells + ["fresh"], runs: fresh.traced(optimizer, strength))
        guard strength == CarryOver.strength, CarryOver.optimizers.contains(optimizer) else {
          return [own]
        }
        return [
          own,
          Series(
            name: name + CarryOver.suffix, cells: cells + ["carried over"],
            runs: carryOver.traced(optimizer))
        ]
      }
    }
  }

  /// `F3.rmsprop.lambda0.002.crossEntropy.step2` and the like, medians over seeds.
  func values() -> ReportValues {
    var values = ReportValues()
    for step in RunTrace.steps where step <= fresh.steps {
      for place in series.indices {
        values.set(
          "\(series[place].name).crossEntropy.step\(step)", series[place].median(at: step))
      }
    }
    return values
  }

  func table() -> ReportTable {
    let steps = RunTrace.steps.filter { $0 <= fresh.steps }
    return ReportTable(
      id: "table-first-steps",
      columns: ["Optimizer", "l1", "Averages"] + steps.map { "Step \(grouped($0))" }
        + ["Last tenth"],
      rows: series.map { series in
        series.cells + steps.map { series.median(at: $0).map { digits($0, 3) } ?? "–" }
          + [digits(Statistics.median(series.runs.map(\.end)), 3)]
      }, experiments: Array(Set(fresh.names + carryOver.names)).sorted(),
      settings: fresh.settings + "; cross-entropy in nats of a step's batch, before its update"
        + (fresh.scale.seeds.count > 1 ? ", medians" : ""))
  }
}
