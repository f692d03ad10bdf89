import ChapterKit
import Convex
import Experiments
import Foundation
import Testing
import Tutorial

/// What the chapter's text says about its runs, sentence by sentence.
@Suite struct TutorialTests {
  @Test func theBowlMultipliesTheDistanceByOneMinusTheStep() throws {
    let paths = try TutorialRuns.outcome(TutorialRuns.Bowl.self, of: "tutorial.bowl").paths
    #expect(paths.map(\.learningRate) == [0.5, 1.8, 2.1])
    for path in paths {
      for (x, next) in zip(path.iterates, path.iterates.dropFirst()) {
        #expect(abs(next - (1 - path.learningRate) * x) <= 1e-15 * abs(x))
      }
      // Settles exactly when 0 < a < 2 = 2/L.
      #expect((abs(path.iterates[12]) < abs(path.iterates[11])) == (path.learningRate < 2))
    }
  }

  /// Equation 2 on the bowl: the value falls by at least a (1 - a L/2) f'(x)^2, here exactly that much.
  @Test func theDescentInequalityHoldsOnTheBowl() throws {
    for path in try TutorialRuns.outcome(TutorialRuns.Bowl.self, of: "tutorial.bowl").paths {
      let a = path.learningRate
      for (x, next) in zip(path.iterates, path.iterates.dropFirst()) {
        let bound = x * x / 2 - a * (1 - a / 2) * x * x
        #expect(abs(next * next / 2 - bound) <= 1e-14 * x * x)
      }
    }
  }

  /// The rule that decides about a slope, against the definition at many points.
  @Test(arguments: [-2, -1, 0, 1, 3])
  func supportingLinesAreNowhereAboveTheGraph(x: Int) throws {
    let outcome = try TutorialRuns.outcome(
      TutorialRuns.Supports.self, of: "tutorial.supports",
      changing: ["points": [TutorialRuns.fraction(x, 2), TutorialRuns.fraction(x, 2)]])
    let point = outcome.points[0]
    #expect(point.x == Double(x) / 2)
    #expect(point.supporting.count + point.cutting.count == 13)
    let grid = (-400...400).map { Double($0) / 4 }
    for slope in point.supporting + point.cutting {
      let supports = grid.allSatisfy { abs($0) >= abs(point.x) + slope * ($0 - point.x) }
      #expect(point.supporting.contains(slope) == supports, "slope \(slope) at \(point.x)")
    }
    // Beside the kink the derivative is the only subgradient.
    #expect(point.supporting == (x == 0 ? (-4...4).map { Double($0) / 4 } : [x > 0 ? 1 : -1]))
    #expect(outcome.slopesTaken == outcome.samples.map { $0 == 0 ? 0 : $0 / abs($0) })
  }

  /// {c, c - a} with c the remainder of the start, from either side, unless the start is a multiple of a.
  @Test(arguments: [(10, 10), (-10, 10), (7, 30), (29, 12), (-29, 12), (1, 100)])
  func constantStepsEndInTheTwoCycle(numerator: Int, denominator: Int) throws {
    let outcome = try TutorialRuns.outcome(
      TutorialRuns.Kink.self, of: "tutorial.kink",
      changing: ["start": TutorialRuns.fraction(numerator, denominator)])
    let (start, a) = (Rational(numerator, denominator), Rational(3, 10))
    var c = start
    while c > a { c -= a }
    while c < 0 { c += a }
    #expect(c > 0 && c < a && outcome.repeats)
    let pair = outcome.kink.suffix(2).sorted()
    #expect(pair == [(c - a).doubleValue, c.doubleValue])
    // One of the two is at least a/2 from the minimizer.
    #expect(max(abs(pair[0]), abs(pair[1])) >= a.doubleValue / 2)
  }

