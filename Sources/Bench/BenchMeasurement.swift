import Experiments
import Neural

/// What one network took, in a process of its own.
package struct BenchMeasurement: Codable {
  var name: String
  var batchSize: Int
  package var parameters: Int
  /// The median of the steps that count.
  var millisecondsPerStep: Double
  var imagesPerSecond: Double
  /// Of the process that measured this network and nothing else.
  var peakMemoryBytes: Int
  /// Multiplications that a step asks for, each convolution in its direct form.
  var directMultiplications: Double
  /// Multiplications that a step does: 16 for each 36 where Winograd's form is used or images have 2 x 2 pixels, and
  /// one for each run of equal inputs.
  var doneMultiplications: Double

  /// The faster of two measurements of a network, with the larger memory.
  package func fastest(_ other: BenchMeasurement) -> BenchMeasurement {
    var result = other.millisecondsPerStep < millisecondsPerStep ? other : self
    result.peakMemoryBytes = max(peakMemoryBytes, other.peakMemoryBytes)
    return result
  }

  /// Takes the steps of `test` in this process.
  package static func take(_ test: BenchCase, threads: Int) throws -> BenchMeasurement {
    let batch = test.training.batchSize
    let trainer = try Trainer(test.training, images: BenchCase.images(batch), threads: threads)
    let seconds = try medianStep(trainer, steps: test.steps, warmUp: test.warmUp)
    let count = OperationCount(trainer.network)
    return BenchMeasurement(
      name: test.name, batchSize: batch, parameters: trainer.parameterCount,
      millisecondsPerStep: seconds * 1000, imagesPerSecond: Double(batch) / seconds,
      peakMemoryBytes: ResourceUsage.peakMemoryBytes, directMultiplications: count.direct,
      doneMultiplications: count.done)
  }

  /// Seconds of the median step.
  static func medianStep(_ trainer: Trainer, steps: Int, warmUp: Int) throws -> Double {
    for _ in 0..<warmUp { _ = try trainer.step() }
    let times = try (0..<steps).map { _ in
      let start = ResourceUsage.wallSeconds
      _ = try trainer.step()
      return ResourceUsage.wallSeconds - start
    }
    return median(times)
  }

  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}

/// Multiplications of one step's products, forward and backward; everything else is left out.
package struct OperationCount {
  /// Each convolution in its direct form.
  var direct = 0.0
  /// As each layer does them.
  var done = 0.0

  init(_ network: Network) {
    var isFirst = true
    for layer in network.layers {
      if let convolution = layer as? Conv2D {
        // Output, weight gradient and, except of the first layer, input gradient.
        let passes = isFirst ? 2.0 : 3.0
        let product = Double(convolution.weight.shape.reduce(1, *))
        let amount = passes * product * Double(convolution.output.grid.count)
        direct += amount
        done += amount * Double(convolution.productsForFour) / 36
        isFirst = false
      } else if let linear = layer as? Linear {
        let outputs = 3.0 * Double(network.batch * linear.weight.shape[0])
        direct += outputs * Double(linear.weight.shape[1])
        done += outputs * Double(linear.products)
      }
    }
  }
}
