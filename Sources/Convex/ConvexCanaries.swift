import Kernels

/// The canaries of everything that decides what a run of kind `"convex"` computes in this module.
public enum ConvexCanaries {
  public static let all: [Canary] =
    Canary.kernels + objectives + methods + rules + schedules + solvers + exact

  // MARK: Objectives

  private static let objectives: [Canary] = {
    let design = random(3 * 13, "design")
    let response = random(3, "response")
    let negative = response.map { -abs($0) }
    return [
      objective("l1Norm", L1Norm(dimension: 13, strength: 0.7)),
      objective("lasso", LassoRegression(matrix: design, response: response, strength: 0.1)),
      objective("huber", HuberRegression(design: design, response: response)),
      objective(
        "leastSquares",
        HuberRegression(design: design, response: response, threshold: .infinity)),
      objective("huberWell", HuberWell(threshold: 0.4)),
      objective("nesterovMax", NesterovMax(dimension: 13)),
      Canary("objective.worst") { bits in
        bits.add(HuberWell.worst(forError: 0.01).threshold)
        let worst = NesterovMax.worst(forError: 0.11)
        bits.add([Double(worst.dimension), worst.minimum, worst.subgradientBound])
      }
    ]
      + PenalizedRegression.Link.allCases.map { link in
        objective(
          "penalized-\(link.rawValue)",
          PenalizedRegression(design: design, response: negative, link: link, l1: 0.03, l2: 0.01))
      }
  }()

  /// Values and gradients at random points, one of which has zeros, and the constants of a regression.
  package static func objective(_ name: String, _ objective: some Objective) -> Canary {
    Canary("objective.\(name)") { bits in
      for point in ["first", "second", "third"] {
        var x = random(objective.dimension, "point." + point)
        if point == "third" { for i in stride(from: 0, to: x.count, by: 3) { x[i] = 0 } }
        var gradient = [Double](repeating: 0, count: x.count)
        objective.gradient(at: x, into: &gradient)
        bits.add(objective.value(at: x))
        bits.add(gradient)
        switch objective {
        case let huber as HuberRegression: bits.add(huber.summary(at: x).shareBeyondOne)
        case let regression as PenalizedRegression: bits.add(regression.activeRows(at: x))
        case let lasso as LassoRegression: bits.add(lasso.dualityGap(at: x))
        default: break
        }
      }
      switch objective {
      case let huber as HuberRegression:
        let spectrum = huber.spectrum()
        bits.add([spectrum.smallest, spectrum.largest, huber.largestHessianEigenvalue()])
      case let regression as PenalizedRegression: bits.add(regression.smoothnessConstant())
      case let lasso as LassoRegression: bits.add(lasso.smoothness())
      default: break
      }
    }
  }

  // MARK: Methods

  private static let methods: [Canary] = [
    descent("vanilla", .vanilla), descent("momentum", .momentum(0.9)),
    descent("rmsprop-paper", .paperRMSProp),
    descent("rmsprop-framework", .rmsProp(decay: 0.99, epsilon: 1e-8, form: .framework)),
    descent("adam", .defaultAdam)
  ]

  /// Twenty steps on a Huber regression, all iterates.
  package static func descent(
    _ name: String, _ method: DescentMethod, learningRate: Double = 0.05
  ) -> Canary {
    Canary("descent.\(name)") { bits in
      let objective = HuberRegression(
        design: random(3 * 13, "design"), response: random(3, "response"))
      let trajectory = Descent(method, learningRate: learningRate).descend(
        objective, from: random(13, "start"), iterations: 20, record: .every(1))
      bits.add(trajectory.iterations)
      for iterate in trajectory.observations { bits.add(iterate) }
      bits.add(trajectory.final)
    }
  }

  private static let rules: [Canary] = [
    rule("constant", .constant(0.1)), rule("diminishing", .diminishing(0.1)),
    rule("reducing", .reducing(rates: [0.1, 0.03, 0.01], steps: 4)),
    rule("geometric", .geometric(0.1, ratio: 0.7, steps: 3))
  ]