  @Test(arguments: [1, 2, 3, 10])
  func multiplesOfTheStepLandOnTheKink(multiple: Int) throws {
    let outcome = try TutorialRuns.outcome(
      TutorialRuns.Kink.self, of: "tutorial.kink",
      changing: [
        "multiple": multiple, "start": TutorialRuns.fraction(-3 * multiple, 10)
      ])
    #expect(outcome.landing.firstIndex(of: 0) == multiple)
    #expect(outcome.landing[multiple...].allSatisfy { $0 == 0 })
    #expect(outcome.kink.last == 0 && !outcome.repeats)
  }

  /// In binary64 nine tenths less three times three tenths is not 0, and a cycle follows that is exact.
  @Test func roundingMissesTheKink() throws {
    let outcome = try TutorialRuns.outcome(TutorialRuns.Kink.self, of: "tutorial.kink")
    #expect(outcome.landing[0] == 0.9 && outcome.learningRate == 0.3)
    #expect(Rational(exactly: 0.9) != Rational(9, 10) && Rational(exactly: 0.3) != Rational(3, 10))
    #expect(outcome.roundedLanding.allSatisfy { $0 != 0 })
    let last = outcome.roundedLanding.suffix(4).map { Rational(exactly: $0) }
    #expect(last[0] == last[2] && last[1] == last[3])
    #expect(last[0].magnitude + last[1].magnitude == Rational(exactly: 0.3))
    // A step and a start that binary64 can hold do land.
    let dyadic = try TutorialRuns.outcome(
      TutorialRuns.Kink.self, of: "tutorial.kink",
      changing: ["learningRate": TutorialRuns.fraction(1, 4)])
    #expect(dyadic.roundedLanding[3...].allSatisfy { $0 == 0 })
  }

  @Test func proximalStepsMinimizeAndStopOnTheKink() throws {
    let outcome = try TutorialRuns.outcome(TutorialRuns.Kink.self, of: "tutorial.kink")
    let a = outcome.learningRate
    for (x, next) in zip(outcome.proximal, outcome.proximal.dropFirst()) {
      func cost(_ z: Double) -> Double { abs(z) + (z - x) * (z - x) / (2 * a) }
      let least = (-200...200).map { cost(Double($0) / 100) }.min()
      #expect(try cost(next) <= #require(least) + 1e-15)
    }
    #expect(outcome.proximal.firstIndex(of: 0) == 4 && outcome.proximal.last == 0)
  }

  @Test func aStepRaisesTheValueAndComesNearer() throws {
    let outcome = try TutorialRuns.outcome(TutorialRuns.Crossing.self, of: "tutorial.crossing")
    #expect(outcome.points[0] == [2.1, 0.1] && outcome.points[1] == [1.9, -0.5])
    #expect(outcome.values[1] > outcome.values[0])
    #expect(outcome.squaredDistances[1] < outcome.squaredDistances[0])
    #expect(outcome.inequalityHolds && outcome.threshold == 1)
    // No kink is met, and the inequality is an equality: nearer exactly from above the threshold.
    #expect(outcome.points.joined().allSatisfy { $0 != 0 })
    for t in outcome.values.indices.dropLast() {
      let nearer = outcome.squaredDistances[t + 1] < outcome.squaredDistances[t]
      #expect(nearer == (outcome.values[t] > outcome.threshold), "step \(t)")
    }
  }

  /// A shorter step lowers the value.
  @Test(arguments: [(1, 100, false), (7, 100, false), (8, 100, true), (20, 100, true)])
  func theLengthDecidesWhetherTheValueRises(numerator: Int, denominator: Int, rises: Bool) throws {
    let outcome = try TutorialRuns.outcome(
      TutorialRuns.Crossing.self, of: "tutorial.crossing",
      changing: ["learningRate": TutorialRuns.fraction(numerator, denominator)])
    #expect((outcome.values[1] > outcome.values[0]) == rises)
    #expect(outcome.squaredDistances[1] < outcome.squaredDistances[0])
    #expect(outcome.inequalityHolds)
  }

