import Experiments
import Neural

/// How the time of a run grows with its images, its parameters and its steps: each at a quarter, once
/// and four times, and the time for one of them.
package struct LinearCost: Encodable {
  enum Quantity: String, Encodable, CaseIterable {
    /// Of a step of VGG11.
    case images
    /// Of VGG16 at 1/8, 1/4 and 1/2 of its width.
    case parameters
    /// Of a run of VGG16 at 1/16 width.
    case steps

    var title: String {
      switch self {
      case .images: "images a step, VGG11, ReLU"
      case .parameters: "parameters, VGG16 at 1/8, 1/4 and 1/2 width, batch 64, Adam"
      case .steps: "steps, VGG16 at 1/16 width, batch 16, Adam"
      }
    }
  }

  static let scales = [0.25, 1, 4]

  var quantity: Quantity
  var scale: Double
  var count: Int
  var seconds: Double
  var nanosecondsPerUnit: Double

  private init(_ quantity: Quantity, _ scale: Double, count: Int, seconds: Double) {
    (self.quantity, self.scale, self.count, self.seconds) = (quantity, scale, count, seconds)
    nanosecondsPerUnit = seconds / Double(count) * 1e9
  }

  package static func measure(threads: Int) throws -> [LinearCost] {
    try Quantity.allCases.flatMap { quantity in
      try scales.map { try measure(quantity, $0, threads) }
    }
  }

  private static func measure(
    _ quantity: Quantity, _ scale: Double, _ threads: Int
  ) throws -> LinearCost {
    switch quantity {
    case .images:
      var training = BenchCase.narrow[0].training
      training.batchSize = Int(128 * scale)
      let seconds = try BenchMeasurement.medianStep(
        trainer(training, threads), steps: 15, warmUp: 3)
      return LinearCost(quantity, scale, count: training.batchSize, seconds: seconds)
    case .parameters:
      var training = try penalized("vgg16-eighth-adam")
      // The square root of the scale widens every layer alike.
      training.network.widthMultiplier = scale.squareRoot() / 4
      training.network.hidden = Int(1024 * scale.squareRoot())
      let trainer = try trainer(training, threads)
      let seconds = try BenchMeasurement.medianStep(trainer, steps: 7, warmUp: 2)
      return LinearCost(quantity, scale, count: trainer.parameterCount, seconds: seconds)
    case .steps:
      let trainer = try trainer(penalized("vgg16-sixteenth-adam"), threads)
      for _ in 0..<3 { _ = try trainer.step() }
      let count = Int(200 * scale)
      let start = ResourceUsage.wallSeconds
      for _ in 0..<count { _ = try trainer.step() }
      return LinearCost(
        quantity, scale, count: count, seconds: ResourceUsage.wallSeconds - start)
    }
  }

  private static func penalized(_ name: String) throws -> TrainingSpecification {
    try BenchCase.chosen([name], full: false)[0].training
  }

  private static func trainer(
    _ training: TrainingSpecification, _ threads: Int
  ) throws -> Trainer {
    try Trainer(training, images: BenchCase.images(training.batchSize), threads: threads)
  }
}
