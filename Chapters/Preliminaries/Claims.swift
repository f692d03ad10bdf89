import ChapterKit

/// Steps whose sum converges: claim 2.1 and discrepancy D13.
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

  static func claim(_ outcome: RegimeOutcome) -> Claim {
    let exactSteps = 24
    let (iterates, bounds) = counterExample(steps: exactSteps)
    let half = Rational(1, 2)
    let holds =
      zip(iterates, bounds).allSatisfy { $0 >= $1 && $1 > half }
      && kinkIterates(steps: exactSteps) == bounds
    let last = iterates.last?.doubleValue ?? 1
    var evidence = ["exactSteps": Double(exactSteps), "lastIterate": last, "boundOnIterates": 0.5]
    if let path = outcome.paths.first(where: { $0.name == "geometric" }) {
      evidence["illustration.parabola.finalDistance"] = path.parabola.last
      evidence["illustration.kink.finalDistance"] = path.kink.last
    }
    return Claim(
      id: "2.1",
      statement: """
        When the step sizes form a convergent geometric series, gradient descent on a smooth function still \
        comes near the minimum, whereas for a non-differentiable one this is unclear.
        """,
      paperValue: "",
      ourValue: "x_t > 1/2 for every t, from x_0 = 1 with minimizer 0",
      rule: """
        Contradicted when a smooth convex function, a start and a geometric step series exist, in exact \
        arithmetic and by a bound for all t, on which gradient descent stays away from the minimizer by at \
        least half its first distance.
        """,
      evidence: evidence, verdict: holds ? .contradicted : .notTested,
      reason: holds
        ? """
        On x^2/2 from x_0 = 1 with a_t = 2^{-(t+2)}, x_t is at least 1 - (a_0 + … + a_{t-1}) > 1/2. With \
        gradients bounded by G the iterates travel at most G times the sum of the steps, smooth or not; |x| \
        with the same steps meets that bound exactly, so the second half is not unclear either.
        """
        : "The exact iterates broke the bound that the proof gives; the arithmetic needs a look.")
  }

  static func discrepancy(_ outcome: RegimeOutcome) -> Discrepancy {
    var evidence: [String: Double] = [:]
    for path in outcome.paths {
      evidence["kink.\(path.name).finalDistance"] = path.kink.last
      evidence["parabola.\(path.name).finalDistance"] = path.parabola.last
    }
    evidence["geometric.totalTravelBound"] =
      StepRule.geometric(0.05, ratio: 0.5, steps: 4).totalLength
    evidence["start"] = outcome.paths.first?.kink.first
    return Discrepancy(
      id: "D13", kind: .argument,
      paper: """
        Section 4 applies Proposition 4.1, which is about a constant step, to the diminishing regime; \
        section 3 says that with geometrically shrinking steps gradient descent still comes near the optimum.
        """,
      finding: """
        Diminishing steps take |x| to its minimizer, since no iterate can end further than the last step \
        from it once it is there; no two-cycle of fixed size remains. Geometric steps bound the total \
        travel, on the smooth function as on the other: both iterates stop short.
        """,
      evidence: evidence)
  }
}
