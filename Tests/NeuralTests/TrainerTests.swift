import Foundation
import Kernels
import Neural
import Testing

/// Runs as a whole: independence of threads, resumption, errors.
@Suite struct TrainerTests {
  static let images = randomImages(48)

  static func randomImages(_ count: Int) -> ImageSet {
    var stream = RandomStream(seed: 11, name: "images")
    let bytes = (0..<count * ImageSet.bytesPerImage).map { _ in
      UInt8(truncatingIfNeeded: stream.nextUInt32())
    }
    return ImageSet(images: bytes, labels: (0..<count).map { UInt8($0 % 10) }, sha256: "random")
  }

  static let specifications: [TrainingSpecification] = [
    TrainingSpecification(
      network: .init(.vgg16, widthMultiplier: 1.0 / 16, hidden: 24), initialization: .he,
      dataset: .init(.embedded), shuffle: true, batchSize: 7, steps: 5,
      optimizer: .init(.adam, learningRate: 0.003), augmentation: .cropFlip, l1Strength: 0.002,
      seed: 3),
    TrainingSpecification(
      network: .init(.vgg11, activation: .gelu, batchNorm: true), initialization: .uniformFanIn,
      dataset: .init(.embedded, limit: 40, normalization: .perChannel), batchSize: 9, steps: 5,
      optimizer: .init(.sgd, learningRate: 0.02, momentum: 0.9, weightDecay: 5e-4),
      schedule: .cosine, seed: 4),
    TrainingSpecification(
      network: .init(.vgg13), initialization: .he, dataset: .init(.embedded), batchSize: 5,
      steps: 5, optimizer: .init(.rmsprop, learningRate: 0.001),
      schedule: .step(every: 2, factor: 0.1), seed: 5)
  ]

  private func run(_ specification: TrainingSpecification, threads: Int) throws
    -> ([StepMetrics], Safetensors)
  {
    let trainer = try Trainer(specification, images: Self.images, threads: threads)
    let metrics = try (0..<trainer.totalSteps).map { _ in try trainer.step() }
    return (metrics, trainer.checkpoint())
  }

  @Test(arguments: specifications)
  func resultIsTheSameForAnyNumberOfThreads(specification: TrainingSpecification) throws {
    let expected = try run(specification, threads: 1)
    for threads in [2, 3, 7, 16] {
      let actual = try run(specification, threads: threads)
      #expect(actual.0 == expected.0, "\(threads) threads")
      #expect(actual.1 == expected.1, "\(threads) threads")
    }
  }

