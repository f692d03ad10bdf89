import ChapterKit
import Convex
import Experiments
import Reports

/// Figure 1, its controls and the rates under settings that a reader chooses.
extension Convergence {
  package static func liveFigures(_ profile: Profile) -> [LiveFigure] {
    [liveFigureOne(profile), liveControls(profile), liveRates(profile)]
  }

  /// The figures as the report's runs have made them.
  static func liveRecords(
    _ regression: RegressionResults, _ rates: RateResults, _ profile: Profile
  ) -> [LiveRecord] {
    var figureOne = figureOneAnswer(regression)
    figureOne.claims = ConvexClaims.figureOne(regression)
    var controls = controlsAnswer(regression)
    controls.claims = figureOne.claims
    return [
      LiveRecord(liveFigureOne(profile), figureOne), LiveRecord(liveControls(profile), controls),
      LiveRecord(liveRates(profile), ratesAnswer(rates))
    ]
  }

  static func liveFigureOne(_ profile: Profile) -> LiveFigure {
    LiveFigure("figure-1", decisions: RegressionExperiment.decisions(for: profile)) {
      settings, progress throws(SpecificationError) in
      let first = try regressionResults(settings, profile, progress, seeds: 1)
      let results = try regressionResults(settings, profile, progress)
      return [
        LivePart(isPreview: true) { LiveAnswer(figure: ConvexFigures.figureOne(first).figure) },
        LivePart { figureOneAnswer(results) },
        LivePart { LiveAnswer(claims: ConvexClaims.figureOne(results)) }
      ]
    }
  }

  private static func figureOneAnswer(_ results: RegressionResults) -> LiveAnswer {
    LiveAnswer(
      figure: ConvexFigures.figureOne(results).figure, values: results.shownValues.numbers)
  }

  static func liveControls(_ profile: Profile) -> LiveFigure {
    LiveFigure("figure-1-controls", decisions: RegressionExperiment.decisions(for: profile)) {
      settings, progress throws(SpecificationError) in
      let results = try regressionResults(settings, profile, progress)
      return [
        LivePart { controlsAnswer(results) },
        LivePart { LiveAnswer(claims: ConvexClaims.figureOne(results)) }
      ]
    }
  }

  private static func controlsAnswer(_ results: RegressionResults) -> LiveAnswer {
    LiveAnswer(
      figure: ConvexFigures.controls(results).figure, values: results.shownValues.numbers)
  }

  static func liveRates(_ profile: Profile) -> LiveFigure {
    LiveFigure("figure-rates", decisions: RateExperiment.decisions) {
      settings, progress throws(SpecificationError) in
      let runs = LiveRuns(try settings.applied(to: RateExperiment.all(profile))) {
        RateExperiment.run($0) { share in progress(share) }
      }
      let results = RateResults(outcomes: runs.outcomes)
      return [LivePart { ratesAnswer(results) }]
    }
  }

  private static func ratesAnswer(_ results: RateResults) -> LiveAnswer {
    LiveAnswer(
      figure: ConvexFigures.rates(results).figure, values: results.values.numbers,
      claims: [ConvexClaims.rates(results)])
  }

  /// What F1's runs under some settings come to, each made when it is first looked at.
  private static func regressionResults(
    _ settings: LiveSettings, _ profile: Profile, _ progress: @escaping @Sendable (Double) -> Void,
    seeds: Int? = nil
  ) throws(SpecificationError) -> RegressionResults {
    var experiments = try settings.applied(to: RegressionExperiment.all(profile))
    if let seeds {
      for index in experiments.indices {
        let all = experiments[index].specification.seeds
        experiments[index].specification.seeds = Array(all.prefix(seeds))
      }
    }
    let runs = LiveRuns(experiments) { RegressionExperiment.run($0) { share in progress(share) } }
    func run(_ name: String) -> RunOutcome<RegressionOutcome> {
      RunOutcome(name) { runs.outcome(name) ?? RegressionOutcome(runs: []) }
    }
    let settings = runs.specifications
    let own = RegressionExperiment.name(.relu)
    return RegressionResults(
      reluRun: run(own), softplusRun: run(RegressionExperiment.name(.softplus)),
      leastSquaresRun: run(RegressionExperiment.name(.identity)),
      otherRates: RegressionExperiment.otherRates.map { rate in
        let name = RegressionExperiment.name(rate: rate)
        return (settings[name]?.rateFactor ?? rate, run(name))
      },
      setting: settings[own] ?? experiments[0].specification)
  }
}
