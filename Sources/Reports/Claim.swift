public enum Verdict: String, Sendable, Codable, CaseIterable {
  case reproduced, notReproduced, contradicted
  /// It was run, and the run cannot tell.
  case undecided
  /// It was not run.
  case notTested

  public var words: String {
    switch self {
    case .reproduced: "reproduced"
    case .notReproduced: "not reproduced"
    case .contradicted: "contradicted"
    case .undecided: "undecided"
    case .notTested: "not tested"
    }
  }
}

/// A statement of the paper with its verdict under a rule that was fixed before the run.
public struct Claim: Sendable, Codable, RestsOnRuns {
  public var id: String
  /// Where the paper says it, e.g. `"Section 4, paragraph 3"` or `"Figure 4, caption"`.
  public var place: String
  /// The paper on arXiv, at the section of its place.
  public var link: String
  public var statement: String
  /// The paper's value, as printed; empty for a theorem.
  public var paperValue: String
  /// Ours, with its interval and unit.
  public var ourValue: String
  /// The rule, with its tolerance and the reason for it.
  public var rule: String
  /// Numbers that the verdict rests on, by name.
  public var evidence: [String: Double]
  public var verdict: Verdict
  /// Why: one or two sentences; for `notTested` the reason.
  public var reason: String
  /// What would decide it; nil unless the verdict is `undecided`.
  public var wouldDecide: String?
  public var experiments: [String] = []

  /// - Parameter wouldDecide: Kept for a verdict that is `undecided`, which must have it.
  public init(
    id: String, place: String, statement: String, paperValue: String,
    ourValue: String, rule: String, evidence: [String: Double], verdict: Verdict, reason: String,
    wouldDecide: String = ""
  ) {
    precondition(!place.isEmpty, "Claim '\(id)': no place, expected where the paper says it.")
    precondition(
      verdict != .undecided || !wouldDecide.isEmpty,
      "Claim '\(id)': undecided, expected what would decide it.")
    (self.id, self.place, self.statement) = (id, place, statement)
    link = PaperPlace.link(to: place)
    (self.paperValue, self.ourValue) = (paperValue, ourValue)
    (self.rule, self.evidence, self.verdict, self.reason) = (rule, evidence, verdict, reason)
    self.wouldDecide = verdict == .undecided ? wouldDecide : nil
    // In a variation a run may diverge or leave a number out; a verdict on it would be made up.
    let absent = evidence.filter { !$0.value.isFinite }.keys.sorted()
    guard !absent.isEmpty, verdict != .notTested else { return }
    self.verdict = .undecided
    self.reason =
      "In these runs there is no finite number \(absent.joined(separator: ", ")), on which the verdict rests."
    self.wouldDecide = "Runs in which these numbers are finite."
  }
}

extension Claim {
  /// Takes back what was judged, since runs are not there.
  ///
  /// - Parameter lack: How many, e.g. `"2 of its 8 runs"`; `experiments` are those that are.
  mutating func doWithout(_ lack: String) {
    (verdict, wouldDecide, evidence) = (.notTested, nil, [:])
    ourValue = experiments.isEmpty ? "not run" : "not run as a whole"
    reason = "The report was made without \(lack)."
  }

  /// What would decide a theorem that rests on exact arithmetic.
  public static let arithmeticCheck = "A check of the exact arithmetic against the argument."

  /// A theorem's claim: `verdict`, by its `argument`, provided that the exact arithmetic bears it out; else undecided.
  public init(
    id: String, place: String, statement: String, paperValue: String, ourValue: String,
    rule: String, evidence: [String: Double], verdict: Verdict, provided holds: Bool,
    argument: String
  ) {
    self.init(
      id: id, place: place, statement: statement, paperValue: paperValue, ourValue: ourValue,
      rule: rule, evidence: evidence, verdict: holds ? verdict : .undecided,
      reason: holds
        ? argument
        : "The exact arithmetic does not do what the argument says; one of them needs a look.",
      wouldDecide: Self.arithmeticCheck)
  }
}
