import ChapterKit

/// What a reader should know first: slopes, kinks, subgradients, and how to read the report.
///
/// It judges nothing. Its runs are tiny, and exact where the text says so.
public struct Tutorial: Chapter {
  public let name = "tutorial"
  public let title = "Read this first"
  public let paperSections = "background to Sections 2 to 5"
  public let prosePath = "Chapters/Tutorial/Tutorial.typ"

  public init() {}

  public func experiments(for setting: Setting) throws -> [Experiment] {
    [
      try BowlRun.experiment(), try SupportRun.experiment(), try KinkRun.experiment(),
      try CrossingRun.experiment(), try FloorRun.experiment()
    ]
  }

  public func report(from results: any Results, for setting: Setting) throws -> ChapterReport {
    let bowl = try results.outcome(BowlRun.Outcome.self, of: BowlRun.name)
    let supports = try results.outcome(SupportRun.Outcome.self, of: SupportRun.name)
    let kink = try results.outcome(KinkRun.Outcome.self, of: KinkRun.name)
    let crossing = try results.outcome(CrossingRun.Outcome.self, of: CrossingRun.name)
    let floor = try results.outcome(FloorRun.Outcome.self, of: FloorRun.name)
    var report = ChapterReport()
    for numbers in [
      bowl.numbers, supports.numbers, kink.numbers, crossing.numbers, floor.numbers
    ] {
      report.values.merge(numbers) { first, _ in first }
    }
    report.figures = [
      TutorialFigures.bowl(bowl), TutorialFigures.supports(supports), TutorialFigures.kink(kink),
      TutorialFigures.crossing(crossing), TutorialFigures.floor(floor)
    ]
    return report
  }
}
