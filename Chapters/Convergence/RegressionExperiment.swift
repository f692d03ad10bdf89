import ChapterKit
import Convex
import Experiments
import Kernels
import Reports
import Support

/// F1: equation 3 without its L1 penalty on random data, over several seeds.
struct RegressionSpecification: Codable, Sendable {
  /// N and P of Z.
  var rows = 20
  var columns = 500
  var l2 = 0.01
  var link: PenalizedRegression.Link
  /// The learning rate in units of 1/L, L = 2 (lambda_max(Z^T Z) + l2).
  var rateFactor: Double
  var iterations: Int
  var seeds: [UInt64]
  /// Whether to keep every iteration, not the summaries alone.
  var keepsPaths: Bool
}

struct RegressionOutcome: Codable, Sendable {
  struct Run: Codable, Sendable {
    var seed: UInt64
    var learningRate: Double
    /// Per iteration 0, 1, …; empty unless the specification keeps paths.
    var losses: [Double] = []
    var maximumNorms: [Double] = []
    var euclideanNorms: [Double] = []
    /// The smallest k with ||beta_k||_inf > 1.
    var firstIterationAboveOne: Int?
    var initialMaximumNorm: Double
    var peakMaximumNorm: Double
    /// max_k ||beta_k||_2 / ||beta_0||_2.
    var peakEuclideanRatio: Double
    /// Iterations at which the loss rose by more than ``RegressionExperiment/rounding`` of itself.
    var rises: Int
    var firstLoss: Double
    var finalLoss: Double
    /// Rows with Z beta > 0 at the end.
    var activeRows: Int
  }

  var runs: [Run]
}

enum RegressionExperiment {
  /// The links beside ReLU, and the rates beside 1/L.
  static let controls: [PenalizedRegression.Link] = [.softplus, .identity]
  static let otherRates = [0.01, 0.1, 1.9]
  /// A loss has risen when it did by more than this share of itself.
  static let rounding = 1e-12

  static func name(_ link: PenalizedRegression.Link) -> String { "F1.\(link.rawValue)" }
  static func name(rate factor: Double) -> String { "F1.relu.rate\(factor)" }

  static func seeds(for profile: Profile) -> [UInt64] {
    profile == .smoke ? [1, 2, 3, 4, 5] : Array(1...(profile == .quick ? 24 : 100))
  }

  static func iterations(for profile: Profile) -> Int { profile == .smoke ? 50 : 200 }

  static func all(_ profile: Profile) -> [LiveExperiment<RegressionSpecification>] {
    func specification(
      _ link: PenalizedRegression.Link, rate: Double, keepsPaths: Bool
    ) -> RegressionSpecification {
      RegressionSpecification(
        link: link, rateFactor: rate, iterations: iterations(for: profile),
        seeds: seeds(for: profile), keepsPaths: keepsPaths)
    }
    return ([.relu] + controls).map {
      LiveExperiment(name($0), specification($0, rate: 1, keepsPaths: true))
    }
      + otherRates.map {
        LiveExperiment(name(rate: $0), specification(.relu, rate: $0, keepsPaths: false))
      }
  }

  /// - Throws: What `progress` throws, which hears the share of the seeds that are done.
  static func run<Stop: Error>(
    _ specification: RegressionSpecification, progress: (Double) throws(Stop) -> Void
  ) throws(Stop) -> RegressionOutcome {
    var runs: [RegressionOutcome.Run] = []
    for (index, seed) in specification.seeds.enumerated() {
      try progress(Double(index) / Double(specification.seeds.count))
      runs.append(run(specification, seed: seed))
    }
    return RegressionOutcome(runs: runs)
  }

  /// Z, y and beta_0 of a seed, from their own streams.
  static func problem(
    _ specification: RegressionSpecification, seed: UInt64
  ) -> (objective: PenalizedRegression, start: [Double]) {
    func draw(_ name: String, _ count: Int, _ range: ClosedRange<Double>) -> [Double] {
      var stream = RandomStream(seed: seed, name: name)
      return (0..<count).map { _ in stream.nextUniform(in: range) }
    }
    let objective = PenalizedRegression(
      design: draw("F1.Z", specification.rows * specification.columns, -1...1),
      response: draw("F1.y", specification.rows, -1...0), link: specification.link, l1: 0,
      l2: specification.l2)
    return (objective, draw("F1.b0", specification.columns, -1...1))
  }

  private static func run(
    _ specification: RegressionSpecification, seed: UInt64
  ) -> RegressionOutcome.Run {
    let (objective, start) = problem(specification, seed: seed)
    let rate = specification.rateFactor / objective.smoothnessConstant()
    var iteration = SubgradientIteration(of: objective, from: start, rule: .constant(rate))
    let startLength = iteration.euclideanNorm
    var run = RegressionOutcome.Run(
      seed: seed, learningRate: rate, initialMaximumNorm: iteration.maximumNorm,
      peakMaximumNorm: 0, peakEuclideanRatio: 0, rises: 0, firstLoss: iteration.value,
      finalLoss: iteration.value, activeRows: 0)
    while true {
      let loss = iteration.value
      let maximum = iteration.maximumNorm
      let length = iteration.euclideanNorm
      if specification.keepsPaths {
        run.losses.append(loss)
        run.maximumNorms.append(maximum)
        run.euclideanNorms.append(length)
      }
      if run.firstIterationAboveOne == nil && maximum > 1 {
        run.firstIterationAboveOne = iteration.iteration
      }
      if loss > run.finalLoss * (1 + RegressionExperiment.rounding) { run.rises += 1 }
      run.finalLoss = loss
      run.peakMaximumNorm = max(run.peakMaximumNorm, maximum)
      run.peakEuclideanRatio = max(run.peakEuclideanRatio, length / startLength)
      if iteration.iteration == specification.iterations { break }
      iteration.advance()
    }
    run.activeRows = objective.activeRows(at: iteration.point)
    return run
  }
}

extension RegressionSpecification: CheckedSpecification {
  var ranges: [FieldRange] {
    [
      .whole("rows", rows, 1...1_000_000), .whole("columns", columns, 1...1_000_000),
      .number("l2", l2, 0...1e6), .number("rateFactor", rateFactor, 0...1e6),
      .whole("iterations", iterations, 1...1_000_000), .seeds(seeds)
    ]
  }

  /// Z, Z Z^T and a few vectors, and the paths that are kept.
  var memoryBytes: Int {
    8 * (rows * columns + rows * rows + 8 * columns)
      + (keepsPaths ? 24 * iterations * seeds.count : 0)
  }

  var seconds: Double? {
    0.005 + 2.4e-9 * Double(rows * columns) * Double(iterations * seeds.count)
  }
}

extension RegressionSpecification: LiveSpecification {
  mutating func set(_ field: String, to value: String) -> Bool {
    switch field {
    case "rows": read(value, into: &rows)
    case "columns": read(value, into: &columns)
    case "l2": read(value, into: &l2)
    case "rateFactor": read(value, into: &rateFactor)
    case "iterations": read(value, into: &iterations)
    case "seeds.0" where !seeds.isEmpty: read(value, into: &seeds[0])
    default: false
    }
  }
}
