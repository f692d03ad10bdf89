import ChapterKit

/// The chapter on section 2 of the paper: definitions, and the step-size regimes at work.
public struct Preliminaries: Chapter {
  public let name = "preliminaries"
  public let title = "Preliminaries"
  public let paperSections = "Section 2"
  public let prosePath = "Chapters/Preliminaries/Preliminaries.typ"

  public init() {}

  public func experiments(for setting: Setting) throws -> [Experiment] {
    [try RegimeExperiment.make(for: setting.profile)]
  }

  public func report(from results: any Results, for setting: Setting) throws -> ChapterReport {
    let outcome = try results.outcome(RegimeOutcome.self, of: RegimeExperiment.name)
    var report = ChapterReport()
    for path in outcome.paths {
      for (function, distances) in [("kink", path.kink), ("parabola", path.parabola)] {
        let tail = distances.suffix(20)
        report.values["S2.\(function).\(path.name).lastMax"] = tail.max()
        report.values["S2.\(function).\(path.name).lastMin"] = tail.min()
      }
    }
    report.figures = [RegimeFigure.make(outcome)]
    report.claims = [GeometricSteps.claim(outcome)]
    report.discrepancies = [GeometricSteps.discrepancy(outcome)]
    report.choices = [
      Choice(
        experiment: "S2", setting: "functions, start and rates of the illustration",
        chosen: "|x| and x^2/2 from 0.5053, rates that begin at 0.05",
        rule:
          "the smallest non-smooth and smooth convex functions, from the start of the paper's T0",
        variedOver: "the four step-size regimes",
        effect: "none: the bound on the total travel holds for any function with bounded gradients")
    ]
    return report
  }
}
