import ChapterKit
import Experiments
import Reports

/// The chapter on section 2 of the paper: definitions, and the step-size regimes at work.
public struct Preliminaries: Chapter {
  public let name = "preliminaries"
  public let title = "Preliminaries"
  public let paperSections = "Section 2"

  public init() {}

  public func experiments(for setting: Setting) throws -> [Experiment] {
    [try RegimeExperiment.make(for: setting.profile)]
  }

  public func report(from results: any Results, for setting: Setting) throws -> ChapterReport {
    let run = try RunOutcome<RegimeOutcome>(results, RegimeExperiment.name)
    let specification = try results.specifications.specification(
      RegimeSpecification.self, of: RegimeExperiment.name)
    let length = specification.geometricLength
    var report = ChapterReport()
    report.values.add { Self.values(run.value) }
    report.values.set("S2.geometric.totalSteps", length)
    report.values.set("S2.stepLR.totalSteps", RegimeSpecification.stepLR.totalLength)
    report.figures = [RegimeFigure.make(run.value, specification)]
    report.claims = [.traced(GeometricSteps.claim(run.value)), GeometricSteps.stepLRClaim()]
    report.discrepancies = [
      .traced(GeometricSteps.discrepancy(run.value, length: length))
    ]
    return report
  }

  /// Where each regime is over its last twenty iterations, on each function.
  private static func values(_ outcome: RegimeOutcome) -> [String: Double] {
    var values: [String: Double] = [:]
    for path in outcome.paths {
      for (function, distances) in [("kink", path.kink), ("parabola", path.parabola)] {
        let tail = distances.suffix(20)
        values["S2.\(function).\(path.name).lastMax"] = tail.max()
        values["S2.\(function).\(path.name).lastMin"] = tail.min()
      }
    }
    values["S2.start"] = outcome.paths.first?.kink.first
    values["S2.iterations"] = Double(max(0, (outcome.paths.first?.kink.count ?? 1) - 1))
    return values
  }
}