  @Test(arguments: specifications)
  func resumedRunEndsWithTheSameBits(specification: TrainingSpecification) throws {
    struct Stop: Error {}
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (whole, parts) = (folder.appending(path: "whole"), folder.appending(path: "parts"))
    let expected = try runTraining(specification, images: Self.images, directory: whole)
    for stop in [0.2, 0.6] {
      #expect(throws: Stop.self) {
        try runTraining(specification, images: Self.images, directory: parts) {
          if $0 >= stop { throw Stop() }
        }
      }
    }
    let actual = try runTraining(specification, images: Self.images, directory: parts)
    #expect(actual.metrics == expected.metrics)
    #expect(actual.metrics.map(\.step) == [1, 2, 3, 4, 5])
    for name in ["metrics.jsonl", "weights.safetensors", "optimizer.safetensors"] {
      #expect(
        try Data(contentsOf: whole.appending(path: name))
          == Data(contentsOf: parts.appending(path: name)), "\(name)")
    }
    // Until the caller has a record, a killed process must find where to go on.
    #expect(FileManager.default.fileExists(atPath: parts.path + "/checkpoint.safetensors"))
    #expect(!FileManager.default.fileExists(atPath: whole.path + "/checkpoint.safetensors"))
  }

  /// The counts stand on the steps asked for alone, and a stop between them loses none.
  @Test func countsOfSmallParametersSurviveAStop() throws {
    struct Stop: Error {}
    var specification = Self.specifications[0]
    (specification.optimizer, specification.l1Strength) = (.init(.sgd, learningRate: 0.003), 2)
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (whole, parts) = (folder.appending(path: "whole"), folder.appending(path: "parts"))
    let expected = try runTraining(
      specification, images: Self.images, directory: whole, countedSteps: [1, 4])
    #expect(throws: Stop.self) {
      try runTraining(specification, images: Self.images, directory: parts, countedSteps: [1, 4]) {
        if $0 >= 0.3 { throw Stop() }
      }
    }
    let actual = try runTraining(
      specification, images: Self.images, directory: parts, countedSteps: [1, 4])
    #expect(actual.metrics == expected.metrics)
    let counts = actual.metrics.map(\.belowThreshold)
    #expect(counts.map { $0 != nil } == [true, false, false, true, false])
    // The first count is that of the initial weights, biases of exactly 0 included.
    let initial = try Trainer(specification, images: Self.images)
    #expect(counts[0] == initial.parameters(below: 1e-5))
    for _ in 0..<3 { _ = try initial.step() }
    #expect(counts[3] == initial.parameters(below: 1e-5))
    let lines = try String(contentsOf: parts.appending(path: "metrics.jsonl"), encoding: .utf8)
      .split(separator: "\n")
    #expect(lines.map { $0.contains("belowThreshold") } == [true, false, false, true, false])
  }

  @Test func savedWeightsAndAveragesContinueTraining() throws {
    var specification = Self.specifications[0]
    specification.shuffle = false
    let first = try Trainer(specification, images: Self.images)
    for _ in 0..<3 { _ = try first.step() }
    specification.initialization = nil
    let second = try Trainer(
      specification, images: Self.images, initialWeights: first.weights(),
      initialState: first.optimizerState())
    #expect(second.weights() == first.weights())
    #expect(second.optimizerState() == first.optimizerState())
    #expect(second.l1Norm() == first.l1Norm())
  }

  /// The state of a finished run's file reaches the next run, Adam's step count with it.
  @Test func stateCarriesOverThroughItsFile() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let specification = Self.specifications[0]
    try runTraining(
      specification, images: Self.images, directory: folder.appending(path: "first"))
    let state = try Safetensors(contentsOf: folder.appending(path: "first/optimizer.safetensors"))
    #expect(state.metadata["optimizerSteps"] == "5")
    let carried = try runTraining(
      specification, images: Self.images, directory: folder.appending(path: "second"),
      initialState: state)
    let fresh = try runTraining(
      specification, images: Self.images, directory: folder.appending(path: "third"))
    #expect(carried.metrics[0] == fresh.metrics[0])
    #expect(carried.metrics[1].l1Norm != fresh.metrics[1].l1Norm)
    let after = try Safetensors(
      contentsOf: folder.appending(path: "second/optimizer.safetensors"))
    #expect(after.metadata["optimizerSteps"] == "10")
  }

  @Test func lossFallsOnAFewImages() throws {
    let specification = TrainingSpecification(
      network: .init(.vgg11, batchNorm: true), initialization: .he,
      dataset: .init(.embedded, limit: 20), batchSize: 20, steps: 25,
      optimizer: .init(.sgd, learningRate: 0.05, momentum: 0.9), seed: 1)
    let trainer = try Trainer(specification, images: Self.images)
    let metrics = try (0..<25).map { _ in try trainer.step() }
    #expect(metrics[0].crossEntropy > 1.5)
    #expect(metrics[24].crossEntropy < 0.5 * metrics[0].crossEntropy)
  }

  @Test func infiniteLossStopsWithStepAndLayer() throws {
    let specification = TrainingSpecification(
      network: .init(.vgg11), initialization: .he, dataset: .init(.embedded), batchSize: 4,
      steps: 50, optimizer: .init(.sgd, learningRate: 1e6), seed: 1)
    let trainer = try Trainer(specification, images: Self.images)
    let error = #expect(throws: NeuralError.self) {
      for _ in 0..<50 { _ = try trainer.step() }
    }
    guard case .nonFiniteLoss(let step, let layer, _)? = error else {
      Issue.record("\(String(describing: error)), expected nonFiniteLoss.")
      return
    }
    #expect(step >= 2)
    #expect(layer.hasPrefix("features.") || layer == "classifier")
  }

  @Test func labelsBeyondTheClassesAreRefused() {
    var specification = Self.specifications[0]
    specification.network.classes = 5
    #expect(throws: NeuralError.images(found: "label 5", expected: "labels below 5")) {
      try Trainer(specification, images: Self.images)
    }
  }

  /// One that only a byte has room for, too, and before anything is read.
  @Test func evaluationRefusesLabelsBeyondTheClasses() throws {
    let trainer = try Trainer(Self.specifications[1], images: Self.images)
    for label: UInt8 in [10, 255] {
      let images = ImageSet(
        images: Array(Self.images.images.prefix(2 * ImageSet.bytesPerImage)), labels: [3, label],
        sha256: "wrong")
      #expect(throws: NeuralError.images(found: "label \(label)", expected: "labels below 10")) {
        try trainer.evaluate(images)
      }
    }
  }

  /// Behind that boundary it is the program's mistake.
  @Test func crossEntropyTrapsBeyondItsClasses() async {
    await #expect(processExitsWith: .failure) {
      let logits = [Float](repeating: 0, count: 16)
      _ = CrossEntropy.evaluate(
        logits: logits, stride: 16, classes: 10, labels: [3, 255], batch: 2, gradient: nil,
        pool: WorkerPool(threads: 1))
    }
  }

  @Test func narrowVGG16HasTorchvisionsShapes() throws {
    let network = Network(.init(.vgg16, widthMultiplier: 1.0 / 16, hidden: 64), batch: 1)
    #expect(network.parameterCount == 163054)
    #expect(network.weights()["classifier.0.weight"]?.shape == [64, 1568])
    #expect(network.weights()["features.28.weight"]?.shape == [32, 32, 3, 3])
  }
}
