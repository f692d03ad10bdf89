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
    LiveFigure("figure-1", decisions: regressionDecisions) {
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
    LiveFigure("figure-1-controls", decisions: regressionDecisions) {
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
    LiveFigure("figure-rates", decisions: rateDecisions) {
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

  private static let regressionClaims = ["F1.a", "F1.b", "F1.c"]

  private static let regressionDecisions = [
    Decision(
      "F1.rateFactor", title: "learning rate alpha in units of 1/L",
      options: [
        Decision.Option("1", reason: "the classical step"),
        Decision.Option("0.01", reason: "a hundredth of it"),
        Decision.Option("1.9", reason: "just below what is stable")
      ], claims: regressionClaims, span: Decision.Span(0.001...4, isLogarithmic: true)),
    Decision(
      "F1.l2", title: "penalty l2",
      options: [
        Decision.Option("0.01", reason: "the paper's", isPapers: true),
        Decision.Option("0", reason: "none"),
        Decision.Option("1", reason: "a hundred times as large")
      ], claims: regressionClaims, span: Decision.Span(0...2)),
    Decision(
      "F1.columns", title: "columns P",
      options: [
        Decision.Option("500", reason: "the paper's", isPapers: true),
        Decision.Option("50", reason: "fewer, of which none need start close to 1")
      ], claims: regressionClaims, span: Decision.Span(5...1000, isLogarithmic: true, isWhole: true)
    ),
    Decision(
      "F1.iterations", title: "iterations",
      options: [
        Decision.Option("200", reason: "far beyond the initial fall of the loss"),
        Decision.Option("20", reason: "little more than that")
      ], claims: regressionClaims, span: Decision.Span(5...1000, isLogarithmic: true, isWhole: true)
    ),
    Decision(
      "F1.seeds.0", title: "first seed, which is drawn above",
      options: [
        Decision.Option("1", reason: "the first of the seeds"),
        Decision.Option("1001", reason: "one that no other run here has")
      ], claims: regressionClaims, span: Decision.Span(1...1_000_000, isWhole: true))
  ]

  private static let rateDecisions = [
    Decision(
      "C3.2.huber.errors.0", title: "largest error e of gradient descent",
      options: [
        Decision.Option("0.1", reason: "a tenth"), Decision.Option("0.03", reason: "a third of it")
      ], claims: ["3.2"], span: Decision.Span(0.001...0.4, isLogarithmic: true)),
    Decision(
      "C3.2.maxFunction.errors.0", title: "largest error e of the subgradient method",
      options: [
        Decision.Option("0.05", reason: "a twentieth"), Decision.Option("0.2", reason: "a fifth")
      ], claims: ["3.2"], span: Decision.Span(0.01...0.4, isLogarithmic: true)),
    Decision(
      "C3.2.relu.seeds.0", title: "first seed of ReLU on Figure 1's data",
      options: [
        Decision.Option("1", reason: "the first of the seeds"),
        Decision.Option("1001", reason: "one that no other run here has")
      ], claims: [], span: Decision.Span(1...1_000_000, isWhole: true)),
    Decision(
      "C3.2.limit", title: "most steps",
      options: [
        Decision.Option("1000000", reason: "more than any of them takes"),
        Decision.Option("10000", reason: "fewer than the smallest errors ask for")
      ], claims: ["3.2"], span: Decision.Span(100...1_000_000, isLogarithmic: true, isWhole: true))
  ]
}
