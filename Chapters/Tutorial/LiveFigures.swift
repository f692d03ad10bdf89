import ChapterKit
import Experiments
import Reports

/// The figures without exact fractions under settings that a reader chooses.
extension Tutorial {
  package static func liveFigures(_ profile: Profile) -> [LiveFigure] { [liveBowl, liveFloor] }

  static let liveBowl = LiveFigure(
    "figure-bowl",
    decisions: [
      rate(
        "tutorial.bowl:learningRates.0", "first step alpha", "0.5", "well below 2/L", "1",
        "exactly 1/L"),
      rate(
        "tutorial.bowl:learningRates.1", "second step alpha", "1.8", "just below 2/L", "2",
        "exactly 2/L"),
      rate(
        "tutorial.bowl:learningRates.2", "third step alpha", "2.1", "just above 2/L", "3",
        "far above 2/L"),
      Decision(
        "tutorial.bowl:start", title: "start x_0",
        options: [
          Decision.Option("1", reason: "a distance of 1"),
          Decision.Option("-1", reason: "the other side")
        ], span: Decision.Span(-2...2)),
      Decision(
        "tutorial.bowl:steps", title: "steps",
        options: [
          Decision.Option("12", reason: "few enough to be told apart"),
          Decision.Option("40", reason: "enough to see where it leads")
        ], span: Decision.Span(1...100, isLogarithmic: true, isWhole: true))
    ]
  ) { settings, _ throws(SpecificationError) in
    let runs = try settings.applied(
      to: [LiveExperiment(BowlRun.name, BowlRun.Specification())])
    return [LivePart { answer(BowlRun.run(runs[0].specification)) }]
  }

  static func answer(_ outcome: BowlRun.Outcome) -> LiveAnswer {
    LiveAnswer(figure: TutorialFigures.bowl(outcome).figure, values: outcome.numbers)
  }

  static let liveFloor = LiveFigure(
    "figure-floor",
    decisions: [
      inverse("tutorial.floor:inverseLearningRates.0", "largest step alpha: 1 over", "4", "1"),
      inverse("tutorial.floor:inverseLearningRates.1", "middle step alpha: 1 over", "16", "8"),
      inverse("tutorial.floor:inverseLearningRates.2", "smallest step alpha: 1 over", "64", "512"),
      Decision(
        "tutorial.floor:iterations", title: "iterations",
        options: [
          Decision.Option("4096", reason: "enough for the smallest step to come down"),
          Decision.Option("256", reason: "too few for it")
        ], span: Decision.Span(16...65_536, isLogarithmic: true, isWhole: true))
    ]
  ) { settings, _ throws(SpecificationError) in
    let runs = try settings.applied(
      to: [LiveExperiment(FloorRun.name, FloorRun.Specification())])
    return [LivePart { answer(FloorRun.run(runs[0].specification)) }]
  }

  static func answer(_ outcome: FloorRun.Outcome) -> LiveAnswer {
    LiveAnswer(figure: TutorialFigures.floor(outcome).figure, values: outcome.numbers)
  }

  private static func rate(
    _ target: String, _ title: String, _ chosen: String, _ why: String, _ other: String,
    _ whyOther: String
  ) -> Decision {
    Decision(
      target, title: title,
      options: [
        Decision.Option(chosen, reason: why), Decision.Option(other, reason: whyOther)
      ], span: Decision.Span(0.01...4))
  }

  private static func inverse(
    _ target: String, _ title: String, _ chosen: String, _ other: String
  ) -> Decision {
    Decision(
      target, title: title,
      options: [
        Decision.Option(chosen, reason: "a power of two, so that nothing is rounded"),
        Decision.Option(other, reason: "another power of two")
      ], span: Decision.Span(1...1024, isLogarithmic: true, isWhole: true))
  }
}
