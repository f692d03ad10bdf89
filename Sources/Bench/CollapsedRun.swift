import Experiments
import Neural

/// Whether a step stays as fast as it was when a network has collapsed: under a strong L1 penalty the weights shrink
/// to the length of a step, and what passes through thirteen layers of them to numbers below the smallest normal
/// one, which some processors compute a hundred times as slowly.
///
/// VGG16 at 1/16 width in batches of 8 with Adam at l1 = 2, the setting of F3.
package struct CollapsedRun: Encodable {
  /// Names the run among the bench's networks.
  package static let name = "vgg16-collapsed-adam"
  package static let usualSteps = 3_000
  private static let counted = 100

  var steps: Int
  /// The median of the first hundred steps.
  var firstMilliseconds: Double
  /// The median of the last hundred.
  var lastMilliseconds: Double
  /// The last over the first; 1.1 at most is the goal.
  var ratio: Double

  package static func measure(threads: Int, steps: Int = usualSteps) throws -> CollapsedRun {
    let training = TrainingSpecification(
      network: NetworkSpecification(.vgg16, widthMultiplier: 1.0 / 16, hidden: 64),
      initialization: .he, dataset: DatasetSpecification(.embedded), batchSize: 8, steps: steps,
      optimizer: OptimizerSpecification(.adam, learningRate: 0.003), l1Strength: 2, seed: 1)
    let trainer = try Trainer(training, images: BenchCase.images(64), threads: threads)
    let times = try (0..<steps).map { _ in
      let start = ResourceUsage.wallSeconds
      _ = try trainer.step()
      return 1000 * (ResourceUsage.wallSeconds - start)
    }
    let first = BenchMeasurement.median(Array(times.prefix(counted)))
    let last = BenchMeasurement.median(Array(times.suffix(counted)))
    return CollapsedRun(
      steps: steps, firstMilliseconds: first, lastMilliseconds: last, ratio: last / first)
  }
}
