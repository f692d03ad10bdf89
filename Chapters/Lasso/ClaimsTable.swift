import ChapterKit
import Convex
import Reports

/// Proposition 4.1 without its cycle, 4.9, B3 and the cells of Table 1.
extension Lasso {
  /// 4.1.a: which b_0 meet 0.
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

  /// A cell's method: its name in the runs, its part of the claim's id, and what Table 1 says of it.
  static let tableRows = [
    (name: "vanilla NDGM", id: "vanilla", strengthMatters: true, leavesZero: false),
    (name: "momentum", id: "momentum", strengthMatters: true, leavesZero: true),
    (name: "RMSProp", id: "rmsprop", strengthMatters: false, leavesZero: false)
  ]

  /// T1: for each method, what sets its limit and what it does after 0.
  func tableClaims(_ outcomes: Outcomes, _ scale: Scale) -> [Claim] {
    let setting = outcomes.settings.sensitivity
    let pairs = setting.seeds.count
    return zip(Self.tableRows, outcomes.sensitivity.methods).flatMap { row, method in
      let (start, strength) = method.shares(of: pairs)
      let strengthAgrees =
        row.strengthMatters ? strength : Share(pairs - strength.count, of: pairs)
      return [
        Claim(
          id: "T1.\(row.id).limit", place: "Table 1",
          statement: "The limit of \(row.name) on the toy LASSO is set by "
            + (row.strengthMatters ? "beta_0 and l1." : "beta_0, and not by l1."),
          paperValue: "",
          ourValue:
            "differs with beta_0 in \(start.count) and with l1 in \(strength.count) of \(pairs) pairs",
          rule:
            "Pairs of runs that differ in one of the two alone: the share of pairs whose limits differ, or do not, as the "
            + "table says. " + Share.rule + " Both shares must agree.",
          evidence: start.evidence("startMatters")
            .merging(strength.evidence("strengthMatters")) { $1 },
          verdict: Share.verdict(of: [start, strengthAgrees]),
          reason:
            "\(start.words) end elsewhere from another beta_0, and \(strength.words) under another l1."
            + (row.strengthMatters
              ? ""
              : " beta_0 matters only through the coordinates that keep a cycle of their own (D8)."),
          wouldDecide: Share.wouldDecide),
        Claim(
          id: "T1.\(row.id).zero", place: "Table 1",
          statement: "After hitting 0 \(row.name) \(row.leavesZero ? "leaves it" : "stays there").",
          paperValue: "", ourValue: method.afterZero,
          rule: "A run whose first step lands on 0 exactly must "
            + (row.leavesZero
              ? "be away from it one step later."
              : "still be there \(Self.stepsAtZero) steps later."),
          evidence: ["leavesAfter": Double(method.leavesZeroAfter)],
          verdict: method.leavesZeroAfter == -2
            ? .undecided
            : (row.leavesZero ? method.leavesZeroAfter == 1 : method.leavesZeroAfter == -1)
              ? .reproduced : .notReproduced,
          reason: row.leavesZero
            ? "Its last step carries it on (B3)."
            : "At 0 the generalized gradient is 0, and nothing else moves it."
              + (row.id == "rmsprop"
                ? " In real arithmetic it arrives there with probability 0, in binary64 often (D8)."
                : ""),
          wouldDecide: "A start whose first step lands on 0 exactly.")
      ]
    }
  }
}

extension SensitivityOutcome.Method {
  /// In how many pairs of runs b_0, and l1, made a difference.
  func shares(of pairs: Int) -> (start: Share, strength: Share) {
    func share(_ part: Double) -> Share { Share(Int((part * Double(pairs)).rounded()), of: pairs) }
    return (share(startMatters), share(strengthMatters))
  }

  /// What the method does at 0, in words.
  var afterZero: String {
    switch leavesZeroAfter {
    case -2: "did not land on 0"
    case -1: "stays"
    default: "leaves after \(leavesZeroAfter) \(leavesZeroAfter == 1 ? "step" : "steps")"
    }
  }
}
