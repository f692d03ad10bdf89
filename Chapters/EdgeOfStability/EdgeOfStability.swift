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

  public init() {}

  public func experiments(for setting: Setting) throws -> [Experiment] {
    try Self.experiments(profile: setting.profile)
  }

  public func report(from results: any Results, for setting: Setting) throws -> ChapterReport {
    let outcomes = try Outcomes(results)
    var report = ChapterReport()
    report.values = Self.values(outcomes)
    report.figures = Self.figures(outcomes)
    report.tables = [Self.variationTable(outcomes)]
    report.claims =
      [
        .traced(Self.lossClaim(outcomes)), .traced(Self.iteratesClaim(outcomes)),
        .traced(Self.limitClaim(outcomes))
      ] + Self.openClaims(outcomes) + [Self.smoothnessClaim()]
    report.discrepancies = [
      .traced(Self.discrepancyD6(outcomes)), .traced(Self.discrepancyD11(outcomes)),
      Self.discrepancyD22(), .traced(Self.discrepancyD23(outcomes))
    ]
    report.choices = try Self.choices(outcomes, results.specifications, setting.profile)
    return report
  }

  public func claims(
    _ ids: Set<String>, from results: any Results, for setting: Setting
  ) throws -> [Claim] {
    try Self.openClaims(Outcomes(results)).filter { ids.contains($0.id) }
  }

  /// Those that hinge on settings of runs.
  private static func openClaims(_ outcomes: Outcomes) -> [Claim] {
    [
      .traced(boundedClaim(outcomes)), .traced(frequencyClaim(outcomes)), .traced(claim52(outcomes))
    ]
  }
}
