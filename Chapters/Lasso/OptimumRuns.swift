import ChapterKit
import Convex
import Experiments
import Reports
import Support

/// The optimum of B2's problems, which depends on neither the learning rate nor the start of NDGM, and so has runs of its
/// own.
struct OptimumSpecification: Codable, Sendable {
  var rows = 20
  var columns = 500
  var seeds: [UInt64]
  var strength: Double
  /// Duality gap of the optimum.
  var gap: Double
  /// The most steps that plain ISTA may take to that gap.
  var plainIterations: Int
}

struct OptimumOutcome: Codable, Sendable {
  struct Run: Codable, Sendable {
    var seed: UInt64
    /// Of accelerated ISTA: ||beta||_1, the duality gap, coefficients that are exactly 0, and steps.
    var norm: Double
    var gap: Double
    var zeros: Int
    var iterations: Int
    /// Of ISTA as it is written, without acceleration.
    var plainGap: Double
    var plainZeros: Int
    var plainIterations: Int
  }
  var runs: [Run]
}

extension Lasso {
  /// Twenty times what ISTA takes to the gap of `quick` at the smallest l1.
  static let plainIterations = 2_000_000

  static func optimumName(_ strength: Double) -> String { "B2.lambda\(short(strength)).optimum" }

  static func optima(_ scale: Scale) -> [LiveExperiment<OptimumSpecification>] {
    regressionStrengths.map { strength in
      LiveExperiment(
        optimumName(strength),
        OptimumSpecification(
          seeds: scale.seeds, strength: strength, gap: scale.gap, plainIterations: plainIterations))
    }
  }

  /// - Throws: What `progress` throws, which hears the share of the seeds that are done.
  static func optimum<Stop: Error>(
    _ spec: OptimumSpecification, progress: (Double) throws(Stop) -> Void
  ) throws(Stop) -> OptimumOutcome {
    var runs: [OptimumOutcome.Run] = []
    for (index, seed) in spec.seeds.enumerated() {
      runs.append(optimum(spec, seed: seed))
      try progress(Double(index + 1) / Double(spec.seeds.count))
    }
    return OptimumOutcome(runs: runs)
  }

  private static func optimum(_ spec: OptimumSpecification, seed: UInt64) -> OptimumOutcome.Run {
    let loss = regressionLoss(
      rows: spec.rows, columns: spec.columns, strength: spec.strength, seed: seed)
    let zero = Array(repeating: 0.0, count: spec.columns)
    let optimum = loss.proximalGradient(
      from: zero, tolerance: spec.gap, maximumIterations: 200_000, accelerated: true)
    let plain = loss.proximalGradient(
      from: zero, tolerance: spec.gap, maximumIterations: spec.plainIterations)
    return OptimumOutcome.Run(
      seed: seed, norm: l1Norm(optimum.point), gap: optimum.gap,
      zeros: optimum.point.count { $0 == 0 }, iterations: optimum.iterations,
      plainGap: plain.gap, plainZeros: plain.point.count { $0 == 0 },
      plainIterations: plain.iterations)
  }
}

extension OptimumSpecification: CheckedSpecification {
  var ranges: [FieldRange] {
    [
      .whole("rows", rows, 1...1_000_000), .whole("columns", columns, 1...1_000_000), .seeds(seeds),
      .number("strength", strength, 0...1e6), .number("gap", gap, 1e-15...1e6),
      .whole("plainIterations", plainIterations, 1...100_000_000)
    ]
  }

  /// W, W W^T and a few vectors.
  var memoryBytes: Int { 8 * (rows * columns + rows * rows + 8 * columns) }
}

extension OptimumSpecification: LiveSpecification {
  mutating func set(_ field: String, to value: String) -> Bool {
    switch field {
    case "strength": return read(value, into: &strength)
    case "seeds.0" where !seeds.isEmpty: return read(value, into: &seeds[0])
    // What NDGM alone has; `--set B2.start` leaves the optimum as it is, too.
    case "learningRate", "start", "iterations": return true
    default: return false
    }
  }
}
