import ChapterKit
import Experiments
import Neural
import Reports

/// F3 with the optimizer's averages carried over from the larger penalty, as the paper's listing does
/// (D15): it makes its optimizers once, runs the larger l1, then the smaller.
///
/// The weights start as in the other runs. Adam's step count carries over with its averages, so that
/// its bias correction does not begin again. SGD without momentum has no averages.
struct CarryOver {
  static let strength = FineTuningScale.small
  static let earlierStrength = FineTuningScale.large
  static let optimizers: [OptimizerSpecification.Name] = [.rmsprop, .adam]
  static let suffix = ".carryOver"

  let fresh: FineTuning
  private let carried: RunOutcomes<FineTuningOutcome>
  private let traces: [String: RunTrace]
  /// The runs with carried averages, each behind the one that it is held against.
  let names: [String]

  init(_ results: any Results, _ fresh: FineTuning) throws {
    self.fresh = fresh
    let freshNames = Self.optimizers.flatMap { optimizer in
      fresh.scale.seeds.map { fresh.scale.name(optimizer, Self.strength, $0) }
    }
    carried = try RunOutcomes(results, freshNames.map { $0 + Self.suffix })
    traces = RunTrace.all(of: carried.names, in: results)
    names = freshNames.flatMap { [$0, $0 + Self.suffix] }
  }

  private func outcomes(_ optimizer: OptimizerSpecification.Name) -> [FineTuningOutcome] {
    fresh.scale.seeds.compactMap {
      carried[fresh.scale.name(optimizer, Self.strength, $0) + Self.suffix]
    }
  }

  /// As `FineTuning.traced(_:_:)`.
  func traced(_ optimizer: OptimizerSpecification.Name) -> [(trace: RunTrace, end: Double)] {
    let names = fresh.scale.seeds.map {
      fresh.scale.name(optimizer, Self.strength, $0) + Self.suffix
    }
    return RunTrace.ended(names, carried, traces)
  }

  /// Medians over seeds of a quantity, with fresh averages and with carried ones.
  func pair(
    _ optimizer: OptimizerSpecification.Name, _ quantity: (FineTuningOutcome) -> Double
  ) -> (fresh: Double, carried: Double) {
    (
      fresh.median(optimizer, Self.strength, quantity),
      Statistics.median(outcomes(optimizer).map(quantity))
    )
  }

  func values() -> ReportValues {
    var values = ReportValues()
    for optimizer in Self.optimizers {
      let name = "F3.\(optimizer.rawValue).lambda\(short(Self.strength)).carryOver"
      func median(_ quantity: (FineTuningOutcome) -> Double) -> Double {
        Statistics.median(outcomes(optimizer).map(quantity))
      }
      values.set("\(name).finalL1Norm", median { $0.finalNorm })
      values.set("\(name).percentBelow1e-5", 100 * median { $0.belowThreshold })
      values.set("\(name).crossEntropy", median { $0.lastCrossEntropy })
    }
    return values
  }

  func table() -> ReportTable {
    let rows = Self.optimizers.flatMap { optimizer in
      let norm = pair(optimizer) { $0.finalNorm }
      let share = pair(optimizer) { 100 * $0.belowThreshold }
      let loss = pair(optimizer) { $0.lastCrossEntropy }
      return [
        [
          optimizer.label, "fresh", digits(norm.fresh), digits(share.fresh, 3), digits(loss.fresh)
        ],
        [
          optimizer.label, "carried over from \(fresh.penalty(Self.earlierStrength))",
          digits(norm.carried),
          digits(share.carried, 3), digits(loss.carried)
        ]
      ]
    }
    return ReportTable(
      id: "table-carry-over",
      columns: [
        "Optimizer", "Averages", "Final L1 norm", "Below \(FineTuningScale.threshold) (%)",
        "Cross-entropy (last tenth)"
      ], rows: rows, experiments: names,
      settings: fresh.penalty(Self.strength) + "; " + fresh.settings)
  }

  /// A run ends elsewhere when its norm moves by more than this share, or its small weights by more points.
  static let movedNorm = 0.05
  static let movedPercent = 0.5

  /// What carrying over changes, for D15: per optimizer the numbers, and whether they move.
  var finding: String {
    Self.optimizers.map { optimizer in
      let norm = pair(optimizer) { $0.finalNorm }
      let share = pair(optimizer) { 100 * $0.belowThreshold }
      let moves =
        abs(norm.carried - norm.fresh) > Self.movedNorm * abs(norm.fresh)
        || abs(share.carried - share.fresh) > Self.movedPercent
      return
        "With averages carried over, \(optimizer.label) at \(fresh.penalty(Self.strength)) ends "
        + (moves ? "elsewhere" : "at nearly the same point")
        + ": with the norm \(digits(norm.carried)) in place of \(digits(norm.fresh)), and with "
        + "\(digits(share.carried, 3)) in place of \(digits(share.fresh, 3)) % below \(FineTuningScale.threshold)."
    }.joined(separator: " ")
  }

  var evidence: [String: Double] {
    var evidence: [String: Double] = [:]
    for optimizer in Self.optimizers {
      let norm = pair(optimizer) { $0.finalNorm }
      let share = pair(optimizer) { 100 * $0.belowThreshold }
      evidence["\(optimizer.rawValue).fresh.finalL1Norm"] = norm.fresh
      evidence["\(optimizer.rawValue).carried.finalL1Norm"] = norm.carried
      evidence["\(optimizer.rawValue).fresh.percent"] = share.fresh
      evidence["\(optimizer.rawValue).carried.percent"] = share.carried
    }
    return evidence
  }
}
