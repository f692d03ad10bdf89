import ChapterKit
import Convex
import EdgeOfStability
import Experiments
import Foundation
import TestSupport
import Testing

/// Outcomes held in memory, made by running the experiments in place.
private struct MemoryResults: Results {
  var store: [String: Data] = [:]
  let specifications: Specifications

  init(running experiments: [Experiment]) throws {
    specifications = Specifications(experiments)
    let directory = FileManager.default.temporaryDirectory
    for experiment in experiments {
      store[experiment.name] = try experiment.body(
        RunContext(
          directory: directory, threads: 1, progress: { _ in }, prerequisite: { _ in directory }))
    }
  }

  func outcome<Outcome: Decodable>(_ type: Outcome.Type, of name: String) throws -> Outcome {
    try JSONDecoder().decode(type, from: #require(store[name]))
  }

  func directory(of name: String) throws -> URL { FileManager.default.temporaryDirectory }
}

@Suite struct ExactCounterExampleTests {
  private let function = ExactMaxFunction.cycling

  @Test func theMinimumIsZeroAtTheOrigin() {
    let weights = ExactMaxFunction.minimumWeights
    #expect(weights.allSatisfy { $0 > Rational(0, 1) })
    #expect(weights.reduce(Rational(0, 1), +) == Rational(1, 1))
    for axis in 0..<2 {
      let sum = zip(weights, function.pieces).reduce(Rational(0, 1)) { $0 + $1.0 * $1.1[axis] }
      #expect(sum == Rational(0, 1), "axis \(axis)")
    }
  }

  @Test func everySlopeHasTheSquaredLengthFiveEighths() {
    for piece in function.pieces {
      #expect(piece[0] * piece[0] + piece[1] * piece[1] == Rational(5, 8))
    }
    #expect(function.squaredLipschitzConstant == Rational(5, 8))
  }

  @Test func theOrbitCyclesAboveTheClaimedBound() {
    let orbit = function.orbit(from: ExactMaxFunction.kinkedStart, limit: 100)
    #expect(orbit.period == 12)
    #expect(orbit.cycleStart == 0)
    #expect(orbit.limitSuperior == Rational(21, 32))
    #expect(Rational(21, 32) > function.squaredLipschitzConstant)
    #expect(orbit.bestIterateViolations(squaredLipschitz: Rational(5, 8)) == 0)
  }

  @Test func besideTheKinksTheSameCycleNeedsNoConvention() {
    let orbit = function.orbit(from: ExactMaxFunction.smoothStart, limit: 100)
    #expect(orbit.period == 12)
    #expect(orbit.kinks == 0)
    #expect(orbit.limitSuperior == Rational(165, 256))
    #expect(Rational(165, 256) > Rational(5, 8))
  }

  /// The inequality behind the bound on the best iterate is an equality here, so that over a cycle the loss
  /// averages a L^2 / 2.
  @Test func theLossAveragesHalfTheBoundOverTheCycle() {
    for start in [ExactMaxFunction.kinkedStart, ExactMaxFunction.smoothStart] {
      let orbit = function.orbit(from: start, limit: 100)
      let total = orbit.values.reduce(Rational(0, 1), +)
      #expect(total / Rational(orbit.period, 1) == Rational(5, 16))
    }
  }

  /// On the line the limit superior obeys a L^2: max(p x, -q x) from several starts, with a = 1.
  @Test(arguments: [(3, 1), (1, 7), (5, 4), (2, 9)]) func onTheLineTheBoundHolds(p: Int, q: Int)
    throws
  {
    let line = ExactMaxFunction(pieces: [
      [Rational(p, 4), Rational(0, 1)], [Rational(-q, 4), Rational(0, 1)]
    ])
    for numerator in -9...9 {
      let orbit = line.orbit(from: [Rational(numerator, 7), Rational(0, 1)], limit: 400)
      let largest = try #require(orbit.limitSuperior, "no cycle from \(numerator)/7")
      #expect(largest <= line.squaredLipschitzConstant, "from \(numerator)/7")
    }
  }

  @Test(arguments: [1.0, 0.25]) func theValleyDriftsAsProved(rate: Double) {
    let start = [2 * rate, 0.25 * rate]
    let run = Descent(learningRate: rate).descend(
      DriftingValley(), from: start, iterations: 5_000, record: .every(1))
    for (before, after) in zip(run.observations, run.observations.dropFirst()) {
      #expect(after[0] >= before[0])
      #expect(abs(after[1]) > 0 && abs(after[1]) < rate)
      #expect(abs(before[1]) + abs(after[1]) > rate)
    }
    #expect(run.final[0] > 4 * start[0])
    // x^3 grows by 3 a^3 / 8 a step in the end; the start still counts for a little at 5,000 steps.
    let predicted = rate * cbrt(3 * 5_000.0 / 8)
    #expect(abs(run.final[0] / predicted - 1) < 0.06)
  }

