import ChapterKit
import Convex
import Experiments
import Reports
import Support

/// B2: NDGM on the LASSO of eq. 15, W 20 x 500, the same alpha and beta_0 for each l1.
struct RegressionSpecification: Codable, Sendable {
  enum Start: String, Codable, Sendable, CaseIterable {
    /// Uniform on [-1, 1].
    case uniform
    /// Uniform on [-0.1, 0.1].
    case narrow
    case zero
  }
  var rows = 20
  var columns = 500
  var seeds: [UInt64]
  var strength: Double
  var learningRate: Double
  var start: Start
  var iterations: Int
}

struct RegressionOutcome: Codable, Sendable {
  struct Run: Codable, Sendable {
    var seed: UInt64
    /// Mean of ||beta||_1 over the last two iterates.
    var norm: Double
    /// Mean of L4 over the last two iterates.
    var loss: Double
    /// L, the Lipschitz constant of the smooth part's gradient; constant steps above 2 / L are unstable.
    var smoothness: Double
  }
  var runs: [Run]
}

extension Lasso {
  static let regressionStrengths = [weakStrength, 0.1, strongStrength]
  /// The l1 that are held against each other.
  static let weakStrength = 0.01
  static let strongStrength = 10.0
  static let regressionRates = [0.003, 0.03, 0.05]
  /// The rule of D3: two successive norms add to P alpha l1, and half of that is 25.4 at l1 = 10.
  static let regressionRate = 0.01
  /// Names of the variations of the start and of the number of iterations.
  static let regressionStarts = ["narrow", "zero"]
  static let regressionTravels = [("half", 0.5), ("double", 2.0)]

  /// Steps in which the smaller penalty alone moves a coordinate by as much as the scale says.
  static func regressionIterations(_ scale: Scale, rate: Double) -> Int {
    Int(scale.regressionTravel / (rate * weakStrength))
  }

  static func regressions(_ scale: Scale) -> [LiveExperiment<RegressionSpecification>] {
    func iterations(_ rate: Double) -> Int { regressionIterations(scale, rate: rate) }
    var result: [LiveExperiment<RegressionSpecification>] = []
    for strength in regressionStrengths {
      result.append(
        LiveExperiment(
          "B2.lambda\(short(strength))",
          RegressionSpecification(
            seeds: scale.seeds, strength: strength, learningRate: regressionRate, start: .uniform,
            iterations: iterations(regressionRate))))
    }
    for strength in [0.01, 10] {
      for rate in regressionRates {
        result.append(
          LiveExperiment(
            "B2.lambda\(short(strength)).alpha\(short(rate))",
            RegressionSpecification(
              seeds: scale.variedSeeds, strength: strength, learningRate: rate, start: .uniform,
              iterations: iterations(rate))))
      }
      for start in [RegressionSpecification.Start.narrow, .zero] {
        result.append(
          LiveExperiment(
            "B2.lambda\(short(strength)).\(start.rawValue)",
            RegressionSpecification(
              seeds: scale.variedSeeds, strength: strength, learningRate: regressionRate,
              start: start, iterations: iterations(regressionRate))))
      }
      for (name, factor) in regressionTravels {
        result.append(
          LiveExperiment(
            "B2.lambda\(short(strength)).\(name)",
            RegressionSpecification(
              seeds: scale.variedSeeds, strength: strength, learningRate: regressionRate,
              start: .uniform, iterations: Int(Double(iterations(regressionRate)) * factor))))
      }
    }
    return result
  }

  /// - Throws: What `progress` throws, which hears the share of the seeds that are done.
  static func regression<Stop: Error>(
    _ spec: RegressionSpecification, progress: (Double) throws(Stop) -> Void
  ) throws(Stop) -> RegressionOutcome {
    var runs: [RegressionOutcome.Run] = []
    for (index, seed) in spec.seeds.enumerated() {
      runs.append(run(spec, seed: seed))
      try progress(Double(index + 1) / Double(spec.seeds.count))
    }
    return RegressionOutcome(runs: runs)
  }

  /// The loss of a seed's problem.
  static func regressionLoss(
    rows: Int, columns: Int, strength: Double, seed: UInt64
  ) -> LassoRegression {
    LassoRegression(
      matrix: uniformStart("B2.W", seed: seed, count: rows * columns),
      response: uniformStart("B2.y", seed: seed, count: rows), strength: strength)
  }

  private static func run(_ spec: RegressionSpecification, seed: UInt64) -> RegressionOutcome.Run {
    let loss = regressionLoss(
      rows: spec.rows, columns: spec.columns, strength: spec.strength, seed: seed)
    let scale = spec.start == .uniform ? 1 : spec.start == .narrow ? 0.1 : 0
    let b0 = uniformStart("B2.b0", seed: seed, count: spec.columns).map { $0 * scale }
    let last = Descent(learningRate: spec.learningRate).descend(
      loss, from: b0, iterations: spec.iterations, record: .last(2)
    ) { _, b in [l1Norm(b), loss.value(at: b)] }.observations
    return RegressionOutcome.Run(
      seed: seed, norm: last.reduce(0) { $0 + $1[0] } / Double(last.count),
      loss: last.reduce(0) { $0 + $1[1] } / Double(last.count), smoothness: loss.smoothness())
  }
}

extension RegressionSpecification: CheckedSpecification {
  var ranges: [FieldRange] {
    [
      .whole("rows", rows, 1...1_000_000), .whole("columns", columns, 1...1_000_000), .seeds(seeds),
      .number("strength", strength, 0...1e6), .number("learningRate", learningRate, 0...1e6),
      .whole("iterations", iterations, 2...100_000_000)
    ]
  }

  /// W, W W^T and a few vectors.
  var memoryBytes: Int { 8 * (rows * columns + rows * rows + 8 * columns) }

  var seconds: Double? { 6e-10 * Double(rows * columns) * Double(iterations * seeds.count) }
}

extension RegressionSpecification: LiveSpecification {
  mutating func set(_ field: String, to value: String) -> Bool {
    switch field {
    case "strength": return read(value, into: &strength)
    case "learningRate": return read(value, into: &learningRate)
    case "iterations": return read(value, into: &iterations)
    case "seeds.0" where !seeds.isEmpty: return read(value, into: &seeds[0])
    case "start":
      guard let found = Start(rawValue: value) else { return false }
      start = found
      return true
    default: return false
    }
  }
}
