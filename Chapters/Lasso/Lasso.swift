import ChapterKit
import Experiments
import Reports

/// The chapter on Section 4, Appendices B and C of the paper.
public struct Lasso: Chapter {
  public let name = "lasso"
  public let title = "Lasso"
  public let paperSections = "Section 4, Appendices B and C"
  public let liveFiles = [
    "ClaimsOscillation", "ClaimsRegression", "ConvexSettings", "FigureOscillation", "FiguresConvex",
    "DecisionsConvex", "Formatting", "ClaimsSensitivity", "LiveFigures", "NormalizedSteps",
    "OptimumRuns", "OscillationRuns", "Outcomes", "RegressionRuns", "Scale", "ToyRuns", "Values"
  ]

  public init() {}

  public func experiments(for setting: Setting) throws -> [Experiment] {
    let scale = Scale(setting.profile)
    return try Self.toyExperiments(scale) + Self.regressionExperiments(scale)
      + Self.rmsPropExperiments(scale)
      + Self.fineTuningExperiments(setting)
  }

  public func report(from results: any Results, for setting: Setting) throws -> ChapterReport {
    let outcomes = try Outcomes(results)
    let scale = Scale(setting.profile)
    let runs = try FineTuning(results, setting)
    let carryOver = try CarryOver(results, runs)
    let firstSteps = FirstSteps(runs, carryOver)
    var report = ChapterReport()
    for values in [
      values(outcomes, scale), fineTuningValues(runs), carryOver.values(), firstSteps.values()
    ] {
      report.values.add(values)
    }
    report.figures = [
      fineTuningFigure(runs), toyFigure(outcomes), regressionFigure(outcomes, scale),
      oscillationFigure(outcomes, scale), lengthFigure(outcomes, scale)
    ]
    report.tables = [
      sensitivityTable(outcomes, scale), fineTuningTable(runs), orderTable(outcomes, scale),
      normsByStepsTable(runs), sharesByStepsTable(runs), widthTable(runs), carryOver.table(),
      firstSteps.table()
    ]
    report.claims = convexClaims(outcomes, scale) + Claim.traced { fineTuningClaims(runs) }
    report.discrepancies =
      toyDiscrepancies() + Discrepancy.traced { regressionDiscrepancies(outcomes, scale) }
      + rmsPropDiscrepancies(outcomes, scale) + fineTuningDiscrepancies(runs, carryOver)
    report.findings = Self.findings(outcomes)
    var regression = regressionAnswer(outcomes, scale)
    regression.claims = regressionJudgement(outcomes, scale).claims
    var oscillation = oscillationAnswer(outcomes, scale)
    oscillation.claims = orderClaims(outcomes, scale)
    report.live = [
      LiveRecord(Self.liveToy(scale), toyAnswer(outcomes)),
      LiveRecord(Self.liveRegression(scale), regression),
      LiveRecord(Self.liveOscillation(scale), oscillation),
      LiveRecord(Self.liveSensitivity(scale), sensitivityAnswer(outcomes, scale))
    ]
    report.choices =
      try convexChoices(outcomes, scale, results.specifications)
      + fineTuningChoices(runs, carryOver, results.specifications, setting)
    return report
  }
}

extension Lasso {
  /// Those of F3 read long files, which the others do without.
  public func claims(
    _ ids: Set<String>, from results: any Results, for setting: Setting
  ) throws -> [Claim] {
    let deep = Set(Self.fineTuningDecisions(setting).flatMap(\.claims))
    let claims =
      try ids.isSubset(of: deep)
      ? fineTuningClaims(FineTuning(results, setting))
      : ids.isDisjoint(with: deep)
        ? convexClaims(Outcomes(results), Scale(setting.profile))
        : report(from: results, for: setting).claims
    return claims.filter { ids.contains($0.id) }
  }

  private func convexClaims(_ outcomes: Outcomes, _ scale: Scale) -> [Claim] {
    toyClaims(outcomes, scale) + regressionClaims(outcomes, scale) + rmsPropClaims(outcomes, scale)
  }
}
