import Foundation
import Plots
import Reports

extension EdgeOfStability {
  /// Three significant digits, for cells and sentences.
  static func short(_ value: Double) -> String { String(format: "%.3g", value) }

  static func values(_ outcomes: Outcomes) -> ReportValues {
    var values = ReportValues()
    func add(
      _ name: String, _ summary: @autoclosure () -> (low: Double, median: Double, high: Double)
    ) {
      values.add {
        let summary = summary()
        return [name: summary.median, name + ".low": summary.low, name + ".high": summary.high]
      }
    }
    for (place, rate) in paperRates.enumerated() {
      let prefix = "F4.alpha\(rate == 10 ? "10" : "0.1")"
      let name = Outcomes.chosenName
      values.add {
        outcomes.chosen(place).reduce(into: [:]) { values, run in
          values[prefix + ".maxLoss.seed\(run.seed)"] = run.maxLoss
          values[prefix + ".finalLoss.seed\(run.seed)"] = run.finalLoss
        }
      }
      add(prefix + ".maxLoss", outcomes.summary(name, place) { $0.maxLoss })
      add(prefix + ".finalLoss", outcomes.summary(name, place) { $0.finalLoss })
      add(prefix + ".initialLoss", outcomes.summary(name, place) { $0.initialLoss })
      add(prefix + ".turningShare", outcomes.summary(name, place) { $0.turningShare })
      add(prefix + ".risingShare", outcomes.summary(name, place) { $0.risingShare })
      add(prefix + ".shareBeyondOne", outcomes.summary(name, place) { $0.shareBeyondOne })
      add(
        prefix + ".leastSquaresGrowth",
        outcomes.summary("F4.leastSquares", place) { $0.finalLoss / $0.initialLoss })
    }
    values.set(
      "F4.smallestEigenvalue.least", outcomes.chosen(large).map(\.smallestEigenvalue).min())
    add("F4.stabilityLimit", outcomes.summary(Outcomes.chosenName, large) { $0.stabilityLimit })
    for (place, rate) in frequencyRates.enumerated() {
      let (prefix, name) = ("F4.frequency.alpha\(Int(rate))", "F4.frequency")
      add(prefix + ".turningShare", outcomes.summary(name, place) { $0.turningShare })
      add(prefix + ".lateMaximum", outcomes.summary(name, place) { $0.lateMaximum })
    }
    for (place, multiple) in multiples.enumerated() {
      let (prefix, name) = ("F4.limit\(multiple)", "F4.threshold")
      add(prefix + ".lateMaximum", outcomes.summary(name, place) { $0.lateMaximum })
      add(prefix + ".risingShare", outcomes.summary(name, place) { $0.risingShare })
      add(prefix + ".turningShare", outcomes.summary(name, place) { $0.turningShare })
    }
    values.set("F4.everyStepMultiple", outcomes.everyStepMultiple)
    values.set("F4.seeds", Double(outcomes.chosenSetting.seeds.count))
    values.set("F4.iterations", Double(outcomes.chosenSetting.iterations))
    values.set("F4.variedIterations", Double(outcomes.setting("F4.threshold").iterations))
    values.set(
      "F4.leastSquaresIterations", Double(outcomes.setting("F4.leastSquares").iterations))
    values.set("F4.rows", Double(HuberData.rows))
    values.set("F4.columns", Double(HuberData.columns))
    values.set("F4.visibleShare", visibleShare)
    values.set("F4.boundedFactor", HuberRun.boundedFactor)
    values.add { counterExampleValues(outcomes.counterExamples) }
    return values
  }

  private static func counterExampleValues(_ example: CounterExampleOutcome) -> [String: Double] {
    [
      "D11.cycle.period": example.period,
      "D11.cycle.limitSuperior": example.limitSuperior,
      "D11.cycle.bound": example.bound,
      "D11.cycle.smoothLimitSuperior": example.smoothLimitSuperior,
      "D11.drift.iterations": example.driftIterations.last ?? 0,
      "D11.drift.x": example.driftX.last ?? 0,
      "D11.drift.predicted": cubeRoot(3 * (example.driftIterations.last ?? 1) / 8),
      "D11.drift.leastPairSum": example.driftLeastPairSum,
      "D11.line.value": example.lineValue
    ]
  }
}
