import ChapterKit
import Foundation

/// The outcomes of F1, decoded.
struct RegressionResults {
  var relu: RegressionOutcome
  var softplus: RegressionOutcome
  var leastSquares: RegressionOutcome
  /// By rate factor, ReLU alone; 1 is `relu`.
  var otherRates: [(factor: Double, outcome: RegressionOutcome)]

  init(_ results: any Results) throws {
    func outcome(_ name: String) throws -> RegressionOutcome {
      try results.outcome(RegressionOutcome.self, of: name)
    }
    relu = try outcome(RegressionExperiment.name(.relu))
    softplus = try outcome(RegressionExperiment.name(.softplus))
    leastSquares = try outcome(RegressionExperiment.name(.identity))
    otherRates = try RegressionExperiment.otherRates.map {
      ($0, try outcome(RegressionExperiment.name(rate: $0)))
    }
  }

  /// ReLU at every rate, from the smallest.
  var rates: [(factor: Double, outcome: RegressionOutcome)] {
    (otherRates + [(1, relu)]).sorted { $0.factor < $1.factor }
  }

  /// Per seed, the first k at which the ReLU loss has come within 1/64 of its first distance to the
  /// minimum ||y||^2, at the chosen rate 1/L; seeds that never do are left out.
  var stepsToOneSixtyFourth: [Double] {
    relu.runs.compactMap { run in
      let specification = RegressionSpecification(
        link: .relu, rateFactor: 1, iterations: 0, seeds: [], keepsPaths: false)
      let (objective, start) = RegressionExperiment.problem(specification, seed: run.seed)
      let minimum = objective.value(at: [Double](repeating: 0, count: start.count))
      let target = minimum + (run.firstLoss - minimum) / 64
      return run.losses.firstIndex { $0 <= target }.map(Double.init)
    }
  }

  /// Values by their names in results.json.
  var values: [String: Double] {
    var values: [String: Double] = [:]
    func summarize(_ name: String, _ numbers: [Double]) {
      guard !numbers.isEmpty else { return }
      let summary = Statistics.summary(numbers)
      values[name] = summary.median
      values["\(name).low"] = summary.low
      values["\(name).high"] = summary.high
    }
    let first = relu.runs.compactMap { $0.firstIterationAboveOne.map(Double.init) }
    summarize("F1.firstIterationAboveOne", first)
    for run in relu.runs {
      values["F1.firstIterationAboveOne.seed\(run.seed)"] = run.firstIterationAboveOne.map(
        Double.init)
    }
    values["F1.seeds"] = Double(relu.runs.count)
    values["F1.seedsAboveOne"] = Double(first.count)
    values["F1.iterations"] = Double(max(0, (relu.runs.first?.losses.count ?? 1) - 1))
    summarize("F1.learningRate", relu.runs.map(\.learningRate))
    summarize("F1.peakMaximumNorm", relu.runs.map(\.peakMaximumNorm))
    summarize("F1.initialEuclideanNorm", relu.runs.compactMap(\.euclideanNorms.first))
    summarize("F1.peakEuclideanRatio", relu.runs.map(\.peakEuclideanRatio))
    summarize("F1.finalLoss", relu.runs.map(\.finalLoss))
    summarize("F1.stepsToOneSixtyFourth", stepsToOneSixtyFourth)
    values["F1.runsThatNeverRise"] = Double(relu.runs.count { $0.rises == 0 })
    values["F1.largestEuclideanRatio"] = relu.runs.map(\.peakEuclideanRatio).max()
    summarize("F1.softplus.peakMaximumNorm", softplus.runs.map(\.peakMaximumNorm))
    summarize("F1.leastSquares.peakMaximumNorm", leastSquares.runs.map(\.peakMaximumNorm))
    for (name, outcome) in [("softplus", softplus), ("leastSquares", leastSquares)] {
      let above = outcome.runs.compactMap { $0.firstIterationAboveOne.map(Double.init) }
      summarize("F1.\(name).firstIterationAboveOne", above)
      values["F1.\(name).seedsAboveOne"] = Double(above.count)
    }
    return values
  }
}

/// The outcomes of claim 3.2, decoded.
struct RateResults {
  var outcomes: [RateSpecification.Family: [RateOutcome.Count]] = [:]

  init(_ results: any Results) throws {
    for family in RateSpecification.Family.allCases {
      outcomes[family] = try results.outcome(RateOutcome.self, of: RateExperiment.name(family))
        .counts
    }
  }

  /// Errors and the median of the steps over seeds, where every seed arrived.
  func medians(_ family: RateSpecification.Family) -> [(error: Double, steps: Double)] {
    let counts = outcomes[family, default: []]
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
      outcomes[family, default: []].allSatisfy { count in
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
