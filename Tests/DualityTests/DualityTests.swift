import ChapterKit
import Convex
import Duality
import Experiments
import Foundation
import Testing

private struct OneResult: Results {
  let data: Data
  func outcome<Outcome: Decodable>(_ type: Outcome.Type, of name: String) throws -> Outcome {
    try JSONDecoder().decode(type, from: data)
  }
  func directory(of name: String) throws -> URL { FileManager.default.temporaryDirectory }
  var specifications: Specifications { Specifications([]) }
}

@Suite struct DualityTests {
  private let counterExample = Duality.functions[0]

  @Test func theCounterExampleHasAVerticalSupportAtItsMinimum() {
    let zero = Rational(0, 1)
    #expect(counterExample.value(at: zero) == zero)
    #expect(counterExample.value(at: Rational(-1, 1_000_000)) == nil)
    // The minimum: no point of the domain is lower.
    for x in [Rational(1, 1_000_000), Rational(1, 2), Rational(7, 1)] {
      #expect(counterExample.value(at: x) == x)
    }
    #expect(counterExample.hasVerticalSupport)
    #expect(!counterExample.isInterior)
  }

  @Test func itsOtherSupportsHaveSlopesUpToOne() {
    for slope in [Rational(-1_000, 1), Rational(0, 1), Rational(999, 1_000), Rational(1, 1)] {
      #expect(counterExample.isSupported(slope: slope), "slope \(slope)")
    }
    #expect(!counterExample.isSupported(slope: Rational(1_000_001, 1_000_000)))
  }

  @Test func theAbsoluteValueIsSupportedBetweenMinusOneAndOneAlone() {
    let function = Duality.functions[1]
    for slope in [-1, 0, 1] { #expect(function.isSupported(slope: Rational(slope, 1))) }
    for slope in [Rational(-101, 100), Rational(101, 100)] {
      #expect(!function.isSupported(slope: slope), "slope \(slope)")
    }
    #expect(!function.hasVerticalSupport && function.isInterior)
  }

  @Test(arguments: Duality.functions.indices)
  func aVerticalSupportExistsExactlyOffTheInterior(index: Int) {
    let function = Duality.functions[index]
    #expect(function.hasVerticalSupport != function.isInterior, "\(function.words)")
    #expect(function.isSupported(slope: Rational(0, 1)), "\(function.words)")
  }

  @Test(arguments: Duality.planarFunctions.indices)
  func onThePlaneTheHullOfTheDomainDecides(index: Int) {
    let function = Duality.planarFunctions[index]
    #expect(function.hasHorizontalSupport, "\(function.words)")
    // The first two surround their minimizer, the others have it at a corner or on a segment.
    #expect(function.isInterior == (index < 2), "\(function.words)")
    #expect(function.hasVerticalSupport == (index >= 2), "\(function.words)")
  }

  @Test func aHalfTurnOfPointsLeavesTheMinimizerOnTheEdgeOfTheHull() {
    let half = PlanarPoints("", [(0, 0), (2, 1), (-1, 3), (-2, -1)])
    #expect(!half.isInterior && half.hasVerticalSupport)
    let more = PlanarPoints("", [(0, 0), (2, 1), (-1, 3), (-2, -2)])
    #expect(more.isInterior && !more.hasVerticalSupport)
    let away = PlanarPoints("", [(3, 3), (0, 0)])
    #expect(!away.hasHorizontalSupport && away.hasVerticalSupport)
    #expect(PlanarPoints("", [(1, 1)]).hasVerticalSupport)
  }

  @Test func theReportJudgesAllStatements() throws {
    let setting = Setting(
      profile: .smoke, dataset: DatasetReference(name: "embedded", path: nil, sha256: ""))
    let experiments = try Duality().experiments(for: setting)
    let directory = FileManager.default.temporaryDirectory
    let data = try experiments[0].body(
      RunContext(
        directory: directory, threads: 1, progress: { _ in }, prerequisite: { _ in directory }))
    let report = try Duality().report(from: OneResult(data: data), for: setting)
    #expect(experiments.count == 1)
    #expect(report.claims.map(\.id) == ["A.1", "A.2", "A.3", "A.3.v", "A.4", "A.5", "A.6"])
    #expect(
      report.claims.map(\.verdict) == [
        .reproduced, .reproduced, .reproduced, .contradicted, .contradicted, .reproduced,
        .contradicted
      ])
    #expect(report.discrepancies.map(\.id) == ["D7"])
    #expect(report.figures.map(\.figure.id) == ["figure-vertical-support"])
  }
}
