import ChapterKit
import Experiments
import Reports

/// The chapter on Section 5, Appendix D of the paper.
///
/// Runs the Huber regression of Figure 4 over seeds, data distributions, starts and learning rates, with
/// least squares as the control without linear tails; and three exact counter-examples to
/// what is drawn from Proposition 5.1. Claims 5.1 to 5.3, D.1 and F4; discrepancies D6, D11, D22 and D23.
public struct EdgeOfStability: Chapter {
  public let name = "edge-of-stability"
  public let title = "The edge of stability"
  public let paperSections = "Section 5, Appendix D"
  public let liveFiles = [
    "Claims", "Decisions", "HuberData", "HuberExperiments", "HuberFigures", "HuberOutcomes",
    "HuberRun", "HuberRuns", "HuberValues", "LiveFigure4"
  ]

  public init() {}

  public func experiments(for setting: Setting) throws -> [Experiment] {
    try Self.experiments(profile: setting.profile)
  }

  public func report(from results: any Results, for setting: Setting) throws -> ChapterReport {
    let outcomes = try Outcomes(results)
    let huber = outcomes.huber
    var report = ChapterReport()
    report.values = Self.values(outcomes)
    report.figures = Self.figures(outcomes)
    report.tables = [Self.variationTable(huber)]
    report.claims = [
      .traced(Self.lossClaim(outcomes)), .traced(Self.iteratesClaim(outcomes)),
      .traced(Self.limitClaim(outcomes)), .traced(Self.boundedClaim(huber)),
      .traced(Self.frequencyClaim(huber)), .traced(Self.claim52(huber)),
      Self.smoothnessClaim()
    ]
    report.discrepancies = [
      .traced(Self.discrepancyD6(huber)), .traced(Self.discrepancyD11(outcomes)),
      Self.discrepancyD22(), .traced(Self.discrepancyD23(outcomes))
    ]
    report.choices = Self.choices(huber)
    var answer = Self.liveAnswer4(huber)
    answer.claims.append(Self.frequencyClaim(huber))
    report.live = [LiveRecord(Self.liveFigure4(setting.profile), answer)]
    return report
  }
}
