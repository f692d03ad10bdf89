import Convex
import Reports

/// Steps whose sum converges: claims 2.1 and 2.2 and discrepancy D13.
public enum GeometricSteps {
  /// The counter-example to claim 2.1 in exact arithmetic: gradient descent on x^2/2 from x_0 = 1 with
  /// a_t = 2^-(t+2), whose sum is 1/2.
  ///
  /// x_t = (1 - a_0) … (1 - a_{t-1}) >= 1 - (a_0 + … + a_{t-1}) > 1/2 for every t: the product of
  /// numbers 1 - a with a in (0, 1) is at least 1 minus the sum of the a (by induction).
  ///
  /// - Returns: x_0 … x_steps, and the lower bounds 1 - (a_0 + … + a_{t-1}).
  public static func counterExample(steps: Int) -> (iterates: [Rational], bounds: [Rational]) {
    var iterates: [Rational] = [1]
    var bounds: [Rational] = [1]
    var rate = Rational(1, 4)
    for t in 0..<steps {
      iterates.append(iterates[t] - rate * iterates[t])
      bounds.append(bounds[t] - rate)
      rate *= Rational(1, 2)
    }
    return (iterates, bounds)
  }

  /// x_t on |x| from x_0 = 1 with the same steps: equal to the bound, so that the kink changes nothing
  /// about it.
  public static func kinkIterates(steps: Int) -> [Rational] {
    var iterates: [Rational] = [1]
    var rate = Rational(1, 4)
    for t in 0..<steps {
      iterates.append(iterates[t] - rate * iterates[t].sign)
      rate *= Rational(1, 2)
    }
    return iterates
  }

  /// Whether the exact iterates keep the bounds that the proof gives them.
  static func holds(steps: Int) -> Bool {
    let (iterates, bounds) = counterExample(steps: steps)
    let half = Rational(1, 2)
    return zip(iterates, bounds).allSatisfy { $0 >= $1 && $1 > half }
      && kinkIterates(steps: steps) == bounds
  }

  static func claim(_ outcome: RegimeOutcome) -> Claim {
    let exactSteps = 24
    let holds = holds(steps: exactSteps)
    var evidence = ["exactSteps": Double(exactSteps), "boundOnIterates": 0.5]
    evidence["parabola.lastIterate"] =
      counterExample(steps: exactSteps).iterates.last?.doubleValue
    evidence["kink.lastIterate"] = kinkIterates(steps: exactSteps).last?.doubleValue
    if let path = outcome.paths.first(where: { $0.name == "geometric" }) {
      evidence["illustration.parabola.finalDistance"] = path.parabola.last
      evidence["illustration.kink.finalDistance"] = path.kink.last
    }
    return Claim(
      id: "2.1", place: "Section 3, paragraph 2",
      statement: """
        When the step sizes form a convergent geometric series, gradient descent on a smooth function still \
        comes near the minimum, whereas for a non-differentiable one this is unclear.
        """,
      paperValue: "",
      ourValue: "x_t > 1/2 for every t, from x_0 = 1 with minimizer 0, on x^2/2 as on |x|",
      rule: """
        Contradicted when a smooth convex function, a start and a geometric step series exist, in exact \
        arithmetic and by a bound for all t, on which gradient descent stays away from the minimizer by at \
        least half its first distance.
        """,
      evidence: evidence, verdict: .contradicted, provided: holds,
      argument: """
        On x^2/2 with alpha_t = 2^{-(t+2)}, x_t is the product of the factors 1 - alpha_s over s < t, which is at \
        least 1 - (alpha_0 + … + alpha_{t-1}) > 1/2. On |x| the same steps give exactly that bound. So it is the sum \
        of the steps, held against the distance to go, that decides whether a method comes near, and not \
        whether the function is smooth.
        """)
  }

  /// A schedule as deep learning uses it: 1/10, divided by ten after so many steps, and the sum of all.
  static let stepLRInterval = 30
  static let stepLRSum = Rational(stepLRInterval, 10) / (1 - Rational(1, 10))

  /// 2.2: the sum of StepLR's steps, exactly.
  static func stepLRClaim() -> Claim {
    let (rate, interval, ratio) = (Rational(1, 10), stepLRInterval, Rational(1, 10))
    let intervals = 12
    var (sum, step): (Rational, Rational) = (0, rate)
    for _ in 0..<intervals {
      sum += Rational(interval, 1) * step
      step *= ratio
    }
    let limit = Rational(interval, 1) * rate / (1 - ratio)
    // What is left of the series is the limit times the ratio to the number of intervals.
    let rest = Rational(interval, 1) * step / (1 - ratio)
    let converges = sum + rest == limit && ratio < 1
    return Claim(
      id: "2.2", place: "Section 3, paragraph 1",
      statement:
        "Multiplicative decay at fixed intervals (StepLR) violates the assumption that the sum of the steps is infinite.",
      paperValue: "",
      ourValue: "\(rate), divided by ten every \(interval) steps, adds up to \(limit)",
      rule: """
        In exact fractions the partial sums and what is left of the series must add up to one finite number; reproduced by \
        a proof for every factor below 1.
        """,
      evidence: [
        "limit": limit.doubleValue, "partialSum": sum.doubleValue, "rest": rest.doubleValue
      ],
      verdict: converges ? .reproduced : .contradicted,
      reason: """
        The steps are c for m steps, then q c, then q^2 c and so on, and add up to m c / (1 - q) for every q below 1. The \
        sum of a finite run is finite under every schedule; the assumption is about runs without end.
        """)
  }

  static func discrepancy(_ outcome: RegimeOutcome, length: Double?) -> Discrepancy {
    var evidence: [String: Double] = [:]
    for path in outcome.paths {
      evidence["kink.\(path.name).finalDistance"] = path.kink.last
      evidence["parabola.\(path.name).finalDistance"] = path.parabola.last
    }
    evidence["geometric.totalSteps"] = length
    evidence["stepLR.totalSteps"] = RegimeSpecification.stepLR.totalLength
    evidence["start"] = outcome.paths.first?.kink.first
    return Discrepancy(
      id: "D13", kind: .argument,
      paper: """
        Section 4 cites Proposition 4.1, which is about a constant step, for diminishing steps; section 3 \
        says that with a geometric series of steps gradient descent still comes near the optimum.
        """,
      finding: """
        (i) With a constant step each coordinate of the toy LASSO ends in a cycle that spans alpha l1. With steps \
        that tend to 0 and have an infinite sum it does not: given e > 0, let every step from T on satisfy \
        alpha_k l1 <= e. A coordinate above e in magnitude then moves towards 0 by alpha_k l1, and as the sum is \
        infinite it gets to e or below. There the next magnitude is the difference of two numbers between 0 \
        and e, so that it stays. All coordinates, and the norm, tend to 0, whatever l1 is. (ii) With gradients no longer than G, steps with a finite sum S take a \
        method at most G S away from its start, on smooth and kinked losses alike. The usual StepLR, 1/10 \
        divided by ten every \(stepLRInterval) steps, has S = \(stepLRSum).
        """,
      evidence: evidence)
  }
}
