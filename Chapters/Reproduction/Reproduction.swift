import ChapterKit
import Experiments
import Reports

/// The chapter that gathers all others: verdicts, contradictions, choices, environment.
///
/// It runs nothing. Its prose reads the merged results, so that it comes last; its one table says how
/// blind each rule was to the result that it judges.
public struct Reproduction: Chapter {
  public let name = "reproduction"
  public let title = "Reproduction"
  public let paperSections = "all sections"
  public let speaksOfAll = true

  public init() {}

  public func experiments(for setting: Setting) throws -> [Experiment] { [] }

  public func report(from results: any Results, for setting: Setting) throws -> ChapterReport {
    var report = ChapterReport()
    report.values.add { RuleHistory.values }
    report.tables = [RuleHistory.table]
    report.findings = JointFindings.all
    report.discrepancies = [Self.versions]
    return report
  }

  /// D24: which version of the paper this is about.
  private static let versions = Discrepancy(
    id: "D24", kind: .missingSetting,
    paper:
      "The copy that this report works from prints no version, while arXiv lists at least twelve.",
    finding:
      "Version 1 is of 16 January 2024, and version 12 of 30 July 2025. Which of them ours is we do not know. It has sections 1 to 7, the sixth being the "
      + "conclusion, and an Appendix A.2 on strong duality. Version 12 has sections 6 and 7 that ours lacks, one on "
      + "pathologies of badly programmed perturbations and one on ethics and AI publishing. A later version may have "
      + "mended what is found here; the links lead to the newest.",
    evidence: [:])
}
