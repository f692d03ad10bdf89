import ChapterKit
import Experiments
import Reports

/// Figure 4 under settings that a reader chooses.
extension EdgeOfStability {
  package static func liveFigures(_ profile: Profile) -> [LiveFigure] { [liveFigure4(profile)] }

  static func liveFigure4(_ profile: Profile) -> LiveFigure {
    LiveFigure("figure-4", decisions: controls(profile)) {
      settings, progress throws(SpecificationError) in
      let experiments = try settings.applied(to: huberExperiments(profile))
      let first = experiments.map { experiment in
        var one = experiment
        one.specification.seeds = Array(one.specification.seeds.prefix(1))
        return one
      }
      func outcomes(of experiments: [LiveExperiment<HuberRuns>]) -> HuberOutcomes {
        HuberOutcomes(LiveRuns(experiments) { $0.run { share in progress(share) } })
      }
      let (single, whole) = (outcomes(of: first), outcomes(of: experiments))
      return [
        LivePart(isPreview: true) { LiveAnswer(figure: figure4(single).figure) },
        LivePart { liveAnswer4(whole) },
        LivePart { LiveAnswer(claims: [frequencyClaim(whole)]) }
      ]
    }
  }

  /// What of it takes no longer than the figure itself.
  static func liveAnswer4(_ outcomes: HuberOutcomes) -> LiveAnswer {
    LiveAnswer(
      figure: figure4(outcomes).figure, values: chosenValues(outcomes).numbers,
      claims: [boundedClaim(outcomes), claim52(outcomes)])
  }
}
