import ChapterKit
import Convex
import Experiments
import Foundation
import Kernels
import Reports

/// The outcomes of F1, decoded.
struct RegressionResults {
  private let reluRun: RunOutcome<RegressionOutcome>
  private let softplusRun: RunOutcome<RegressionOutcome>
  private let leastSquaresRun: RunOutcome<RegressionOutcome>
  /// By rate factor, ReLU alone.
  private let otherRates: [(factor: Double, run: RunOutcome<RegressionOutcome>)]
  /// What the ReLU run ran with.
  let setting: RegressionSpecification

  init(_ results: any Results) throws {
    reluRun = try RunOutcome(results, RegressionExperiment.name(.relu))
    softplusRun = try RunOutcome(results, RegressionExperiment.name(.softplus))
    leastSquaresRun = try RunOutcome(results, RegressionExperiment.name(.identity))
    func setting(_ name: String) throws -> RegressionSpecification {
      try results.specifications.specification(RegressionSpecification.self, of: name)
    }
    self.setting = try setting(RegressionExperiment.name(.relu))
    otherRates = try RegressionExperiment.otherRates.map {
      let name = RegressionExperiment.name(rate: $0)
      return (try setting(name).rateFactor, try RunOutcome(results, name))
    }
  }

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
    values.set("F1.rateRange", rates.map(\.factor).max().map { $0 / rates[0].factor })
    values.set("F1.seedsAboveOne", Double(first(relu).count))
    values.set("F1.iterations", Double(max(0, (relu.runs.first?.losses.count ?? 1) - 1)))
    summarize("F1.learningRate", relu.runs.map(\.learningRate))
    summarize("F1.peakMaximumNorm", relu.runs.map(\.peakMaximumNorm))
    summarize("F1.initialEuclideanNorm", relu.runs.compactMap(\.euclideanNorms.first))
    summarize("F1.peakEuclideanRatio", relu.runs.map(\.peakEuclideanRatio))
    summarize("F1.finalLoss", relu.runs.map(\.finalLoss))
    summarize("F1.stepsToOneSixtyFourth", stepsToOneSixtyFourth)
    values.set("F1.runsThatNeverRise", Double(relu.runs.count { $0.rises == 0 }))
    values.set("F1.largestEuclideanRatio", relu.runs.map(\.peakEuclideanRatio).max())
    for (name, control) in [("softplus", softplusRun), ("leastSquares", leastSquaresRun)] {
      summarize("F1.\(name).peakMaximumNorm", control.value.runs.map(\.peakMaximumNorm))
      summarize("F1.\(name).firstIterationAboveOne", first(control.value))
      values.set("F1.\(name).seedsAboveOne", Double(first(control.value).count))
    }
    return values
  }
}

/// The outcomes of claim 3.2, decoded.
struct RateResults {
  private let outcomes: RunOutcomes<RateOutcome>

  init(_ results: any Results) throws {
    outcomes = try RunOutcomes(
      results, RateSpecification.Family.allCases.map(RateExperiment.name))
  }

  private func counts(_ family: RateSpecification.Family) -> [RateOutcome.Count] {
    outcomes[RateExperiment.name(family)]?.counts ?? []
  }

  /// Errors and the median of the steps over seeds, where every seed arrived.
  func medians(_ family: RateSpecification.Family) -> [(error: Double, steps: Double)] {
    let counts = counts(family)
    let errors = Set(counts.map(\.error)).sorted(by: >)
    return errors.compactMap { error in
      let steps = counts.filter { $0.error == error }.map(\.steps)
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

  /// The exponent s of steps ~ (1/e)^s, by least squares on logarithms; nil with fewer than two points.
  func slope(_ family: RateSpecification.Family) -> Double? {
    let points = medians(family).filter { $0.steps > 0 }
    guard points.count >= 2 else { return nil }
    return Statistics.line(
      x: points.map { Elementary.log(1 / $0.error) }, y: points.map { Elementary.log($0.steps) }
    ).slope
  }
}
