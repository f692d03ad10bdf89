import Experiments
import Plots

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

  public init() {}
}

/// What a chapter declares in its Swift and the page says where.
protocol Declared {
  var experiments: [String] { get }
  var source: String { get }
  var line: Int { get }
}

/// A figure, with what the page says about its making.
public struct ReportFigure: Sendable, Declared {
  public var figure: Figure
  /// Names of the experiments whose outcomes are drawn.
  public var experiments: [String]
  /// One line of settings, e.g. `"a = 0.01, 20 seeds, 1,000 iterations"`.
  public var settings: String
  /// Path of the Swift file that declares it, from the repository's root.
  public var source: String
  /// A line of `source` within the declaration: that of the initializer's call.
  public var line: Int

  /// - Parameter fileID: Module and file, of which a chapter's folder has the names.
  public init(
    _ figure: Figure, experiments: [String], settings: String, fileID: String = #fileID,
    line: Int = #line
  ) {
    (self.figure, self.experiments, self.settings) = (figure, experiments, settings)
    (source, self.line) = ("Chapters/\(fileID)", line)
  }
}

/// A table; cells are text as shown, in the page, the CSV and the JSON alike.
public struct ReportTable: Sendable, Encodable, Declared {
  public var id: String
  public var columns: [String]
  public var rows: [[String]]
  public var experiments: [String]
  public var settings: String
  public var source: String
  /// As that of a figure.
  public var line: Int

  /// All but what depends on the source's lines.
  private enum CodingKeys: CodingKey { case id, columns, rows, experiments, settings, source }

  public init(
    id: String, columns: [String], rows: [[String]], experiments: [String], settings: String,
    fileID: String = #fileID, line: Int = #line
  ) {
    (self.id, self.columns, self.rows) = (id, columns, rows)
    (self.experiments, self.settings) = (experiments, settings)
    (source, self.line) = ("Chapters/\(fileID)", line)
  }
}

/// A judgement that names the runs behind it.
public protocol RestsOnRuns {
  /// Names of the experiments whose outcomes were read for it, sorted; empty for what rests on a proof.
  var experiments: [String] { get set }
}

extension RestsOnRuns {
  /// What `make` returns, with the runs that it reads meanwhile.
  public static func traced(_ make: @autoclosure () -> Self) -> Self {
    traced { [make()] }[0]
  }

  /// Several that rest on the same runs: those that `make` reads.
  public static func traced(_ make: () -> [Self]) -> [Self] {
    let (made, runs) = RunReading.record(make)
    return made.map { one in
      var one = one
      one.experiments = runs.sorted()
      return one
    }
  }
}

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
  /// The paper on arXiv, at the place where its anchor is known.
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

  /// The paper as HTML, in its newest version; ours prints no version (D24).
  public static let paper = "https://arxiv.org/html/2401.08426"

  /// - Parameters:
  ///   - anchor: The fragment of the place in the paper's HTML; empty where it is not known.
  ///   - wouldDecide: Kept for a verdict that is `undecided`, which must have it.
  public init(
    id: String, place: String, anchor: String = "", statement: String, paperValue: String,
    ourValue: String, rule: String, evidence: [String: Double], verdict: Verdict, reason: String,
    wouldDecide: String = ""
  ) {
    precondition(!place.isEmpty, "Claim '\(id)': no place, expected where the paper says it.")
    precondition(
      verdict != .undecided || !wouldDecide.isEmpty,
      "Claim '\(id)': undecided, expected what would decide it.")
    (self.id, self.place, self.statement) = (id, place, statement)
    link = Self.paper + (anchor.isEmpty ? "" : "#\(anchor)")
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
    let others = decision.options.indices.filter { $0 != option }
    self.init(
      experiment: experiment, setting: decision.title, chosen: words,
      rule: option.map { decision.options[$0].reason } ?? "a variation of the profile",
      variedOver: others.map { decision.options[$0].words }.joined(separator: "; "),
      effect: effect)
  }
}
