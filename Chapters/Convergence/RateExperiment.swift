import ChapterKit
import Convex
import Experiments
import Reports
import Support

/// Claim 3.2: how many steps a method needs to reach an error, over a range of errors.
struct RateSpecification: Codable, Sendable {
  enum Family: String, Codable, Sendable, CaseIterable {
    /// HuberWell with the worst threshold for each error, gradient descent, step 1/L = 1 from x0 = 1.
    case huber
    /// NesterovMax with the most dimensions that keep the first n - 1 steps out, step e / G^2.
    case maxFunction
    /// F1's loss; errors relative to f(beta_0) - min f, step min(1/L, delta / ||g(beta_0)||^2).
    case relu
    /// Least squares on F1's data without penalty, step 1/L; errors relative to f(beta_0).
    case leastSquares
  }

  var family: Family
  var errors: [Double]
  var seeds: [UInt64]
  /// Give up after so many steps.
  var limit = 1_000_000
}

struct RateOutcome: Codable, Sendable {
  struct Count: Codable, Sendable {
    var error: Double
    var seed: UInt64
    var dimension: Int
    /// nil when the limit was reached.
    var steps: Int?
    /// The textbook bound on the steps, where the family has one.
    var bound: Double?
  }

  var counts: [Count]
}

enum RateExperiment {
  static func name(_ family: RateSpecification.Family) -> String { "C3.2.\(family.rawValue)" }

  static func errors(_ family: RateSpecification.Family, for profile: Profile) -> [Double] {
    let inverses: [Double] =
      switch (family, profile) {
      case (.maxFunction, .smoke): [20, 28, 40]
      case (.maxFunction, _): [20, 28, 40, 56, 80, 112, 160]
      case (.huber, .smoke): [10, 100, 1000]
      case (.huber, _): [10, 30, 100, 300, 1000, 3000, 10_000]
      case (_, .smoke): [2, 4, 8]
      case (_, _): [2, 4, 8, 16, 32, 64]
      }
    return inverses.map { 1 / $0 }
  }

  static func all(_ profile: Profile) -> [LiveExperiment<RateSpecification>] {
    RateSpecification.Family.allCases.map { family in
      let seeds: [UInt64] =
        switch family {
        case .huber, .maxFunction: [0]
        case .relu, .leastSquares: profile == .smoke ? [1, 2] : [1, 2, 3, 4, 5]
        }
      return LiveExperiment(
        name(family),
        RateSpecification(family: family, errors: errors(family, for: profile), seeds: seeds))
    }
  }

  /// - Throws: What `progress` throws, which hears the share of the errors that are done.
  static func run<Stop: Error>(
    _ specification: RateSpecification, progress: (Double) throws(Stop) -> Void
  ) throws(Stop) -> RateOutcome {
    var counts: [RateOutcome.Count] = []
    for (index, error) in specification.errors.enumerated() {
      for seed in specification.seeds {
        try progress(Double(index) / Double(specification.errors.count))
        counts.append(count(specification, error: error, seed: seed))
      }
    }
    return RateOutcome(counts: counts)
  }

  private static func count(
    _ specification: RateSpecification, error: Double, seed: UInt64
  ) -> RateOutcome.Count {
    func count<Function: Objective>(
      _ objective: Function, from start: [Double], rate: Double, minimum: Double = 0,
      target: Double, bound: Double? = nil
    ) -> RateOutcome.Count {
      var iteration = SubgradientIteration(of: objective, from: start, rule: .constant(rate))
      return RateOutcome.Count(
        error: error, seed: seed, dimension: objective.dimension,
        steps: iteration.steps(toError: target, above: minimum, limit: specification.limit),
        bound: bound)
    }
    switch specification.family {
    case .huber:
      // The last step may reach e exactly, which rounding must not turn into another step.
      // L R^2 / (4 k + 2) <= e, and k is whole.
      return count(
        HuberWell.worst(forError: error), from: [1], rate: 1, target: error * (1 + 1e-9),
        bound: (1 / (4 * error) - 0.5).rounded(.up))
    case .maxFunction:
      let family = NesterovMax.worst(forError: error)
      let squaredBound = family.subgradientBound * family.subgradientBound
      // R^2 G^2 / e^2 with R = 1.
      return count(
        family, from: [Double](repeating: 0, count: family.dimension), rate: error / squaredBound,
        minimum: family.minimum, target: error, bound: squaredBound / (error * error))
    case .relu, .leastSquares:
      let smooth = specification.family == .leastSquares
      let (regression, b0) = RegressionExperiment.problem(
        RegressionSpecification(
          l2: smooth ? 0 : 0.01, link: smooth ? .identity : .relu, rateFactor: 1, iterations: 0,
          seeds: [], keepsPaths: false), seed: seed)
      // With more columns than rows least squares interpolates; ReLU's minimum is at b = 0.
      let minimum =
        smooth ? 0 : regression.value(at: [Double](repeating: 0, count: b0.count))
      let target = error * (regression.value(at: b0) - minimum)
      var gradient = [Double](repeating: 0, count: b0.count)
      regression.gradient(at: b0, into: &gradient)
      let squared = gradient.reduce(0) { $0 + $1 * $1 }
      let smoothRate = 1 / regression.smoothnessConstant()
      return count(
        regression, from: b0, rate: smooth ? smoothRate : min(smoothRate, target / squared),
        minimum: minimum, target: target)
    }
  }
}

extension RateSpecification: CheckedSpecification {
  var ranges: [FieldRange] {
    // The max-function has 1 / (4 e^2) variables and takes some 1 / e^2 steps.
    let errors: ClosedRange<Double> =
      switch family {
      case .huber: 1e-7...0.5
      case .maxFunction: 0.005...0.499
      case .relu, .leastSquares: 1e-9...0.5
      }
    return [
      .count("errors", self.errors.count, 1...1000, "errors"),
      .number("errors", each: self.errors, errors), .seeds(seeds),
      .whole("limit", limit, 1...10_000_000, "steps")
    ]
  }
}

extension RateSpecification: LiveSpecification {
  mutating func set(_ field: String, to value: String) -> Bool {
    switch field {
    case "errors.0" where !errors.isEmpty: read(value, into: &errors[0])
    case "seeds.0" where !seeds.isEmpty: read(value, into: &seeds[0])
    case "limit": read(value, into: &limit)
    default: false
    }
  }
}
