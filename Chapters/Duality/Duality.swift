import ChapterKit
import Experiments
import Reports

/// The chapter on Appendix A.2 of the paper.
///
/// Judges the statements on supporting hyperplanes at a minimum by proof and by exact counter-example:
/// claims A.1 to A.6; discrepancy D7.
public struct Duality: Chapter {
  public let name = "duality"
  public let title = "Supporting hyperplanes at a minimum"
  public let paperSections = "Appendix A.2"

  public init() {}

  public func experiments(for setting: Setting) throws -> [Experiment] {
    [try Self.experiment()]
  }

  public func report(from results: any Results, for setting: Setting) throws -> ChapterReport {
    let run = try RunOutcome<[SupportOutcome]>(results, Self.experimentName)
    var report = ChapterReport()
    report.values.add { Self.values(run.value) }
    report.figures = [Self.figure()]
    report.tables = [Self.table(run.value)]
    report.claims = Claim.traced { Self.claims(run.value) }
    report.discrepancies = [.traced(Self.discrepancyD7(run.value))]
    return report
  }
}
