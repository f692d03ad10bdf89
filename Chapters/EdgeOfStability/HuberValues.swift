import Reports
import Support

extension EdgeOfStability {
  /// Three significant digits, for cells and sentences.
  static func short(_ value: Double) -> String { Wording.short(value) }

  /// The numbers of the experiment F4.
  static func values(_ outcomes: HuberOutcomes) -> ReportValues {
    var values = chosenValues(outcomes)
    func add(
      _ name: String, _ summary: @autoclosure () -> (low: Double, median: Double, high: Double)
    ) {
      values.add {
        let summary = summary()
        return [name: summary.median, name + ".low": summary.low, name + ".high": summary.high]
      }
    }
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
    return values
  }

  /// Those of the chosen setting at the paper's two rates.
  static func chosenValues(_ outcomes: HuberOutcomes) -> ReportValues {
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
      let name = HuberOutcomes.chosenName
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
      "F4.smallestEigenvalue.least", outcomes.chosen(large).map { $0.smallestEigenvalue }.min())
    add(
      "F4.stabilityLimit", outcomes.summary(HuberOutcomes.chosenName, large) { $0.stabilityLimit })
    return values
  }
}