  @Test func theValleysGradientIsThatOfItsValue() {
    let valley = DriftingValley()
    for point in [[3.0, 0.5], [0.25, -2], [-1, 1]] {
      var gradient = [0.0, 0]
      valley.gradient(at: point, into: &gradient)
      let step = 1e-6
      let numeric = (0..<2).map { axis -> Double in
        var (up, down) = (point, point)
        up[axis] += step
        down[axis] -= step
        return (valley.value(at: up) - valley.value(at: down)) / (2 * step)
      }
      expectClose(gradient, numeric, Tolerance(absolute: 1e-8, relative: 1e-8), "at \(point)")
    }
  }
}

@Suite struct HuberRunTests {
  @Test(arguments: HuberData.allCases) func dataRepeatAndAreFinite(data: HuberData) {
    let first = data.objective(seed: 3, threshold: 1)
    let again = data.objective(seed: 3, threshold: 1)
    #expect(first.design.count == 50 * 200 && first.response.count == 50)
    #expect(first.design == again.design && first.response == again.response)
    #expect(first.design.allSatisfy { $0.isFinite })
    #expect(first.design != data.objective(seed: 4, threshold: 1).design)
  }

  @Test func summariesOfARunAreThoseOfItsHalves() {
    let run = HuberRun(
      seed: 1, rate: 1, learningRate: 1, smallestEigenvalue: 1, largestEigenvalue: 4,
      losses: [8, 9, 1, 3, 2, 4], sharesBeyondOne: [0, 0, 0, 1, 0.5, 0], curveLength: 1)
    #expect(run.maxLoss == 9 && run.earlyMaximum == 9 && run.lateMaximum == 4)
    #expect(run.lateMinimum == 2 && run.finalLoss == 4 && run.stabilityLimit == 0.5)
    #expect(run.risingShare == 0.5 && run.turningShare == 1 && run.shareBeyondOne == 0.5)
    #expect(run.curve == [8, 9])
  }

  @Test func theLossFallsBelowTheLimitAndOscillatesAboveIt() throws {
    let runs = try HuberRuns(
      data: .uniform, seeds: [1, 2], rates: [0.99, 1.5], unit: .stabilityLimits, iterations: 100
    ).run { _ in }
    #expect(runs.count == 4)
    for run in runs {
      if run.rate < 1 {
        #expect(run.maxLoss == run.initialLoss && run.risingShare == 0)
      } else {
        #expect(run.risingShare > 0 && run.lateMaximum > 0.1)
      }
    }
  }
}

@Suite struct EdgeOfStabilityChapterTests {
  @Test func smokeReportHoldsTheContractsNames() throws {
    let setting = Setting(
      profile: .smoke, dataset: DatasetReference(name: "embedded", path: nil, sha256: ""))
    let chapter = EdgeOfStability()
    let results = try MemoryResults(running: chapter.experiments(for: setting))
    let report = try chapter.report(from: results, for: setting)
    for rate in ["0.1", "10"] {
      for quantity in ["maxLoss", "finalLoss"] {
        for suffix in ["", ".low", ".high"] {
          let value = try #require(report.values["F4.alpha\(rate).\(quantity)\(suffix)"])
          #expect(value.isFinite && value >= 0)
        }
        // Per seed, and the median of four.
        let seeds = try (1...4).map {
          try #require(report.values["F4.alpha\(rate).\(quantity).seed\($0)"])
        }
        #expect(report.values["F4.alpha\(rate).\(quantity)"] == Statistics.median(seeds))
      }
    }
    #expect(report.values.numbers.values.allSatisfy { $0.isFinite })
    #expect(report.figures.map(\.figure.id).contains("figure-4"))
    // The paper's two panels, of one run, and both again for all seeds.
    #expect(
      report.figures[0].figure.panels.map(\.title) == [
        "α = 0.1, seed 1", "α = 10, seed 1", "α = 0.1, every seed", "α = 10, every seed"
      ])
    let verdicts = Dictionary(uniqueKeysWithValues: report.claims.map { ($0.id, $0.verdict) })
    #expect(
      verdicts == [
        "5.1": .reproduced, "5.1.i": .contradicted, "D.1": .contradicted, "5.2": .contradicted,
        "5.3": .contradicted, "F4.a": .reproduced, "F4.b": .reproduced
      ])
    // Of the two rates drawn the larger turns more; above the limit every rate turns at every step.
    let frequency = try #require(report.claims.first { $0.id == "F4.b" })
    #expect(frequency.evidence["seedsThatTurnMore"] == 4)
    #expect(frequency.reason.contains("no larger rate can be faster"))
    #expect(try #require(report.values["F4.everyStepMultiple"]) > 1)
    #expect(report.discrepancies.map(\.id) == ["D6", "D11", "D22", "D23"])
    for choice in report.choices { #expect(!choice.effect.isEmpty) }
  }
}
