import Convex
import Reports

/// Claims 3.1, 3.5 and 3.7 with their rules, in exact fractions.
extension ConvexClaims {
  static func capture() -> Claim {
    let line = ExactArguments.leavingTheUnitBall(steps: 12)
    let plane = ExactArguments.leavingTheInfinityBall(steps: 12)
    let valley = ExactArguments.leavingForADeeperMinimum(steps: 12)
    let one: Rational = 1
    func peak(_ steps: [ExactArguments.Step]) -> Rational {
      steps.flatMap { $0.point.map(\.magnitude) }.max() ?? 0
    }
    let leaves = [line, plane, valley].allSatisfy { steps in
      peak([steps[0]]) < one && peak(steps) > one && ExactArguments.isNonIncreasing(steps)
    }
    return Claim(
      id: "3.1", place: "Proposition 3.1",
      statement: """
        Gradient descent that starts within a unit ball around an isolated minimum, with a loss that never \
        rises, stays in that ball.
        """,
      paperValue: "", ourValue: "x_0 = 9/10, x_1 = -18/5, with a falling loss",
      rule: """
        Contradicted by one continuously differentiable function with an isolated minimum, in exact \
        arithmetic, on which an iterate leaves the unit ball while the loss never rises.
        """,
      evidence: [
        "firstPoint": line[0].point[0].doubleValue, "secondPoint": line[1].point[0].doubleValue,
        "firstLoss": line[0].value.doubleValue, "secondLoss": line[1].value.doubleValue,
        "exactSteps": Double(line.count - 1),
        "smallStep.infinityNorm.peak": peak(plane).doubleValue,
        "smallStep.twoMinima.peak": peak(valley).doubleValue
      ],
      verdict: .contradicted, provided: leaves,
      argument: """
        f(x) = 50 x^2 for x >= 0 and x^2/200 below has its only minimum at 0; with alpha = 1/20 the first step \
        leads from 9/10 to -18/5 and lowers f from 81/2 to 81/1250, and f falls ever after. Steps below 1/L do \
        not save the statement: with a second, deeper minimum outside the ball the iterates leave for it, and in \
        the infinity norm they can leave on a convex quadratic. On convex L-smooth functions, in the Euclidean norm \
        and with alpha <= 2/L, no ball around the minimum is left. In general some neighborhood of it captures the \
        iterates, which need not be the unit ball.
        """)
  }

  static func secondDerivative() -> Claim {
    let powers = [1, 2, 4, 8, 16]
    var exact = true
    var evidence: [String: Double] = [:]
    for power in powers {
      var h: Rational = 1
      for _ in 0..<power { h *= Rational(1, 10) }
      let quotient = ExactArguments.reluSecondQuotient(h)
      exact = exact && quotient * 2 * h == 1
      evidence["quotient.h1e-\(power)"] = quotient.doubleValue
    }
    return Claim(
      id: "3.5", place: "Section 3",
      statement:
        "For q(x) = max(0, x) the quotient (q'(h) - q'(-h)) / (2h) grows without bound as h -> 0+.",
      paperValue: "infinite limit", ourValue: "1/(2h) exactly, for every h > 0",
      rule: "Reproduced by a proof: q'(h) = 1 and q'(-h) = 0 for every h > 0.",
      evidence: evidence, verdict: .reproduced, provided: exact,
      argument: """
        The quotient is 1/(2h) exactly, checked in rational arithmetic. It says that q' jumps; it does not \
        say that descent on a loss with kinks is slow.
        """)
  }

  /// 3.7: whether L-smoothness gives bounded derivatives.
  static func boundedDerivatives() -> Claim {
    // f = x^2 is 2-smooth with f'(x) = 2x; the Huber function's slope clips x to [-1, 1].
    func clipped(_ x: Rational) -> Rational { x > 1 ? 1 : x < -1 ? -1 : x }
    let far: Rational = 1_000_000
    let near = Rational(1, 1_000_000)
    let left = (clipped(1) - clipped(1 - near)) / near
    let right = (clipped(1 + near) - clipped(1)) / near
    let refuted = 2 * far > 1_000_000 && left != right
    return Claim(
      id: "3.7", place: "Section 3",
      statement:
        "L-smoothness guarantees that the first and second derivatives exist and are bounded.",
      paperValue: "",
      ourValue:
        "x^2 has the slope \(2 * far) at \(far); the Huber function's slope rises by \(left) before its joint, "
        + "by \(right) after it",
      rule: """
        Contradicted by one L-smooth function, in the sense of equation 5, whose first derivative passes every bound, and \
        one whose second derivative does not exist somewhere; in exact fractions.
        """,
      evidence: [
        "square.slopeAt1e6": (2 * far).doubleValue, "huber.slopeOfSlope.left": left.doubleValue,
        "huber.slopeOfSlope.right": right.doubleValue
      ],
      verdict: .contradicted, provided: refuted,
      argument: """
        x^2 is 2-smooth, and its derivative 2x is bounded by nothing. The Huber function is 1-smooth, since clipping is \
        1-Lipschitz, and its difference quotients on the two sides of |x| = 1 are 1 and 0 at every distance. A Lipschitz \
        gradient has a derivative almost everywhere, and that one is bounded by L.
        """)
  }
}
