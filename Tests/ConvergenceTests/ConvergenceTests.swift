import ChapterKit
import Convergence
import Convex
import Experiments
import Foundation
import Neural
import Testing

/// Outcomes made on the spot, in dependency order, without a store.
struct FreshResults: Results {
  var outcomes: [String: Data] = [:]
  let specifications: Specifications

  init(_ experiments: [Experiment]) throws {
    specifications = Specifications(experiments)
    for experiment in experiments {
      let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      outcomes[experiment.name] = try experiment.body(
        RunContext(directory: folder, threads: 1, progress: { _ in }, prerequisite: { _ in folder })
      )
    }
  }

  func outcome<Outcome: Decodable>(_ type: Outcome.Type, of name: String) throws -> Outcome {
    try JSONDecoder().decode(type, from: #require(outcomes[name], "no outcome '\(name)'"))
  }

  func directory(of name: String) throws -> URL { FileManager.default.temporaryDirectory }
}

@Suite struct ConvergenceTests {
  @Test func counterExampleLeavesTheUnitBallWhileTheLossFalls() {
    let steps = ExactArguments.leavingTheUnitBall(steps: 20)
    #expect(steps[0].point == [Rational(9, 10)])
    #expect(steps[0].value == Rational(81, 2))
    #expect(steps[1].point == [Rational(-18, 5)])
    #expect(steps[1].value == Rational(81, 1250))
    #expect(steps[2].point == [Rational(-18, 5) * Rational(1999, 2000)])
    #expect(ExactArguments.isNonIncreasing(steps))
  }

  @Test func smallStepsLeaveTheInfinityBallButApproachInTheEuclideanNorm() {
    let steps = ExactArguments.leavingTheInfinityBall(steps: 24)
    #expect(steps[1].point[0] == Rational(99, 100))
    #expect(steps[2].point[0] > 1)
    #expect(ExactArguments.isNonIncreasing(steps))
    let squares = steps.map { $0.point[0] * $0.point[0] + $0.point[1] * $0.point[1] }
    #expect(zip(squares, squares.dropFirst()).allSatisfy { $1 < $0 })
  }

  @Test func smallStepsLeaveTheUnitBallForADeeperMinimum() {
    let steps = ExactArguments.leavingForADeeperMinimum(steps: 40)
    #expect(steps[0].point == [Rational(9, 10)])
    #expect(steps[4].point[0] < 1 && steps[5].point[0] > 1)
    #expect(ExactArguments.isNonIncreasing(steps))
    // Towards 2, where f = -1/2 < f(0) = 0.
    #expect(steps[40].point[0] > Rational(3, 2) && steps[40].point[0] < 2)
    #expect(steps[40].value < 0)
  }

  @Test(arguments: [1, 3, 1000, 1_000_000_007])
  func reluQuotientIsOneOverTwoH(denominator: Int) {
    let h = Rational(1, denominator)
    #expect(ExactArguments.reluSecondQuotient(h) == Rational(denominator, 2))
  }

  @Test func numericsSetTrainingRunsApartAndNoOthers() throws {
    var setting = Setting(
      profile: .smoke, dataset: DatasetReference(name: "embedded", path: nil, sha256: ""))
    let keys = try RunKey.keys(of: Convergence().experiments(for: setting))
    setting.numerics = .native
    let others = try RunKey.keys(of: Convergence().experiments(for: setting))
    #expect(keys.values.contains { $0.kind == "training" })
    for (name, key) in keys {
      #expect((key != others[name]) == (key.kind == "training"), "\(name)")
    }
  }

  /// F2 under the code base's script has all of its settings, at both depths, with and without batch norm.
  @Test func theScriptRunsAsItsCodeBaseHasIt() throws {
    let setting = Setting(
      profile: .quick, dataset: DatasetReference(name: "embedded", path: nil, sha256: ""))
    let runs = try Convergence().experiments(for: setting).filter {
      $0.name.contains("codeBaseScript")
    }
    #expect(runs.count == 8)
    for run in runs {
      let specification = try JSONDecoder().decode(
        TrainingSpecification.self, from: run.specification)
      let optimizer = specification.optimizer
      #expect(optimizer.learningRate == 0.1 && optimizer.momentum == 0.9)
      #expect(optimizer.weightDecay == 5e-4 && specification.schedule == .cosine)
      #expect(specification.batchSize == 128 && specification.augmentation == .cropFlip)
      #expect(specification.initialization == .uniformFanIn)
    }
  }

  @Test func smokeReportHoldsItsValuesAndVerdicts() throws {
    let chapter = Convergence()
    let setting = Setting(
      profile: .smoke, dataset: DatasetReference(name: "embedded", path: nil, sha256: ""))
    let report = try chapter.report(
      from: FreshResults(chapter.experiments(for: setting)), for: setting)
    let values = report.values
    #expect(try #require(values["F1.firstIterationAboveOne"]) >= 1)
    let low = try #require(values["F1.firstIterationAboveOne.low"])
    let high = try #require(values["F1.firstIterationAboveOne.high"])
    #expect(low <= high)
    let verdicts = Dictionary(uniqueKeysWithValues: report.claims.map { ($0.id, $0.verdict) })
    #expect(verdicts["3.1"] == .contradicted)
    #expect(verdicts["3.5"] == .reproduced)
    #expect(verdicts["3.2"] == .reproduced)
    #expect(verdicts["3.6"] == .notTested && verdicts["3.7"] == .contradicted)
    // Five seeds of five are enough for an interval above one half.
    #expect(verdicts["F1.a"] == .reproduced && verdicts["F1.c"] == .contradicted)
    // A few steps of two seeds cannot tell.
    #expect(verdicts["3.3"] == .undecided && verdicts["3.4"] == .undecided)
    #expect(report.claims.allSatisfy { !$0.reason.isEmpty })
    let figures = report.figures.map(\.figure)
    #expect(figures.map(\.id).contains("figure-1"))
    let second = try #require(figures.first { $0.id == "figure-2" })
    #expect(
      second.panels.map(\.title) == [
        "VGG11, without batch norm", "VGG19, without batch norm", "VGG11, with batch norm",
        "VGG19, with batch norm", "VGG11, the difference", "VGG19, the difference"
      ])
    // As in the paper one run comes first, then all of them.
    let first = try #require(figures.first { $0.id == "figure-1" })
    #expect(
      first.panels.map(\.title) == [
        "Loss, seed 1", "Infinity norm, seed 1", "Loss, every seed", "Infinity norm, every seed"
      ])
    let variations = try #require(figures.first { $0.id == "figure-2-variations" })
    #expect(
      variations.panels.map { $0.x.categories?.count } == [4, 5],
      "without batch norm the code base's rate is no variation")
    #expect(report.discrepancies.map(\.id) == ["D10", "D20", "D17", "D19"])
    for name in ["F2.vgg19.plain.gelu.finalLoss", "F2.vgg11.batchNorm.gap"] {
      for suffix in ["", ".seed1", ".seed2"] {
        #expect(values[name + suffix]?.isFinite == true, "\(name + suffix)")
      }
      // Of two seeds there is no percentile.
      #expect(values[name + ".low"] == nil)
    }
    if ProcessInfo.processInfo.environment["SHOW_REPORT"] != nil {
      for claim in report.claims { print(claim) }
      for key in values.numbers.keys.sorted() { print(key, values[key] ?? .nan) }
      for table in report.tables { for row in table.rows { print(row) } }
      for choice in report.choices { print(choice) }
    }
  }
}
