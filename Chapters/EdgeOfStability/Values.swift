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
    for rate in paperRates {
      let prefix = "F4.alpha\(rate == 10 ? "10" : "0.1")"
      let name = Outcomes.chosenName
      values.add {
        outcomes.chosen(rate).reduce(into: [:]) { values, run in
          values[prefix + ".maxLoss.seed\(run.seed)"] = run.maxLoss
          values[prefix + ".finalLoss.seed\(run.seed)"] = run.finalLoss
        }
      }
      add(prefix + ".maxLoss", outcomes.summary(name, rate: rate) { $0.maxLoss })
      add(prefix + ".finalLoss", outcomes.summary(name, rate: rate) { $0.finalLoss })
      add(prefix + ".initialLoss", outcomes.summary(name, rate: rate) { $0.initialLoss })
      add(prefix + ".turningShare", outcomes.summary(name, rate: rate) { $0.turningShare })
      add(prefix + ".risingShare", outcomes.summary(name, rate: rate) { $0.risingShare })
      add(prefix + ".shareBeyondOne", outcomes.summary(name, rate: rate) { $0.shareBeyondOne })
      add(
        prefix + ".leastSquaresGrowth",
        outcomes.summary("F4.leastSquares", rate: rate) { $0.finalLoss / $0.initialLoss })
    }
    values.set("F4.smallestEigenvalue.least", outcomes.chosen(10).map(\.smallestEigenvalue).min())
    add("F4.stabilityLimit", outcomes.summary(Outcomes.chosenName, rate: 10) { $0.stabilityLimit })
    for rate in frequencyRates {
      let (prefix, name) = ("F4.frequency.alpha\(Int(rate))", "F4.frequency")
      add(prefix + ".turningShare", outcomes.summary(name, rate: rate) { $0.turningShare })
      add(prefix + ".lateMaximum", outcomes.summary(name, rate: rate) { $0.lateMaximum })
    }
    for multiple in multiples {
      let (prefix, name) = ("F4.limit\(multiple)", "F4.threshold")
      add(prefix + ".lateMaximum", outcomes.summary(name, rate: multiple) { $0.lateMaximum })
      add(prefix + ".risingShare", outcomes.summary(name, rate: multiple) { $0.risingShare })
      add(prefix + ".turningShare", outcomes.summary(name, rate: multiple) { $0.turningShare })
    }
    values.set("F4.everyStepMultiple", outcomes.everyStepMultiple)
    values.set("F4.seeds", Double(outcomes.sizes.seeds.count))
    values.set("F4.iterations", Double(outcomes.sizes.iterations))
    values.set("F4.variedIterations", Double(outcomes.sizes.variedIterations))
    values.set("F4.leastSquaresIterations", Double(leastSquaresIterations))
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
