import ChapterKit
import Reports

/// The cells of Table 1.
extension Lasso {
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
      var evidence = start.evidence("startMatters")
      for (name, value) in strength.evidence("strengthMatters") { evidence[name] = value }
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
          evidence: evidence,
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
  /// In how many pairs of runs beta_0, and l1, made a difference.
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
