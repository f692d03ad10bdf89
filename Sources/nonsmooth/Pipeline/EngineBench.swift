import ChapterKit
import Foundation

/// Training steps of the report's networks on random images.
enum EngineBench {
  struct Network {
    var name: String
    var specification: NetworkSpecification
    var batchSize: Int
  }

  struct Result: Encodable {
    var name: String
    var batchSize: Int
    var threads: Int
    var steps: Int
    /// The fastest of five blocks of steps: other work on the machine only ever slows.
    var imagesPerSecond: Double
    var millisecondsPerStep: Double
    /// Of the process so far, so that it never falls from one network to the next.
    var peakMemoryBytes: Int
  }

  static let networks = [
    Network(name: "VGG11", specification: NetworkSpecification(.vgg11), batchSize: 128),
    Network(
      name: "VGG11, batch norm", specification: NetworkSpecification(.vgg11, batchNorm: true),
      batchSize: 128),
    Network(name: "VGG19", specification: NetworkSpecification(.vgg19), batchSize: 128),
    Network(
      name: "VGG19, GELU", specification: NetworkSpecification(.vgg19, activation: .gelu),
      batchSize: 128),
    Network(
      name: "VGG19, batch norm", specification: NetworkSpecification(.vgg19, batchNorm: true),
      batchSize: 128),
    Network(
      name: "VGG16 at 1/16 width",
      specification: NetworkSpecification(.vgg16, widthMultiplier: 1.0 / 16, hidden: 64),
      batchSize: 8)
  ]

  /// Two steps to warm up, then as many as fit into `seconds`, in five blocks.
  static func measure(_ network: Network, threads: Int, seconds: Double) throws -> Result {
    let images = randomImages(count: max(network.batchSize, 256))
    let specification = TrainingSpecification(
      network: network.specification, initialization: .he,
      dataset: DatasetSpecification(.embedded), batchSize: network.batchSize, steps: 1_000_000,
      optimizer: OptimizerSpecification(.sgd, learningRate: 1e-4), seed: 1)
    let trainer = try Trainer(specification, images: images, threads: threads)
    for _ in 0..<2 { _ = try trainer.step() }
    var best = Double.infinity
    var steps = 0
    for _ in 0..<5 {
      let start = ResourceUsage.wallSeconds
      var count = 0
      repeat {
        _ = try trainer.step()
        count += 1
      } while ResourceUsage.wallSeconds - start < seconds / 5
      best = min(best, (ResourceUsage.wallSeconds - start) / Double(count))
      steps += count
    }
    return Result(
      name: network.name, batchSize: network.batchSize, threads: threads, steps: steps,
      imagesPerSecond: Double(network.batchSize) / best, millisecondsPerStep: best * 1000,
      peakMemoryBytes: ResourceUsage.peakMemoryBytes)
  }

  private static func randomImages(count: Int) -> ImageSet {
    var stream = RandomStream(seed: 1, name: "bench.images")
    let images = (0..<count * ImageSet.bytesPerImage).map { _ in
      UInt8(truncatingIfNeeded: stream.nextUInt32())
    }
    let labels = (0..<count).map { _ in UInt8(stream.nextInt(below: 10)) }
    return ImageSet(images: images, labels: labels, sha256: "random")
  }
}
