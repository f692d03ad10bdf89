import Experiments

/// All that a chapter hands to the report.
public struct ChapterReport: Sendable {
  /// Numbers by their names in results.json, with the runs behind each.
  public var values = ReportValues()
  public var figures: [ReportFigure] = []
  public var tables: [ReportTable] = []
  public var claims: [Claim] = []
  public var discrepancies: [Discrepancy] = []
  /// Settings that the paper leaves open, and what we did about each.
  public var choices: [Choice] = []
  /// Candidates for the first screen.
  public var findings: [Finding] = []
  /// What became of its claims in other universes.
  public var multiverse: [MultiverseAnswer] = []
  /// Figures that a reader can ask for again.
  public var live: [LiveRecord] = []

  public init() {}
}

/// A place where the paper contradicts itself or its argument fails (D1 …).
public struct Discrepancy: Sendable, Codable, RestsOnRuns {
  public enum Kind: String, Sendable, Codable {
    case typographical, missingSetting, textAgainstTable, argument
  }
  public var id: String
  public var kind: Kind
  public var paper: String
  public var finding: String
  public var evidence: [String: Double]
  public var experiments: [String] = []

  public init(id: String, kind: Kind, paper: String, finding: String, evidence: [String: Double]) {
    (self.id, self.kind, self.paper, self.finding, self.evidence) =
      (id, kind, paper, finding, evidence)
  }
}

/// A setting that the paper leaves open, and what was done about it.
public struct Choice: Sendable, Codable {
  /// The paper's experiment id.
  public var experiment: String
  public var setting: String
  public var chosen: String
  /// The stated rule behind the choice.
  public var rule: String
  public var variedOver: String
  /// Whether the conclusion hinges on it, and how.
  public var effect: String

  public init(
    experiment: String, setting: String, chosen: String, rule: String, variedOver: String,
    effect: String
  ) {
    (self.experiment, self.setting, self.chosen) = (experiment, setting, chosen)
    (self.rule, self.variedOver, self.effect) = (rule, variedOver, effect)
  }

  /// How a declared decision was made, by what ran; the effect is the chapter's own measurement.
  ///
  /// - Throws: What `Specifications.chosen(_:)` throws.
  public init(
    _ experiment: String, _ decision: Decision, _ specifications: Specifications, effect: String
  ) throws {
    let (option, words) = try specifications.chosen(decision)
    // In a variation the chapter's own runs beside it may be others, too.
    let others = option.map { own in decision.options.indices.filter { $0 != own } } ?? []
    self.init(
      experiment: experiment, setting: decision.title, chosen: words,
      rule: option.map { decision.options[$0].reason } ?? "a variation of the profile",
      variedOver: option == nil
        ? "not in a variation" : others.map { decision.options[$0].words }.joined(separator: "; "),
      effect: effect)
  }
}
