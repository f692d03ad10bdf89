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
    return report
  }
}
