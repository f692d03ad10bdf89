import ChapterKit
import Experiments
import Reports

/// The chapter on Section 5, Appendix D of the paper.
///
/// Runs the Huber regression of Figure 4 over seeds, data distributions, starts and learning rates, with
/// least squares as the control without linear tails; and three exact counter-examples to
/// Proposition 5.1. Claims 5.1, F4 and 5.2; discrepancies D6 and D11.
public struct EdgeOfStability: Chapter {
  public let name = "edge-of-stability"
  public let title = "The edge of stability"
  public let paperSections = "Section 5, Appendix D"

  public init() {}

  public func experiments(for setting: Setting) throws -> [Experiment] {
    try Self.experiments(profile: setting.profile)
  }

  public func report(from results: any Results, for setting: Setting) throws -> ChapterReport {
    let outcomes = try Outcomes(results, profile: setting.profile)
    var report = ChapterReport()
    report.values = Self.values(outcomes)
    report.figures = Self.figures(outcomes)
    report.tables = [Self.variationTable(outcomes)]
    report.claims = [
      .traced(Self.claim51(outcomes)), .traced(Self.claimF4(outcomes)),
      .traced(Self.claim52(outcomes))
    ]
    report.discrepancies = [
      .traced(Self.discrepancyD6(outcomes)), .traced(Self.discrepancyD11(outcomes))
    ]
    report.choices = Self.choices(outcomes)
    return report
  }
}
