import Convex
import Reports

/// Proposition 4.1 without its cycle, 4.9 and B3.
extension Lasso {
  /// 4.1.a: which beta_0 meet 0.
  func nonZeroClaim() -> Claim {
    let step = Rational(1, 100)
    let count = 8
    let starts = ExactWalk.startsThatReachZero(steps: Array(repeating: step, count: count))
    let multiples = Set((1...count).flatMap { [Rational($0, 1) * step, -Rational($0, 1) * step] })
    let agrees = starts == multiples
    return Claim(
      id: "4.1.a", place: "Proposition 4.1, Appendix B.1",
      statement: "On the toy LASSO the iterates of NDGM are non-zero with probability 1.",
      paperValue: "", ourValue: "proved",
      rule:
        "A proof in real arithmetic; in exact fractions the starts that meet 0 within \(count) steps of \(step) must "
        + "be the multiples of \(step) that the proof names, and no others.",
      evidence: [
        "exactStartsThatMeet0": Double(starts.count), "multiples": Double(multiples.count)
      ],
      verdict: .reproduced, provided: agrees,
      argument:
        "While it is not 0 a coordinate differs from beta_0 by a multiple of alpha l1, so that it meets 0 only where "
        + "beta_0 is such a multiple, which has probability 0 when beta_0 has a density.")
  }

  /// 4.1.c: whether all coordinates are positive together.
  func parityClaim() -> Claim {
    let steps = 10
    let run = ExactToy.vanilla(
      from: [Rational(1, 2), Rational(3, 2)], learningRate: 1, strength: 1, steps: steps)
    let opposite = run.dropFirst().count { $0[0].sign * $0[1].sign == -1 }
    let repeats = run[steps] == run[steps - 2]
    let refuted = opposite == steps && repeats
    return Claim(
      id: "4.1.c", place: "Proposition 4.1, Appendix B.2",
      statement:
        "From one iteration on all coordinates are positive at the same parity, at every second iteration.",
      paperValue: "",
      ourValue:
        "from (1/2, 3/2) with alpha = l1 = 1 the two coordinates have opposite signs for ever",
      rule:
        "Contradicted by one exact run that repeats with period two and has coordinates of opposite signs at every "
        + "iteration.",
      evidence: ["stepsWithOppositeSigns": Double(opposite), "exactSteps": Double(steps)],
      verdict: .contradicted, provided: refuted,
      argument:
        "From every beta_0 within 1/2 of this one in both coordinates it is the same, so that the exception has positive "
        + "probability wherever beta_0 has a density there. The parity belongs to the coordinate (D12)."
    )
  }

  /// 4.9: the iterates stay bounded at every learning rate.
  func boundedClaim() -> Claim {
    let rates = [Rational(1, 1_000), Rational(1, 10), 1, 1_000]
    let start = Rational(5053, 10_000)
    let kept = rates.filter { rate in
      let bound = max(start, rate)
      return ExactToy.vanilla(from: [start], learningRate: rate, strength: 1, steps: 600)
        .allSatisfy { $0[0].magnitude <= bound }
    }
    let holds = kept.count == rates.count
    return Claim(
      id: "4.9", place: "Section 4, last paragraph",
      statement: "On the toy LASSO NDGM diverges at no learning rate.", paperValue: "",
      ourValue: "proved: |beta_k| <= max(|beta_0|, alpha l1) in every coordinate",
      rule:
        "A proof in real arithmetic; exact runs at alpha l1 = \(rates.map(\.description).joined(separator: ", ")) must "
        + "keep its bound at every step.",
      evidence: ["exactRuns": Double(rates.count), "exactRunsWithinTheBound": Double(kept.count)],
      verdict: holds ? .reproduced : .contradicted,
      reason:
        "A step takes |beta| to | |beta| - alpha l1 |, which is at most the larger of |beta| and alpha l1; so the bound carries over "
        + "from each iterate to the next.")
  }

  /// B3: momentum leaves 0.
  func leavesZeroClaim() -> Claim {
    let next = Self.exactMomentumAfterZero
    return Claim(
      id: "B3", place: "Proposition B.3", statement: "Momentum leaves 0 after hitting it.",
      paperValue: "", ourValue: "from beta_1 = 0 to beta_2 = \(next), exactly",
      rule:
        "In exact fractions a run that has just arrived at 0 must be away from it one step later.",
      evidence: ["exactNextIterate": next.doubleValue],
      verdict: next != 0 ? .reproduced : .contradicted,
      reason:
        "At 0 the generalized gradient is 0, and momentum goes from beta_n = 0 to eta (beta_n - beta_{n-1}), which is "
        + "not 0 when it has just arrived.")
  }
}
