import ChapterKit
import Experiments
import Plots
import Reports

/// The chapter's figures under settings that a reader chooses: T0, B2, F5 and T1's table.
extension Lasso {
  package static func liveFigures(_ profile: Profile) -> [LiveFigure] {
    let scale = Scale(profile)
    return [
      liveToy(scale), liveRegression(scale), liveOscillation(scale), liveSensitivity(scale)
    ]
  }

  static func liveToy(_ scale: Scale) -> LiveFigure {
    LiveFigure("lasso-two-cycle", decisions: toyDecisions) {
      settings, progress throws(SpecificationError) in
      let outcomes = try liveOutcomes(settings, scale, progress)
      return [LivePart { Lasso().toyAnswer(outcomes) }]
    }
  }

  func toyAnswer(_ outcomes: Outcomes) -> LiveAnswer {
    LiveAnswer(figure: toyFigure(outcomes).figure, values: toyValues(outcomes).numbers)
  }

  /// The first seed, then all of them, and last what the right panel adds, which takes as long again.
  static func liveRegression(_ scale: Scale) -> LiveFigure {
    LiveFigure("lasso-regression-norms", decisions: regressionDecisions(scale)) {
      settings, progress throws(SpecificationError) in
      let first = try liveOutcomes(settings, scale, progress, seeds: 1)
      let outcomes = try liveOutcomes(settings, scale, progress)
      return [
        LivePart(isPreview: true) { Lasso().seedAnswer(first) },
        LivePart(isPreview: true) { Lasso().seedAnswer(outcomes) },
        LivePart { Lasso().regressionAnswer(outcomes, scale) },
        LivePart { Lasso().regressionJudgement(outcomes, scale) }
      ]
    }
  }

  /// The left panel alone.
  private func seedAnswer(_ outcomes: Outcomes) -> LiveAnswer {
    LiveAnswer(
      figure: Figure(id: "lasso-regression-norms", alt: "", panels: [seedPanel(outcomes)]))
  }

  func regressionAnswer(_ outcomes: Outcomes, _ scale: Scale) -> LiveAnswer {
    LiveAnswer(
      figure: regressionFigure(outcomes, scale).figure,
      values: regressionValues(outcomes, scale).numbers)
  }

  func regressionJudgement(_ outcomes: Outcomes, _ scale: Scale) -> LiveAnswer {
    LiveAnswer(claims: [orderClaim(outcomes, scale), ratioClaim(outcomes, scale)])
  }

  /// The figure needs no run longer than what it draws; the claims' evidence does.
  static func liveOscillation(_ scale: Scale) -> LiveFigure {
    LiveFigure("figure-5", decisions: oscillationDecisions(scale)) {
      settings, progress throws(SpecificationError) in
      let drawn = try liveOutcomes(settings, scale, progress, onlyDrawnLengths: true)
      let outcomes = try liveOutcomes(settings, scale, progress)
      return [
        LivePart { Lasso().oscillationAnswer(drawn, scale) },
        LivePart { LiveAnswer(claims: Lasso().orderClaims(outcomes, scale)) }
      ]
    }
  }

  func oscillationAnswer(_ outcomes: Outcomes, _ scale: Scale) -> LiveAnswer {
    let ends = Self.oscillationEnds
    return LiveAnswer(
      figure: oscillationFigure(outcomes, scale).figure,
      values: oscillationRanges(outcomes, scale, of: [ends.weak, ends.strong]))
  }

  static func liveSensitivity(_ scale: Scale) -> LiveFigure {
    LiveFigure("table-1", decisions: liveTableDecisions) {
      settings, progress throws(SpecificationError) in
      let outcomes = try liveOutcomes(settings, scale, progress)
      return [LivePart { Lasso().sensitivityAnswer(outcomes, scale) }]
    }
  }

  func sensitivityAnswer(_ outcomes: Outcomes, _ scale: Scale) -> LiveAnswer {
    LiveAnswer(
      table: sensitivityTable(outcomes, scale), values: sensitivityValues(outcomes).numbers,
      claims: tableClaims(outcomes, scale))
  }

  /// What the runs under some settings come to, each made when it is first looked at.
  ///
  /// - Parameters:
  ///   - seeds: How many of B2's; nil for all.
  ///   - onlyDrawnLengths: Whether F5's runs end where they are drawn.
  private static func liveOutcomes(
    _ settings: LiveSettings, _ scale: Scale, _ progress: @escaping @Sendable (Double) -> Void,
    seeds: Int? = nil, onlyDrawnLengths: Bool = false
  ) throws(SpecificationError) -> Outcomes {
    let toySetting = try settings.applied(to: [LiveExperiment("T0", ToySpecification())])
    let toyRuns = LiveRuns(toySetting, run: toy)
    var regressions = try settings.applied(to: regressions(scale))
    var optima = try settings.applied(to: optima(scale))
    // Plain ISTA, of which claim 4.7.a is, would take longer than all else.
    for index in optima.indices { optima[index].specification.plainIterations = 0 }
    if let seeds {
      for index in regressions.indices {
        regressions[index].specification.seeds = Array(
          regressions[index].specification.seeds.prefix(seeds))
      }
      for index in optima.indices {
        optima[index].specification.seeds = Array(optima[index].specification.seeds.prefix(seeds))
      }
    }
    var oscillations = try settings.applied(to: oscillations(scale))
    if onlyDrawnLengths {
      for index in oscillations.indices {
        let drawn = oscillations[index].specification.drawnLength
        oscillations[index].specification.lengths.removeAll { $0 > drawn }
      }
    }
    let regressionRuns = LiveRuns(regressions) { regression($0) { share in progress(share) } }
    let optimumRuns = LiveRuns(optima) { optimum($0) { share in progress(share) } }
    let oscillationRuns = LiveRuns(oscillations) { oscillation($0) { share in progress(share) } }
    let sensitivitySetting = try settings.applied(
      to: [LiveExperiment("T1", SensitivitySpecification(seeds: scale.seeds))])
    let sensitivityRuns = LiveRuns(sensitivitySetting, run: sensitivity)
    return Outcomes(
      toyRun: RunOutcome("T0") { toyRuns.outcome("T0") ?? ToyOutcome(phases: []) },
      sensitivityRun: RunOutcome("T1") {
        sensitivityRuns.outcome("T1") ?? SensitivityOutcome(methods: [])
      },
      // Its exact fractions are too slow for a page.
      fateRun: RunOutcome("B5.fate") { FateOutcome(fates: []) },
      regression: regressionRuns.outcomes, optima: optimumRuns.outcomes,
      oscillation: oscillationRuns.outcomes,
      settings: ConvexSettings(
        toy: toySetting[0].specification, sensitivity: sensitivitySetting[0].specification,
        fate: FateSpecification(coordinates: scale.fates),
        optimum: optimumRuns.specifications.declared(optimumName(strongStrength)),
        regression: regressionRuns.specifications, oscillation: oscillationRuns.specifications))
  }
}
