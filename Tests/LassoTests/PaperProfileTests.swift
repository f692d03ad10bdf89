import ChapterKit
import Experiments
import Foundation
import Lasso
import Neural
import Testing

/// F3 with the paper's own settings, as declared; nothing is run.
@Suite struct PaperProfileTests {
  private static let dataset = DatasetReference(name: "cifar10", path: nil, sha256: "images")

  private func runs(_ setting: Setting) throws -> [Experiment] {
    try Lasso().experiments(for: setting).filter { $0.name.hasPrefix("F3.") }
  }

  @Test func theSixRunsAndTheCarriedOnesHaveThePapersSettings() throws {
    let runs = try runs(Setting(profile: .paper, dataset: Self.dataset, isPlan: true))
    var expected: [String] = []
    for strength in ["0.002", "2"] {
      for optimizer in ["sgd", "rmsprop", "adam"] {
        expected.append("F3.\(optimizer).lambda\(strength).seed42")
      }
    }
    expected += ["rmsprop", "adam"].map { "F3.\($0).lambda0.002.seed42.carryOver" }
    #expect(runs.map(\.name) == expected)
    for run in runs {
      #expect(run.runsAlone)
      let specification = try TrainingSpecification(json: run.specification)
      #expect(specification.network == NetworkSpecification(.vgg16, classes: 1000))
      #expect(specification.network.dropout == 0.5 && specification.network.pooling == .max)
      #expect(specification.batchSize == 512 && !specification.shuffle)
      #expect(specification.steps == 200 * 98 && specification.schedule == .constant)
      #expect(specification.dataset == DatasetSpecification(.cifar10, normalization: .half))
      let fields = run.name.split(separator: ".")
      let name = try #require(OptimizerSpecification.Name(rawValue: String(fields[1])))
      #expect(specification.optimizer == OptimizerSpecification(name, learningRate: 0.003))
      #expect(specification.l1Strength == (run.name.contains("lambda2") ? 2 : 0.002))
      #expect(specification.seed == 42)
      #expect(
        run.prerequisites
          == (run.name.hasSuffix("carryOver") ? ["F3.\(name.rawValue).lambda2.seed42"] : []))
    }
  }

  @Test func withoutWeightsOneSentenceSaysHowToGetThem() {
    let error = #expect(throws: NeuralError.self) {
      try runs(Setting(profile: .paper, dataset: Self.dataset))
    }
    #expect(
      error?.description
        == "file 'IMAGENET_WEIGHTS': no file named, expected torchvision's VGG16 weights "
        + "IMAGENET1K_V1 as safetensors, for the profile paper. Convert them with the two lines of "
        + "Python in Docs/Paper.md, then name the file with --imagenet-weights or IMAGENET_WEIGHTS."
    )
  }

  @Test func weightsOfAnotherNetworkAreListed() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).safetensors")
    defer { try? FileManager.default.removeItem(at: file) }
    let narrow = NetworkSpecification(.vgg16, widthMultiplier: 1.0 / 64, hidden: 2)
    let tensors = narrow.tensorShapes.map { name, shape in
      (name, Tensor(shape: shape, values: [Float](repeating: 0, count: shape.reduce(1, *))))
    }
    try Safetensors(tensors: Dictionary(uniqueKeysWithValues: tensors)).write(to: file)
    let setting = Setting(
      profile: .paper, dataset: Self.dataset,
      imagenetWeights: WeightsReference(path: file.path, sha256: "weights"))
    // A closure in #expect(throws:) here crashes the compiler of Swift 6.3.1.
    var message = ""
    do {
      _ = try runs(setting)
      Issue.record("narrow weights were accepted")
    } catch let error as NeuralError {
      message = error.description
    }
    let lines = message.split(separator: "\n").map(String.init)
    try #require(lines.count == 33)
    let (first, last) = (lines[0], lines[32])
    #expect(
      first == "weights: 32 of other shape or type, expected the 32 tensors of this network. "
        + "Use a file of the same network:")
    #expect(
      last
        == "  other shape or type: classifier.6.bias, F32 of shape [10] in place of F32 of shape "
        + "[1000]")
  }

  @Test func narrowProfilesDoNotDependOnTheFile() throws {
    let embedded = DatasetReference(name: "embedded", path: nil, sha256: "")
    let weights = WeightsReference(path: "/nowhere", sha256: "weights")
    let with = try runs(
      Setting(profile: .smoke, dataset: embedded, imagenetWeights: weights))
    let without = try runs(Setting(profile: .smoke, dataset: embedded))
    #expect(try RunKey.keys(of: with) == RunKey.keys(of: without))
    #expect(without.allSatisfy { !$0.runsAlone })
  }

  /// The run that a reader gets by asking for carried averages is the one that the chapter has beside it.
  @Test func averagesThatAreCarriedOverBringTheRunBeforeAlong() throws {
    let embedded = DatasetReference(name: "embedded", path: nil, sha256: "")
    let declared = try runs(Setting(profile: .smoke, dataset: embedded))
    let name = "F3.adam.lambda0.002.seed42"
    let varied = try Variation(parsing: ["\(name):optimizerState=carriedOver"])
      .apply(to: declared).experiments
    let run = try #require(varied.first { $0.name == name })
    #expect(run.prerequisites == ["F3.pretraining.seed42", "F3.adam.lambda2.seed42"])
    let keys = try RunKey.keys(of: declared)
    #expect(try RunKey.keys(of: varied)[name] == keys[name + ".carryOver"])
    #expect(keys[name] != keys[name + ".carryOver"])
  }

  @Test func theTableHoldsEachOptimizerWithFreshAndCarriedAverages() throws {
    let report = try LassoTests.report.get()
    let table = try #require(report.tables.first { $0.id == "table-carry-over" })
    #expect(
      table.rows.map { $0.prefix(2).joined(separator: ": ") } == [
        "RMSProp: fresh", "RMSProp: carried over from l1 = 2", "Adam: fresh",
        "Adam: carried over from l1 = 2"
      ])
    #expect(table.rows[0][2] != table.rows[1][2] && table.rows[2][2] != table.rows[3][2])
    let finding = try #require(report.discrepancies.first { $0.id == "D15" }?.finding)
    for row in table.rows { #expect(finding.contains(row[2])) }
  }
}
