import ChapterKit
import Convex
import Experiments
import Support

/// The counter-examples are fixed; only the length of the drift can be chosen.
struct CounterExampleSpecification: Sendable, Codable, CheckedSpecification {
  /// Steps along the drifting valley.
  var iterations: Int

  var ranges: [FieldRange] { [.whole("iterations", iterations, 2...1_000_000_000)] }
}

/// The counter-examples' numbers, as stored.
struct CounterExampleOutcome: Sendable, Codable {
  /// f along the first cycles of the max function, from the start on a kink.
  var cycleValues: [Double]
  var period: Double
  var limitSuperior: Double
  /// a L^2.
  var bound: Double
  /// 1 when limitSuperior > bound in exact arithmetic.
  var exceeds: Bool
  /// The same from the start that meets no kink.
  var smoothPeriod: Double
  var smoothLimitSuperior: Double
  var smoothKinks: Double
  var smoothExceeds: Bool
  var bestIterateViolations: Double
  var driftIterations: [Double]
  /// x_k and |y_k| + |y_{k+1}| at those iterations.
  var driftX: [Double]
  /// Smallest |y_k| + |y_{k+1}| over the recorded iterations.
  var driftLeastPairSum: Double
  var driftLargestValue: Double
  /// f = -x after 1,000 steps of alpha = 1 from 0, exactly.
  var lineValue: Double
}

extension EdgeOfStability {
  static let counterExamples = "D11.counterExamples"

  static func experiments(profile: Profile) throws -> [Experiment] {
    let sizes = Sizes(profile: profile)
    var experiments = try huberExperiments(profile).map { experiment in
      try Experiment(experiment.name, kind: "convex", specification: experiment.specification) {
        runs, context in try runs.run(progress: context.progress)
      }
    }
    experiments.append(
      try Experiment(
        counterExamples, kind: "convex",
        specification: CounterExampleSpecification(iterations: sizes.driftIterations),
        estimatedSeconds: 0.2 + 5e-7 * Double(sizes.driftIterations)
      ) { specification, _ in
        counterExampleOutcome(driftIterations: specification.iterations)
      })
    return experiments
  }

  static func counterExampleOutcome(driftIterations: Int) -> CounterExampleOutcome {
    let function = ExactMaxFunction.cycling
    let bound = function.squaredLipschitzConstant
    let kinked = function.orbit(from: ExactMaxFunction.kinkedStart, limit: 100)
    let smooth = function.orbit(from: ExactMaxFunction.smoothStart, limit: 100)
    var chosen: Set<Int> = []
    var power = 1
    while power < driftIterations {
      for factor in [1, 2, 5] where factor * power < driftIterations {
        chosen.insert(factor * power)
        chosen.insert(factor * power + 1)
      }
      power *= 10
    }
    chosen.formUnion([driftIterations - 1, driftIterations])
    let valley = DriftingValley()
    let drift = Descent(learningRate: 1).descend(
      valley, from: [2, 0.25], iterations: driftIterations, record: .at(chosen)
    ) { _, b in b + [valley.value(at: b)] }
    var leastPair = Double.greatestFiniteMagnitude
    for i in drift.iterations.indices.dropFirst()
    where drift.iterations[i] == drift.iterations[i - 1] + 1 {
      leastPair = min(leastPair, abs(drift.observations[i][1]) + abs(drift.observations[i - 1][1]))
    }
    // f = -x has the gradient -1 everywhere: x_k = x_0 + k a.
    var x = Rational(0, 1)
    for _ in 0..<1_000 { x += Rational(1, 1) }
    let once = kinked.values.map(\.doubleValue)
    return CounterExampleOutcome(
      cycleValues: once + once + once, period: Double(kinked.period),
      limitSuperior: (kinked.limitSuperior ?? Rational(0, 1)).doubleValue,
      bound: bound.doubleValue, exceeds: kinked.limitSuperior.map { $0 > bound } ?? false,
      smoothPeriod: Double(smooth.period),
      smoothLimitSuperior: (smooth.limitSuperior ?? Rational(0, 1)).doubleValue,
      smoothKinks: Double(smooth.kinks),
      smoothExceeds: smooth.limitSuperior.map { $0 > bound } ?? false,
      bestIterateViolations: Double(
        kinked.bestIterateViolations(squaredLipschitz: bound)
          + smooth.bestIterateViolations(squaredLipschitz: bound)),
      driftIterations: drift.iterations.map(Double.init), driftX: drift.observations.map { $0[0] },
      driftLeastPairSum: leastPair,
      driftLargestValue: drift.observations.map { $0[2] }.reduce(0, max),
      lineValue: (-x).doubleValue)
  }
}
