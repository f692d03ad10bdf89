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
  /// f = -x after 1,000 steps of a = 1 from 0, exactly.
  var lineValue: Double
}

extension EdgeOfStability {
  /// The sizes that a profile runs.
  struct Sizes {
    var seeds: [UInt64]
    var iterations: Int
    var variedIterations: Int
    var driftIterations: Int

    init(profile: Profile) {
      let (count, long, short, drift) =
        switch profile {
        case .smoke: (4, 200, 100, 10_000)
        case .quick: (20, 1_000, 500, 1_000_000)
        case .standard, .paper: (100, 5_000, 2_000, 10_000_000)
        }
      seeds = (1...UInt64(count)).map { $0 }
      (iterations, variedIterations, driftIterations) = (long, short, drift)
    }
  }

  /// Multiples of 2 / L around the stability limit, dense just above it.
  static let multiples = [
    0.5, 0.9, 0.99, 1.001, 1.003, 1.01, 1.03, 1.1, 1.5, 2, 4, 8, 16
  ]
  /// Learning rates for the question whether a larger one oscillates faster.
  static let frequencyRates = [1.0, 10, 100]
  static let paperRates = [0.1, 10]
  /// Their places: below 2 / L, and far above.
  static let (small, large) = (0, 1)
  /// Iterations that Figure 4 draws at the small rate, and at the large one, whose zigzag is dense.
  static let drawnIterations = 100
  static let drawnOscillations = 30
  static let leastSquaresIterations = 20
  static let counterExamples = "D11.counterExamples"

  static func variationName(_ data: HuberData, startScale: Double) -> String {
    "F4.\(data.rawValue).start\(startScale == startScale.rounded() ? "\(Int(startScale))" : "\(startScale)")"
  }

  /// Data and start scale of each variation; the first is the chosen setting.
  static let variations: [(data: HuberData, startScale: Double)] =
    HuberData.allCases.map { ($0, 1) } + [(.uniform, 0), (.uniform, 10)]

  static func experiments(profile: Profile) throws -> [Experiment] {
    let sizes = Sizes(profile: profile)
    var groups: [(String, HuberRuns)] = []
    for (index, variation) in variations.enumerated() {
      groups.append(
        (
          variationName(variation.data, startScale: variation.startScale),
          HuberRuns(
            data: variation.data, startScale: variation.startScale, seeds: sizes.seeds,
            rates: paperRates,
            iterations: index == 0 ? sizes.iterations : sizes.variedIterations,
            curveLength: index == 0 ? min(drawnIterations, sizes.iterations) : 0)
        ))
    }
    groups.append(
      (
        "F4.threshold",
        HuberRuns(
          data: .uniform, seeds: sizes.seeds, rates: multiples, unit: .stabilityLimits,
          iterations: sizes.variedIterations)
      ))
    groups.append(
      (
        "F4.frequency",
        HuberRuns(
          data: .uniform, seeds: sizes.seeds, rates: frequencyRates,
          iterations: sizes.variedIterations)
      ))
    groups.append(
      (
        "F4.leastSquares",
        HuberRuns(
          data: .uniform, loss: .leastSquares, seeds: sizes.seeds, rates: paperRates,
          iterations: leastSquaresIterations)
      ))
    var experiments = try groups.map { name, runs in
      try Experiment(name, kind: "convex", specification: runs) { runs, context in
        try runs.run(progress: context.progress)
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
