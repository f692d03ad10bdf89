import Reports

/// How blind the rule of each claim was to the result that it judges.
public enum RuleHistory {
  public enum Blindness: String, Sendable, CaseIterable {
    /// A proof or a counter-example, which anyone can check.
    case proof
    /// Written before the first run, no threshold changed.
    case blind
    /// Written before the first run; the rule or what it judges was changed after one.
    case changed
    /// Written after results had been seen.
    case afterwards
    /// Not run, so that no result could be seen.
    case untested
  }

  /// Claims whose rules share a history.
  public struct Group: Sendable {
    public var claims: [String]
    public var blindness: Blindness
    /// What had been seen when the rule was written.
    public var written: String
    /// What was changed after a result was known.
    public var changed: String
  }

  public static let groups = [
    Group(
      claims: [
        "2.1", "2.2", "3.1", "3.5", "3.7", "4.1.a", "4.1.b", "4.1.c", "4.3", "4.7.a", "4.8.a",
        "4.9", "5.1", "5.1.i",
        "5.3", "A.1", "A.2", "A.3", "A.3.v", "A.4", "A.5", "A.6", "B3", "B4", "B6", "D.1"
      ],
      blindness: .proof,
      written: """
        Proof or counter-example. Most counter-examples were found on paper, from reading, before there was \
        code.
        """,
      changed: "Nothing. A proof need not be blind: it can be checked."),
    Group(
      claims: ["5.2", "4.2", "4.4", "4.6"],
      blindness: .blind,
      written: "Together with the code of the experiment, before its first run.",
      changed:
        "No threshold. For 4.4 and 4.6 it was added which profiles are too short for a verdict."),
    Group(
      claims: ["3.2"],
      blindness: .changed,
      written: "Together with the code, before its first run.",
      changed: """
        The max-function. Scaled so that its subgradients were no longer than 1, it gave an exponent \
        outside the rule: terms of lower order were large at these errors. Without that scaling it lies within. \
        The tolerance was not changed; the upper bound in the rule became G^2/e^2, which \
        is the same bound for subgradients of length G.
        """),
    Group(
      claims: ["3.3", "3.4"],
      blindness: .changed,
      written: """
        Together with the code, for one seed; the learning rate, the number of epochs and the initialization had \
        been chosen before, so that the networks visibly train.
        """,
      changed: """
        After the gaps of one seed were known, more seeds were \
        added, the rule now counts their median, and fewer than three give no verdict. The tolerance \
        was not changed.
        """),
    Group(
      claims: ["4.5.sgd", "4.5.adam"],
      blindness: .changed,
      written: "Together with the code, before its first run, for both optimizers as one claim.",
      changed: """
        After results were known the claim was split, and a run whose norm still moves, or a width at which the paper's \
        own argument predicts the other order, gives no verdict.
        """),
    Group(
      claims: [
        "F1.a", "F1.b", "F1.c", "F4.a", "F4.b", "F5.a", "F5.b", "F5.c", "B2.a", "B2.b", "B5",
        "T1.vanilla.limit", "T1.vanilla.zero", "T1.momentum.limit", "T1.momentum.zero",
        "T1.rmsprop.limit", "T1.rmsprop.zero", "4.8.b", "B.4.a",
        "B.4.b", "B.4.c", "B.4.d"
      ],
      blindness: .afterwards,
      written: """
        After results of the same runs had been seen. Earlier rules judged a rewording, could come out one way only, or \
        asked for 95 % of the seeds where the paper shows one run; these ask for what the paper says, each claim by itself.
        """,
      changed: "Nothing since."),
    Group(
      claims: ["3.6"],
      blindness: .blind,
      written:
        "Before the first of the universes that it counts had been made, with the rule that each decision needs three pairs.",
      changed: "Nothing."),
    Group(
      claims: ["4.7.b", "S2"],
      blindness: .untested, written: "Before any run: there is none.", changed: "Nothing.")
  ]

  /// The number of claims of each kind, as `rules.proof` and so on.
  static var values: [String: Double] {
    var values: [String: Double] = [:]
    for kind in Blindness.allCases {
      let claims = groups.filter { $0.blindness == kind }.flatMap(\.claims)
      values["rules.\(kind.rawValue)"] = Double(claims.count)
    }
    return values
  }

  static let table = ReportTable(
    id: "table-rule-history",
    columns: ["Claims", "The rule was written", "Changed after a result was known"],
    rows: groups.map { [$0.claims.joined(separator: ", "), $0.written, $0.changed] },
    experiments: [], settings: "")
}
