import ChapterKit
import Convex
import Experiments
import Foundation
import Preliminaries
import Testing

@Suite struct PreliminariesTests {
  private struct OneOutcome: Results {
    var data: Data
    var specifications: Specifications
    func outcome<Outcome: Decodable>(_ type: Outcome.Type, of name: String) throws -> Outcome {
      try JSONDecoder().decode(type, from: data)
    }
    func directory(of name: String) throws -> URL { FileManager.default.temporaryDirectory }
  }

  @Test func geometricStepsStayBeyondHalfTheFirstDistance() {
    let (iterates, bounds) = GeometricSteps.counterExample(steps: 32)
    #expect(iterates[1] == Rational(3, 4))
    #expect(iterates[2] == Rational(21, 32))
    #expect(zip(iterates, bounds).allSatisfy { $0 >= $1 })
    #expect(bounds.allSatisfy { $0 > Rational(1, 2) })
    #expect(GeometricSteps.kinkIterates(steps: 32) == bounds)
  }

  /// D13's argument: once no step exceeds the distance e, the kink's iterates come within e and stay.
  @Test func diminishingStepsLeaveNoCycle() {
    let rule = StepRule.diminishing(0.05)
    let kink = PenalizedRegression(design: [0], response: [0], link: .relu, l1: 1, l2: 0)
    var iteration = SubgradientIteration(of: kink, from: [0.5053], rule: rule)
    var arrived = false
    for k in 0..<5_000 {
      let step = rule.rate(at: k)
      arrived = arrived || iteration.maximumNorm <= step
      iteration.advance()
      // The step before bounds what follows, as the steps fall.
      if arrived { #expect(iteration.maximumNorm <= step, "iteration \(k + 1)") }
    }
    #expect(arrived && iteration.maximumNorm <= 0.05 / 4_999.0.squareRoot())
  }

  @Test func smokeReportShowsTheRegimes() throws {
    let chapter = Preliminaries()
    let setting = Setting(
      profile: .smoke, dataset: DatasetReference(name: "embedded", path: nil, sha256: ""))
    let experiments = try chapter.experiments(for: setting)
    let experiment = try #require(experiments.first)
    let folder = FileManager.default.temporaryDirectory
    let data = try experiment.body(
      RunContext(directory: folder, threads: 1, progress: { _ in }, prerequisite: { _ in folder }))
    let report = try chapter.report(
      from: OneOutcome(data: data, specifications: Specifications(experiments)), for: setting)
    let values = report.values
    // Constant steps end in the two-cycle {c, c - a} of |x|, c = 0.5053 mod 0.05.
    #expect(abs(try #require(values["S2.kink.constant.lastMax"]) - 0.0447) < 1e-9)
    #expect(abs(try #require(values["S2.kink.constant.lastMin"]) - 0.0053) < 1e-9)
    // Geometric steps travel 0.4 in all.
    #expect(abs(try #require(values["S2.kink.geometric.lastMin"]) - 0.1053) < 1e-9)
    #expect(try #require(values["S2.parabola.geometric.lastMin"]) > 0.3)
    #expect(try #require(values["S2.kink.diminishing.lastMax"]) < 0.006)
    // The theorem's part (i): no further than the sum of the steps; StepLR's is 10/3.
    #expect(abs(try #require(values["S2.geometric.totalSteps"]) - 0.4) < 1e-12)
    #expect(abs(try #require(values["S2.stepLR.totalSteps"]) - 10.0 / 3) < 1e-12)
    #expect(report.claims.map(\.verdict) == [.contradicted, .reproduced])
    #expect(report.discrepancies.map(\.id) == ["D13"])
  }
}
