import ChapterKit
import Convex
import Experiments
import Kernels
import Reports

/// The outcomes of F1.
struct RegressionResults {
  let reluRun: RunOutcome<RegressionOutcome>
  let softplusRun: RunOutcome<RegressionOutcome>
  let leastSquaresRun: RunOutcome<RegressionOutcome>
  /// By rate factor, ReLU alone.
  let otherRates: [(factor: Double, run: RunOutcome<RegressionOutcome>)]
  /// What the ReLU run ran with.
  let setting: RegressionSpecification

  /// `"1/L"`, or `"0.5/L"`.
  var rateWords: String { "\(ConvexClaims.text(setting.rateFactor))/L" }

  var relu: RegressionOutcome { reluRun.value }
  var softplus: RegressionOutcome { softplusRun.value }
  var leastSquares: RegressionOutcome { leastSquaresRun.value }

  /// ReLU at every rate, from the smallest.
  var rates: [(factor: Double, outcome: RegressionOutcome)] {
    (otherRates + [(setting.rateFactor, reluRun)]).sorted { $0.factor < $1.factor }.map {
      ($0.factor, $0.run.value)
    }
  }

  /// So many times nearer to the minimum the loss has to come for `stepsToOneSixtyFourth`.
  static let smallerBy = 64.0

  /// Per seed, the first k at which the ReLU loss has come within 1/64 of its first distance to the
  /// minimum ||y||^2, at the chosen rate; seeds that never do are left out.
  var stepsToOneSixtyFourth: [Double] {
    relu.runs.compactMap { run in
      let (objective, start) = RegressionExperiment.problem(setting, seed: run.seed)
      let minimum = objective.value(at: [Double](repeating: 0, count: start.count))
      let target = minimum + (run.firstLoss - minimum) / Self.smallerBy
      return run.losses.firstIndex { $0 <= target }.map(Double.init)
    }
  }

  /// Values by their names in results.json.
  var values: ReportValues {
    var values = shownValues
    values.set("F1.rateRange", rates.map(\.factor).max().map { $0 / rates[0].factor })
    return values
  }

  /// Those at the chosen rate.
  var shownValues: ReportValues {
    var values = ReportValues()
    func summarize(_ name: String, _ numbers: @autoclosure () -> [Double]) {
      values.add {
        let numbers = numbers()
        guard !numbers.isEmpty else { return [:] }
        let summary = Statistics.summary(numbers)
        return [name: summary.median, "\(name).low": summary.low, "\(name).high": summary.high]
      }
    }
    func first(_ outcome: RegressionOutcome) -> [Double] {
      outcome.runs.compactMap { $0.firstIterationAboveOne.map(Double.init) }
    }
    summarize("F1.firstIterationAboveOne", first(relu))
    values.add {
      relu.runs.reduce(into: [:]) { values, run in
        values["F1.firstIterationAboveOne.seed\(run.seed)"] = run.firstIterationAboveOne.map(
          Double.init)
      }
    }
    values.set("F1.seeds", Double(relu.runs.count))
    values.set("F1.smallerBy", Self.smallerBy)
    values.set("F1.seedsAboveOne", Double(first(relu).count))
    values.set("F1.iterations", Double(max(0, (relu.runs.first?.losses.count ?? 1) - 1)))
    summarize("F1.learningRate", relu.runs.map { $0.learningRate })
    summarize("F1.peakMaximumNorm", relu.runs.map { $0.peakMaximumNorm })
    summarize("F1.initialEuclideanNorm", relu.runs.compactMap { $0.euclideanNorms.first })
    summarize("F1.peakEuclideanRatio", relu.runs.map { $0.peakEuclideanRatio })
    summarize("F1.finalLoss", relu.runs.map { $0.finalLoss })
    summarize("F1.stepsToOneSixtyFourth", stepsToOneSixtyFourth)
    values.set("F1.runsThatNeverRise", Double(relu.runs.count { $0.rises == 0 }))
    values.set("F1.largestEuclideanRatio", relu.runs.map { $0.peakEuclideanRatio }.max())
    for (name, control) in [("softplus", softplusRun), ("leastSquares", leastSquaresRun)] {
      summarize("F1.\(name).peakMaximumNorm", control.value.runs.map { $0.peakMaximumNorm })
      summarize("F1.\(name).firstIterationAboveOne", first(control.value))
      values.set("F1.\(name).seedsAboveOne", Double(first(control.value).count))
    }
    return values
  }
}

/// The outcomes of claim 3.2.
struct RateResults {
  let outcomes: RunOutcomes<RateOutcome>

  private func counts(_ family: RateSpecification.Family) -> [RateOutcome.Count] {
    outcomes[RateExperiment.name(family)]?.counts ?? []
  }

  /// Errors and the median of the steps over seeds, where every seed arrived.
  func medians(_ family: RateSpecification.Family) -> [(error: Double, steps: Double)] {
    let counts = counts(family)
    let errors = Set(counts.map { $0.error }).sorted(by: >)
    return errors.compactMap { error in
      let steps = counts.filter { $0.error == error }.map { $0.steps }
      let arrived = steps.compactMap { $0.map(Double.init) }
      return arrived.count == steps.count ? (error, Statistics.median(arrived)) : nil
    }
  }

  /// Whether every count on the worst-case families lies where theory puts it: exactly at the bound for
  /// gradient descent on the Huber family, from n to the bound for the max-function in n dimensions.
  var keepBounds: Bool {
    func keeps(_ family: RateSpecification.Family, atLeast: (RateOutcome.Count) -> Double) -> Bool {
      counts(family).allSatisfy { count in
        guard let steps = count.steps.map(Double.init), let bound = count.bound else {
          return false
        }
        return steps >= atLeast(count) && steps <= bound
      }
    }
    return keeps(.huber) { $0.bound ?? 0 } && keeps(.maxFunction) { Double($0.dimension) }
  }

  /// Values by their names in results.json.
  var values: ReportValues {
    var values = ReportValues()
    for family in RateSpecification.Family.allCases {
      values.set("C3.2.\(family.rawValue).slope", slope(family))
    }
    return values
  }

  /// The exponent s of steps ~ (1/delta)^s, by least squares on logarithms; nil with fewer than two points.
  func slope(_ family: RateSpecification.Family) -> Double? {
    let points = medians(family).filter { $0.steps > 0 }
    guard points.count >= 2 else { return nil }
    return Statistics.line(
      x: points.map { Elementary.log(1 / $0.error) }, y: points.map { Elementary.log($0.steps) }
    ).slope
  }
}
