import Convex
import Reports

/// Proposition 5.1 and what is drawn from it.
extension EdgeOfStability {
  /// 5.1: the loss does not diverge to infinity.
  static func lossClaim(_ outcomes: Outcomes) -> Claim {
    let example = outcomes.counterExamples
    let holds = example.bestIterateViolations == 0
    return Claim(
      id: "5.1", place: "Proposition 5.1",
      statement:
        "On a convex loss with bounded subgradients NDGM does not diverge to infinity at any constant alpha: the loss "
        + "does not tend to infinity.",
      paperValue: "", ourValue: "proved",
      rule:
        "Reproduced by a proof, contradicted by one function that meets the hypotheses. The inequality that the "
        + "proof rests on must hold at every step of the exact runs of D.1; no tolerance, as nothing is rounded.",
      evidence: [
        "exactRuns.violations": example.bestIterateViolations,
        "exactRuns.largestRecurringLoss": example.limitSuperior,
        "drift.largestLoss": example.driftLargestValue
      ],
      verdict: .reproduced, provided: holds,
      argument:
        "With subgradients no longer than G, ||x_{k+1} - z||^2 <= ||x_k - z||^2 - 2 alpha (f(x_k) - f(z)) + alpha^2 G^2 for any "
        + "fixed z. Were f(x_k) to tend to infinity, f(x_k) - f(z) would exceed alpha G^2 / 2 from some k on, and the "
        + "distances to z would shrink: the iterates would stay bounded, and f with them. The paper's own proof goes "
        + "by way of D.1, which is false (D23).")
  }

  /// 5.1.i: nor do the iterates.
  static func iteratesClaim(_ outcomes: Outcomes) -> Claim {
    let example = outcomes.counterExamples
    let leaves = example.lineValue == -1_000
    return Claim(
      id: "5.1.i", place: "Section 5, the use of Proposition 5.1",
      statement: "Nor do the iterates diverge: they stay in some ball.", paperValue: "",
      ourValue:
        "on f = -x the exact iterate is 1000 after as many steps of alpha = 1; on |y| + ||(x, y)|| - x, which has "
        + "minimizers, x passes every bound",
      rule:
        "Contradicted by one convex function with bounded subgradients on which an exact run leaves every ball.",
      evidence: [
        "line.valueAfter1000Steps": example.lineValue, "drift.x": example.driftX.last ?? 0,
        "drift.iterations": example.driftIterations.last ?? 0
      ],
      verdict: .contradicted, provided: leaves,
      argument:
        "f = -x is convex with the subgradient -1 everywhere, and x_k = x_0 + k alpha. It has no minimizer; "
        + "|y| + ||(x, y)|| - x has a half-line of them, its subgradients are no longer than 3, and its iterates "
        + "leave every ball all the same (by proof), while the loss stays bounded.")
  }

  /// D.1: the bound on the limit.
  static func limitClaim(_ outcomes: Outcomes) -> Claim {
    let example = outcomes.counterExamples
    let cycles = example.exceeds && example.smoothExceeds
    return Claim(
      id: "D.1", place: "Appendix D.1, the limit",
      statement:
        "The limit of f(x_k) - f* is at most alpha G^2, where G bounds the subgradients (the paper writes L).",
      paperValue: "",
      ourValue: "limsup 21/32 > alpha G^2 = 5/8 on a maximum of three linear functions",
      rule:
        "Contradicted by one function that meets the hypotheses and whose exact run passes the bound again and "
        + "again; reproduced by a proof only.",
      evidence: [
        "cycle.limitSuperior": example.limitSuperior, "cycle.bound": example.bound,
        "cycle.period": example.period, "smoothStart.limitSuperior": example.smoothLimitSuperior,
        "smoothStart.kinksMet": example.smoothKinks,
        "bestIterate.violations": example.bestIterateViolations
      ],
      verdict: .contradicted, provided: cycles,
      argument:
        "The loss returns to 21/32 every twelve steps for ever, so that it has no limit and passes alpha G^2 again "
        + "and again; from a start whose iterates meet no kink it returns to 165/256 > 5/8 in the same way. What "
        + "holds is the bound on the best iterate, and on the line that on the limit superior.")
  }

  /// 5.3: whether L-smooth functions are twice differentiable and grow subquadratically.
  static func smoothnessClaim() -> Claim {
    // h' clips its argument to [-1, 1]; its difference quotients on either side of r = 1, exactly.
    func slope(_ r: Rational) -> Rational { r > 1 ? 1 : r < -1 ? -1 : r }
    let distance = Rational(1, 1_000)
    let left = (slope(1) - slope(1 - distance)) / distance
    let right = (slope(1 + distance) - slope(1)) / distance
    let refuted = left == 1 && right == 0
    return Claim(
      id: "5.3", place: "Section 5",
      statement:
        "L-smooth functions are twice differentiable by definition, and so they grow subquadratically near "
        + "minima in unstable convergence.",
      paperValue: "", ourValue: "h''(1) is \(left) from the left and \(right) from the right",
      rule:
        "Contradicted by one L-smooth function, in the sense of equation 5, without a second derivative somewhere, "
        + "and one that grows quadratically near its minimum; in exact fractions.",
      evidence: [
        "huber.secondDerivative.left": left.doubleValue,
        "huber.secondDerivative.right": right.doubleValue
      ],
      verdict: .contradicted, provided: refuted,
      argument:
        "The Huber function's slope clips r to [-1, 1], which is 1-Lipschitz, so that it is L-smooth with L = 1; at "
        + "|r| = 1 it has no second derivative. x^2 is L-smooth and twice differentiable, and x^2 / x^2 = 1 "
        + "however near to 0: its growth is quadratic, and above 2/L it diverges.")
  }
}