  /// Fourteen steps of a rule on the max-function, and its rates.
  package static func rule(_ name: String, _ rule: StepRule) -> Canary {
    Canary("rule.\(name)") { bits in
      var iteration = SubgradientIteration(
        of: NesterovMax(dimension: 5), from: random(5, "start"), rule: rule)
      bits.add(rule.totalLength)
      for k in 0..<14 {
        bits.add([rule.rate(at: k), iteration.value, iteration.maximumNorm])
        bits.add(iteration.euclideanNorm)
        iteration.advance()
      }
      bits.add(iteration.point)
      bits.add(iteration.steps(toError: 0.5, above: 0, limit: 20) ?? -1)
    }
  }

  private static let schedules: [Canary] = [
    ("every", RecordingSchedule.every(3)), ("at", .at([2, 7])), ("last", .last(4))
  ].map { name, schedule in
    Canary("recording.\(name)") { bits in
      bits.add((0...11).filter { schedule.includes($0, of: 11) })
    }
  }

  private static let solvers = [
    proximal("solver.proximalGradient", accelerated: false),
    proximal("solver.proximalGradient-accelerated", accelerated: true),
    Canary("solver.jacobi") { bits in
      let entries = random(36, "matrix")
      var matrix = entries
      for i in 0..<6 { for j in 0..<6 { matrix[i * 6 + j] += entries[j * 6 + i] } }
      bits.add(SymmetricEigenvalues.jacobi(matrix, order: 6))
    }
  ]

  private static func proximal(_ name: String, accelerated: Bool) -> Canary {
    Canary(name) { bits in
      let lasso = LassoRegression(
        matrix: random(3 * 13, "design"), response: random(3, "response"), strength: 0.05)
      let solution = lasso.proximalGradient(
        from: random(13, "start"), tolerance: 1e-6, maximumIterations: 60, accelerated: accelerated)
      bits.add(solution.point)
      bits.add([solution.value, solution.gap])
      bits.add(solution.iterations)
    }
  }

  // MARK: Exact arithmetic

  private static let exact: [Canary] = [
    Canary("exact.toy") { bits in
      let start = [Rational(5053, 10_000), Rational(-1, 3)]
      for iterate in ExactToy.vanilla(
        from: start, learningRate: Rational(1, 100), strength: Rational(7, 2), steps: 12)
      {
        bits.add("\(iterate) \(ExactToy.l1Norm(iterate))")
      }
      for value in ExactToy.momentum(
        Rational(1, 2), from: start[0], learningRate: Rational(1, 10), strength: 1, steps: 12)
      {
        bits.add("\(value)")
      }
      let step = ExactToy.squaredLimitStep(strength: Rational(1, 3), epsilon: Rational(1, 7))
      bits.add("\(step)")
    },
    Canary("exact.fineRMSProp") { bits in
      let fine = FineRMSProp(
        learningRate: Rational(1, 10), strength: Rational(1, 2), decay: Rational(99, 100),
        epsilon: Rational(1, 100_000_000), count: 12)
      for exponent in -8...2 { bits.add(fine.firstStep(from: 0.7, within: exponent) ?? -1) }
    },
    fate("float", Float.self), fate("double", Double.self)
  ]

  private static func fate<Number: BinaryFloatingPoint & Sendable>(
    _ name: String, _ type: Number.Type
  ) -> Canary {
    Canary("exact.fate-\(name)") { bits in
      for start in 1...5 {
        let fate = CoordinateFate(
          start: Number(start) / 8, learningRate: Number(0.1), strength: Number(0.7),
          decay: Number(0.9), epsilon: Number(1e-8), steps: 40)
        bits.add(fate.firstZero ?? -1)
        bits.add([Double(fate.magnitudes.0), Double(fate.magnitudes.1)])
      }
    }
  }

  /// Uniform numbers in [-1, 1].
  private static func random(_ count: Int, _ name: String) -> [Double] {
    var stream = RandomStream(seed: 9, name: "canary." + name)
    return (0..<count).map { _ in stream.nextUniform(in: -1...1) }
  }
}
