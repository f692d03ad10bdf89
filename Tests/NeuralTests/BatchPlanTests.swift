import Foundation
import Kernels
import Neural
import TestSupport
import Testing

/// An epoch takes each image once and ends with a short batch, which counts as what it is.
@Suite struct BatchPlanTests {
  @Test func theListingsEpochHas98StepsTheLastOf336Images() {
    let plan = BatchPlan(images: 50_000, batchSize: 512)
    #expect(plan.stepsPerEpoch == 98 && 200 * plan.stepsPerEpoch == 19_600)
    #expect(plan.positions(of: 97) == 49_664..<50_000 && plan.positions(of: 97).count == 336)
    #expect(plan.positions(of: 98) == 0..<512)
    #expect([0, 97, 98, 19_599].map { plan.epoch(of: $0) } == [0, 0, 1, 199])
    #expect(plan.imageCount(of: 0..<19_600) == 200 * 50_000)
  }

  @Test(arguments: [(10, 4), (8, 4), (3, 7), (1, 1), (5, 1), (11, 10)])
  func everyEpochTakesEachPositionOnce(images: Int, batchSize: Int) {
    let plan = BatchPlan(images: images, batchSize: batchSize)
    for epoch in 0..<3 {
      let steps = epoch * plan.stepsPerEpoch..<(epoch + 1) * plan.stepsPerEpoch
      #expect(steps.flatMap { Array(plan.positions(of: $0)) } == Array(0..<images))
      #expect(steps.allSatisfy { plan.epoch(of: $0) == epoch })
      #expect(steps.allSatisfy { 1...plan.largestBatch ~= plan.positions(of: $0).count })
    }
    for first in 0..<7 {
      for last in first..<9 {
        let counts = (first..<last).map { plan.positions(of: $0).count }
        #expect(plan.imageCount(of: first..<last) == counts.reduce(0, +))
      }
    }
  }

  private static func specification(
    _ network: NetworkSpecification, _ optimizer: OptimizerSpecification, l1: Double = 0
  ) -> TrainingSpecification {
    TrainingSpecification(
      network: network, initialization: .he, dataset: .init(.embedded), shuffle: true,
      batchSize: 4, epochs: 2, optimizer: optimizer, l1Strength: l1, seed: 6)
  }

  static let specifications = [
    specification(
      .init(.vgg11, activation: .gelu, batchNorm: true),
      .init(.sgd, learningRate: 0.02, momentum: 0.9)),
    specification(.init(.vgg13, pooling: .max), .init(.adam, learningRate: 0.001)),
    specification(
      .init(.vgg16, batchNorm: true, widthMultiplier: 1.0 / 16, hidden: 24, dropout: 0),
      .init(.rmsprop, learningRate: 0.0005), l1: 0.002)
  ]

  private static let images = TrainerTests.randomImages(10)

  /// Some of the images, in this order.
  private static func chosen(_ indices: some Sequence<Int>) -> ImageSet {
    let size = ImageSet.bytesPerImage
    return ImageSet(
      images: indices.flatMap { images.images[$0 * size..<($0 + 1) * size] },
      labels: indices.map { images.labels[$0] }, sha256: "chosen")
  }

