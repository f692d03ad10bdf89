import Experiments
import Foundation
import Support

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
  /// The specifications of runs that it does without, by name.
  public private(set) var absent: [String: JSONValue] = [:]

  public init() {}

  /// The same where `runs` are not there: what rests on none but them is left out, and a claim that rests on one of
  /// them is not tested.
  public func without(_ runs: [Experiment]) throws -> ChapterReport {
    guard !runs.isEmpty else { return self }
    var report = self
    report.absent = try Dictionary(
      uniqueKeysWithValues: runs.map {
        ($0.name, try JSONDecoder().decode(JSONValue.self, from: $0.specification))
      })
    let names = Set(report.absent.keys)
    func isThere(_ experiments: [String]) -> Bool {
      experiments.isEmpty || !names.isSuperset(of: experiments)
    }
    /// Takes those that are not there out of an entry's runs: how many of how many; nil where all are.
    func lack(of experiments: inout [String]) -> String? {
      let left = experiments.filter { !names.contains($0) }
      defer { experiments = left }
      guard left.count < experiments.count else { return nil }
      return "\(experiments.count - left.count) of its \(Wording.count(experiments.count, "run"))"
    }
    report.figures.removeAll { !isThere($0.experiments) }
    for index in report.figures.indices {
      if let lack = lack(of: &report.figures[index].experiments) {
        report.figures[index].settings += "; without \(lack)"
      }
    }
    report.tables.removeAll { !isThere($0.experiments) }
    for index in report.tables.indices {
      if let lack = lack(of: &report.tables[index].experiments) {
        report.tables[index].settings += "; without \(lack)"
      }
    }
    for index in report.claims.indices {
      if let lack = lack(of: &report.claims[index].experiments) {
        report.claims[index].doWithout(lack)
      }
    }
    for index in report.discrepancies.indices {
      if let lack = lack(of: &report.discrepancies[index].experiments) {
        report.discrepancies[index].finding = "Not measured: the report was made without \(lack)."
        report.discrepancies[index].evidence = [:]
      }
    }
    return report
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

  /// How declared decisions were made, by what ran; the effect is the chapter's own measurement of all of them together.
  ///
  /// - Throws: What `Specifications.chosen(_:)` throws.
  public init(
    _ experiment: String, _ decisions: [Decision], _ specifications: Specifications, effect: String
  ) throws {
    (self.experiment, self.effect) = (experiment, effect)
    setting = decisions.map(\.title).joined(separator: ", ")
    let made = try decisions.map { (decision: $0, chosen: try specifications.chosen($0)) }
    func cell(_ words: (Decision, _ option: Int?, _ chosen: String) -> String) -> String {
      made.map { decision, chosen in
        (made.count > 1 ? "\(decision.title): " : "") + words(decision, chosen.option, chosen.words)
      }.joined(separator: "; ")
    }
    chosen = cell { _, _, words in words }
    rule = cell { decision, option, _ in
      option.map { decision.options[$0].reason } ?? "a variation of the profile"
    }
    // In a variation the chapter's own runs beside it may be others, too.
    variedOver = cell { decision, option, _ in
      guard let option else { return "not in a variation" }
      return decision.options.indices.filter { $0 != option }.map { decision.options[$0].words }
        .joined(separator: " or ")
    }
  }
}