  /// At (2, 0) the vector (1, 3) is a subgradient of |x| + 3 |y|, and every step against it raises the value.
  @Test func againstASubgradientTheValueMayRiseAtOnce() {
    func f(_ x: Rational, _ y: Rational) -> Rational { x.magnitude + 3 * y.magnitude }
    for x in -8...8 {
      for y in -8...8 {
        let (x, y) = (Rational(x, 2), Rational(y, 2))
        #expect(f(x, y) >= f(2, 0) + (x - 2) + 3 * y)
      }
    }
    for k in 0..<40 {
      let step = Rational(8, 1 << k)
      #expect(f(2 - step, -3 * step) > f(2, 0))
    }
  }

  @Test func theBestValueKeepsTheBoundAndEndsOnItsFloor() throws {
    for starts in [nil, [1023, 1, 511, 77], [512]] as [[Int]?] {
      let outcome = try TutorialRuns.outcome(
        TutorialRuns.Floor.self, of: "tutorial.floor",
        changing: starts.map { ["starts": $0] } ?? [:])
      let dimension = Double(starts?.count ?? 10)
      #expect(outcome.counts.first == 1 && outcome.counts.last == 4096)
      for path in outcome.paths {
        #expect(path.best.count == outcome.counts.count)
        #expect(zip(path.best, path.bounds).allSatisfy { $0 <= $1 })
        #expect(zip(path.best, path.best.dropFirst()).allSatisfy { $0 >= $1 })
        // In their cycles two successive norms add to P a, so that one is at most a G^2 / 2.
        #expect(try #require(path.best.last) <= path.learningRate * dimension / 2)
        #expect(try #require(path.bounds.last) > path.learningRate * dimension / 2)
      }
    }
  }

  @Test func theTextHasItsNumbersAndFigures() throws {
    let report = try TutorialRuns.report()
    let values = report.values
    #expect(values["tutorial.kink.upper"] == 0.1 && values["tutorial.kink.lower"] == -0.2)
    #expect(values["tutorial.kink.proximalZeroAt"] == 4)
    #expect(values["tutorial.supports.kink.count"] == 9)
    #expect(values["tutorial.supports.beside.greatest"] == 1)
    #expect(values["tutorial.crossing.stepsNearing"] == 8)
    #expect(values["tutorial.crossing.risesWhileNearing"] == 4)
    #expect(try #require(values["tutorial.crossing.valueAtFirstStepAway"]) < 1)
    #expect(values["tutorial.landing.exact.zeroAt"] == 3)
    #expect(try #require(values["tutorial.landing.binary64.least"]) < 1e-15)
    #expect(
      report.figures.map(\.figure.id) == [
        "figure-bowl", "figure-supporting-lines", "figure-two-cycle", "figure-crossing",
        "figure-floor"
      ])
    for figure in report.figures {
      try figure.figure.validate()
      #expect(figure.figure.width <= 480 && figure.figure.height <= 200)
    }
    // It explains and judges nothing.
    #expect(report.claims.isEmpty && report.discrepancies.isEmpty && report.choices.isEmpty)
  }

  /// Every profile shares the same runs.
  @Test(arguments: Profile.allCases)
  func theRunsAreThoseOfEveryProfile(profile: Profile) throws {
    var setting = TutorialRuns.setting
    setting.profile = profile
    #expect(
      try Tutorial().experiments(for: setting).map(\.specification)
        == Tutorial().experiments(for: TutorialRuns.setting).map(\.specification))
  }

  @Test(arguments: [
    ("tutorial.kink", "learningRate.numerator"), ("tutorial.kink", "steps"),
    ("tutorial.crossing", "steps"), ("tutorial.bowl", "steps"), ("tutorial.floor", "iterations")
  ])
  func whatCannotBeRunIsRefused(name: String, field: String) throws {
    let experiment = try TutorialRuns.experiment(name)
    let key = String(field.prefix { $0 != "." })
    let data = try TutorialRuns.specification(
      of: experiment, changing: [key: key == field ? 0 : TutorialRuns.fraction(0, 1)])
    let error = #expect(throws: SpecificationError.self) {
      try experiment.with(specification: data)
    }
    #expect(error?.field == field)
  }
}
