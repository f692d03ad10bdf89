import ChapterKit
import Convex
import Experiments
import Plots
import Support

/// One step-size regime on one function, as a pure value.
struct RegimeSpecification: Codable, Sendable {
  struct Case: Codable, Sendable {
    /// The figure's and the values' name of the regime.
    var name: String
    var rule: StepRule
  }

  /// x0, as in the paper's worked example of section 4.
  var start = 0.5053
  var iterations: Int
  var cases: [Case]

  /// The four regimes of sections 2 and 3, all beginning at the rate 0.05.
  ///
  /// The geometric one halves its rate every 4 steps, so that its steps add up to 0.4, less than the
  /// distance to the minimizer; it stands for every series whose sum is too short.
  init(iterations: Int) {
    self.iterations = iterations
    cases = [
      Case(name: "constant", rule: .constant(0.05)),
      Case(name: "diminishing", rule: .diminishing(0.05)),
      Case(name: "reducing", rule: .reducing(rates: [0.05, 0.005, 0.0005], steps: iterations / 4)),
      Case(name: "geometric", rule: .geometric(0.05, ratio: 0.5, steps: 4))
    ]
  }

  /// The sum of the geometric regime's steps; 4 * 0.05 / (1 - 0.5) = 0.4 as declared.
  var geometricLength: Double? { cases.last?.rule.totalLength }

  /// Of the constant regime, at which all begin as declared.
  var firstRate: Double { cases[0].rule.rate(at: 0) }

  /// A schedule as deep learning uses it: the rate 0.1, divided by ten every 30 steps. Their sum is 10/3.
  static let stepLR = StepRule.geometric(
    0.1, ratio: 0.1, steps: GeometricSteps.stepLRInterval)
}

/// Distances to the minimizer, per regime, at iterations 0, 1, 2, ….
struct RegimeOutcome: Codable, Sendable {
  struct Path: Codable, Sendable {
    var name: String
    /// |x_k| for f(x) = |x|.
    var kink: [Double]
    /// |x_k| for f(x) = x^2 / 2.
    var parabola: [Double]
  }

  var paths: [Path]
}

enum RegimeExperiment {
  static let name = "S2.regimes"

  static func iterations(for profile: Profile) -> Int { profile == .smoke ? 200 : 400 }

  static func make(for profile: Profile) throws -> Experiment {
    try Experiment(
      name, kind: "convex", specification: RegimeSpecification(iterations: iterations(for: profile))
    ) { specification, _ in run(specification) }
  }

  static func run(_ specification: RegimeSpecification) -> RegimeOutcome {
    // Equation 3 with data that vanish leaves its penalties: |x|, and x^2 / 2.
    let kink = PenalizedRegression(design: [0], response: [0], link: .relu, l1: 1, l2: 0)
    let parabola = PenalizedRegression(design: [0], response: [0], link: .relu, l1: 0, l2: 0.5)
    return RegimeOutcome(
      paths: specification.cases.map { item in
        RegimeOutcome.Path(
          name: item.name, kink: distances(on: kink, item.rule, specification),
          parabola: distances(on: parabola, item.rule, specification))
      })
  }

  private static func distances(
    on objective: PenalizedRegression, _ rule: StepRule, _ specification: RegimeSpecification
  ) -> [Double] {
    var iteration = SubgradientIteration(of: objective, from: [specification.start], rule: rule)
    var result = [iteration.maximumNorm]
    for _ in 0..<specification.iterations {
      iteration.advance()
      result.append(iteration.maximumNorm)
    }
    return result
  }
}

extension RegimeSpecification: CheckedSpecification {
  var ranges: [FieldRange] {
    [
      .number("start", start, -1e6...1e6), .whole("iterations", iterations, 1...100_000),
      .count("cases", cases.count, 1...100, "cases")
    ] + cases.flatMap { $0.rule.ranges(of: "cases.rule") }
  }
}
