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
    report.claims =
      [
        .traced(Self.lossClaim(outcomes)), .traced(Self.iteratesClaim(outcomes)),
        .traced(Self.limitClaim(outcomes))
      ] + Self.openClaims(huber) + [Self.smoothnessClaim()]
    report.discrepancies = [
      .traced(Self.discrepancyD6(huber)), .traced(Self.discrepancyD11(outcomes)),
      Self.discrepancyD22(), .traced(Self.discrepancyD23(outcomes))
    ]
    report.choices = try Self.choices(huber, results.specifications, setting.profile)
    var answer = Self.liveAnswer4(huber)
    answer.claims.append(Self.frequencyClaim(huber))
    report.live = [LiveRecord(Self.liveFigure4(setting.profile), answer)]
    return report
  }

  public func decisions(for setting: Setting) throws -> [Decision] {
    Self.decisions(setting.profile)
  }

  public var effects: [String: ClaimEffect] {
    [
      "F4.a": ClaimEffect("maxLoss.median", "largest loss, median"),
      "F4.b": ClaimEffect("leastGain", "least gain in turning points, share of steps"),
      "5.2": ClaimEffect("leastSquares.growth.median", "growth without linear tails, factor")
    ]
  }

  public func claims(
    _ ids: Set<String>, from results: any Results, for setting: Setting
  ) throws -> [Claim] {
    try Self.openClaims(Outcomes(results).huber).filter { ids.contains($0.id) }
  }

  /// Those that hinge on settings of runs.
  private static func openClaims(_ outcomes: HuberOutcomes) -> [Claim] {
    [
      .traced(boundedClaim(outcomes)), .traced(frequencyClaim(outcomes)), .traced(claim52(outcomes))
    ]
  }
}