  /// Batches of 4, 4 and 2 of ten images, twice, each by a trainer of its own whose memory is made for just that
  /// batch, with weights, statistics and averages handed on.
  @Test(arguments: specifications)
  func shortBatchesGiveTheBitsOfNetworksMadeForThem(specification: TrainingSpecification) throws {
    let trainer = try Trainer(specification, images: Self.images, threads: 2)
    #expect(trainer.totalSteps == 6)
    var (weights, state): (Safetensors?, Safetensors?) = (nil, nil)
    for step in 0..<6 {
      var stream = RandomStream(seed: specification.seed, name: "shuffle.\(step / 3)")
      let order = stream.nextPermutation(of: 10)
      let batch = [order[0..<4], order[4..<8], order[8..<10]][step % 3]
      var single = specification
      (single.shuffle, single.batchSize) = (false, batch.count)
      (single.steps, single.epochs) = (1, nil)
      if weights != nil { single.initialization = nil }
      let byHand = try Trainer(
        single, images: Self.chosen(batch), initialWeights: weights, initialState: state)
      let expected = try byHand.step()
      let actual = try trainer.step()
      #expect(actual.step == step + 1 && actual.epoch == step / 3)
      #expect(
        (actual.loss, actual.crossEntropy) == (expected.loss, expected.crossEntropy), "\(step)")
      #expect((actual.l1Norm, actual.correct) == (expected.l1Norm, expected.correct), "\(step)")
      (weights, state) = (byHand.weights(), byHand.optimizerState())
      #expect(trainer.weights() == weights && trainer.optimizerState() == state, "\(step)")
    }
  }

  /// What the network is given, told apart by the first row of each image.
  @Test(arguments: [false, true])
  func eachImageIsSeenOnceAnEpoch(shuffle: Bool) throws {
    var specification = Self.specifications[0]
    specification.shuffle = shuffle
    let trainer = try Trainer(specification, images: Self.images)
    func row(_ image: Int) -> [Float] {
      let start = image * ImageSet.bytesPerImage
      return Self.images.images[start..<start + 32].map { Float((Double($0) - 127.5) / 127.5) }
    }
    let known = Dictionary(uniqueKeysWithValues: (0..<10).map { (row($0), $0) })
    var epochs: [[Int]] = []
    for _ in 0..<2 {
      var seen: [Int] = []
      for count in [4, 4, 2] {
        _ = try trainer.step()
        let values = trainer.network.input.array()
        #expect(values.count == count * ImageSet.bytesPerImage)
        seen += try stride(from: 0, to: values.count, by: ImageSet.bytesPerImage).map {
          try #require(known[Array(values[$0..<$0 + 32])])
        }
      }
      #expect(seen.sorted() == Array(0..<10))
      epochs.append(seen)
    }
    #expect(shuffle ? epochs[0] != epochs[1] : epochs == [Array(0..<10), Array(0..<10)])
  }

  /// Stopped before a short batch and after it, in both epochs.
  @Test(arguments: specifications)
  func aRunResumedAtTheShortBatchHasTheSameBits(specification: TrainingSpecification) throws {
    struct Stop: Error {}
    let folder = try TemporaryDirectory()
    let (whole, parts) = (folder.url.appending(path: "whole"), folder.url.appending(path: "parts"))
    let expected = try runTraining(specification, images: Self.images, directory: whole)
    for steps in [2, 3, 5] {
      #expect(throws: Stop.self) {
        try runTraining(specification, images: Self.images, directory: parts) {
          if $0 * 6 > Double(steps) - 0.5 { throw Stop() }
        }
      }
    }
    let notes = CheckpointTests.Notes()
    let actual = try runTraining(
      specification, images: Self.images, directory: parts,
      checkpoints: CheckpointPolicy(warn: notes.add))
    #expect(notes.all == [])
    #expect(actual.metrics == expected.metrics)
    #expect(actual.metrics.map(\.epoch) == [0, 0, 0, 1, 1, 1])
    for name in ["metrics.jsonl", "weights.safetensors", "optimizer.safetensors"] {
      #expect(
        try Data(contentsOf: whole.appending(path: name))
          == Data(contentsOf: parts.appending(path: name)), "\(name)")
    }
  }

  /// Ten images in batches of 4, 4 and 2, and one by one.
  @Test func evaluationIsTheMeanOverTheImages() throws {
    var specification = Self.specifications[0]
    let start = try Trainer(specification, images: Self.images)
    _ = try start.step()
    let (loss, accuracy) = try start.evaluate(Self.images)
    specification.initialization = nil
    (specification.batchSize, specification.epochs, specification.steps) = (1, nil, 1)
    let other = try Trainer(specification, images: Self.images, initialWeights: start.weights())
    let (single, share) = try other.evaluate(Self.images)
    expectClose([loss], [single], .double)
    #expect(accuracy == share)
    // The next step has its own batch again.
    #expect(try start.step().step == 2)
  }

  @Test(arguments: [(10, 4, 6), (24, 128, 2), (5000, 128, 80)])
  func aPlanCountsTheStepsThatARunTakes(images: Int, batchSize: Int, steps: Int) throws {
    var specification = Self.specifications[0]
    (specification.dataset.limit, specification.batchSize) = (images, batchSize)
    #expect(specification.stepCount() == steps)
    if images == 10 {
      let trainer = try Trainer(specification, images: Self.images)
      #expect(trainer.totalSteps == specification.stepCount())
      #expect(trainer.batches == specification.batches())
    }
    let cost = TrainingCost(specification, threads: 1)
    #expect(
      cost.operations(ofSteps: steps)
        == Double(2 * images) * cost.operationsPerImage
        + Double(steps) * cost.operationsPerUpdate)
    // A batch beyond the images takes no memory.
    specification.batchSize = 65_536
    let largest = TrainingCost(specification, threads: 1)
    specification.batchSize = images
    let whole = TrainingCost(specification, threads: 1)
    #expect(largest.memoryBytes == whole.memoryBytes)
    #expect(largest.operationsPerStep == whole.operationsPerStep)
  }
}
