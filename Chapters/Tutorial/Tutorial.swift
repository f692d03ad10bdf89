import ChapterKit
import Experiments
import Reports

/// What a reader should know first: slopes, kinks, subgradients, and how to read the report.
///
/// It judges nothing. Its runs are tiny, and exact where the text says so.
public struct Tutorial: Chapter {
  public let name = "tutorial"
  public let title = "Read this first"
  public let paperSections = "background to Sections 2 to 5"
  public let liveFiles = ["BowlRun", "Figures", "FloorRun", "LiveFigures"]

  public init() {}

  public func experiments(for setting: Setting) throws -> [Experiment] {
    [
      try BowlRun.experiment(), try SupportRun.experiment(), try KinkRun.experiment(),
      try CrossingRun.experiment(), try FloorRun.experiment()
    ]
  }

  public func decisions(for setting: Setting) throws -> [Decision] {
    Self.liveFigures(setting.profile).flatMap { $0.decisions }
  }

  public func report(from results: any Results, for setting: Setting) throws -> ChapterReport {
    let bowl = try RunOutcome<BowlRun.Outcome>(results, BowlRun.name)
    let supports = try RunOutcome<SupportRun.Outcome>(results, SupportRun.name)
    let kink = try RunOutcome<KinkRun.Outcome>(results, KinkRun.name)
    let crossing = try RunOutcome<CrossingRun.Outcome>(results, CrossingRun.name)
    let floor = try RunOutcome<FloorRun.Outcome>(results, FloorRun.name)
    var report = ChapterReport()
    report.values.add { bowl.value.numbers }
    report.values.add { supports.value.numbers }
    report.values.add { kink.value.numbers }
    report.values.add { crossing.value.numbers }
    report.values.add { floor.value.numbers }
    report.figures = [
      TutorialFigures.bowl(bowl.value), TutorialFigures.supports(supports.value),
      TutorialFigures.kink(kink.value),
      TutorialFigures.crossing(crossing.value), TutorialFigures.floor(floor.value)
    ]
    report.live = [
      LiveRecord(Self.liveBowl, Self.answer(bowl.value)),
      LiveRecord(Self.liveFloor, Self.answer(floor.value))
    ]
    return report
  }
}
