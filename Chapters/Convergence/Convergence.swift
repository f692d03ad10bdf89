import ChapterKit
import Experiments
import Reports

/// The chapter on section 3 and appendix A.1: does NDGM converge where, and as fast as, GD does?
public struct Convergence: Chapter {
  public let name = "convergence"
  public let title = "Convergence"
  public let paperSections = "Section 3, Appendix A.1"
  public let liveFiles = [
    "Claims", "ClaimsFigureOne", "ConvexResults", "DecisionsConvex", "Figures", "LiveFigures",
    "RateExperiment", "RegressionExperiment"
  ]

  public init() {}

  public func experiments(for setting: Setting) throws -> [Experiment] {
    try ConvexExperiments.all(for: setting.profile) + DeepExperiment.all(for: setting)
  }

  public func report(from results: any Results, for setting: Setting) throws -> ChapterReport {
    let regression = try RegressionResults(results)
    let rates = try RateResults(results)
    let deep = try DeepResults(results, profile: setting.profile)
    var report = ChapterReport()
    report.values.add(regression.values)
    report.values.add(deep.values)
    report.values.add(deep.wideningValues())
    report.values.add(rates.values)
    report.values.set("C3.2.tolerance", ConvexClaims.exponentTolerance)
    report.figures = [
      ConvexFigures.figureOne(regression), ConvexFigures.controls(regression),
      ConvexFigures.capture(), ConvexFigures.rates(rates),
      DeepFigures.figureTwo(deep), DeepVariationsFigure.make(deep)
    ]
    report.tables = [ConvexTables.learningRates(regression), deep.wideningTable()]
    report.claims = [
      ConvexClaims.capture(), .traced(ConvexClaims.rates(rates)), ConvexClaims.secondDerivative(),
      ConvexClaims.boundedDerivatives()
    ]
    report.claims += Self.openClaims(regression, deep)
    report.discrepancies =
      [
        .traced(ConvexDiscrepancies.capture(regression)),
        .traced(ConvexDiscrepancies.fallingLoss(regression))
      ] + deep.discrepancies()
    report.choices =
      try ConvexTables.choices(regression, results.specifications, setting.profile)
      + deep.choices(results.specifications, setting)
    report.live = Self.liveRecords(regression, rates, setting.profile)
    return report
  }

  public func claims(
    _ ids: Set<String>, from results: any Results, for setting: Setting
  ) throws -> [Claim] {
    try Self.openClaims(
      RegressionResults(results), DeepResults(results, profile: setting.profile)
    ).filter { ids.contains($0.id) }
  }

  /// Those that hinge on settings of runs.
  private static func openClaims(_ regression: RegressionResults, _ deep: DeepResults) -> [Claim] {
    Claim.traced { ConvexClaims.figureOne(regression) } + deep.claims()
  }
}
