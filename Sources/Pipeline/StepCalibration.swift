import Experiments
import Foundation
import Kernels
import Neural
import Support

/// Seconds that training takes on this machine, from a few steps of the network itself at small batches.
///
/// A step takes t(B) = t0 + B t1. Both terms come from batches of 8 and 32 of the same network under
/// SGD with all weights 0 (the arithmetic is the same), the fastest of two steps after one to warm up;
/// a batch of 32 or fewer is measured as it is. What RMSProp and Adam take beyond SGD is measured once
/// on 16.8 million parameters and scaled by their number.
package final class StepCalibration {
  private struct Subject: Hashable {
    var network: Data
    var batch: Int
    var threads: Int
  }

  private struct Rule: Hashable {
    var name: OptimizerSpecification.Name
    var hasMomentum: Bool
    var threads: Int
  }

  /// What costs of a run depend on, e.g. not its seed.
  private struct Run: Hashable {
    var network: Data
    var optimizer: Data
    var batches: BatchPlan
    var threads: Int
  }

  /// Of runs seen before: plans of many seeds have few others.
  private var costs: [Run: TrainingCost] = [:]
  private var runs: [Run: Double] = [:]
  private var steps: [Subject: Double] = [:]
  private var updates: [Rule: Double] = [:]
  /// Seconds that calibration has taken so far.
  private(set) var seconds = 0.0

  static let method = """
    from records and earlier runs; training steps not run before are timed now, on the network \
    itself with 8 and 32 images, and scaled linearly to its batch, and other work on the machine \
    makes them longer; convex runs not run before are the chapters' guesses
    """

  private static let largest = 32

  /// What a run costs, counted.
  func cost(_ specification: TrainingSpecification, threads: Int) throws -> TrainingCost {
    let run = try run(specification, threads: threads)
    if let known = costs[run] { return known }
    let cost = TrainingCost(specification, threads: threads)
    costs[run] = cost
    return cost
  }

  private func run(_ specification: TrainingSpecification, threads: Int) throws -> Run {
    Run(
      network: try CanonicalJSON.encode(specification.network),
      optimizer: try CanonicalJSON.encode(specification.optimizer),
      batches: specification.batches(), threads: threads)
  }

  /// All steps of a run; a short batch costs as many of a whole one as its images are.
  func seconds(_ specification: TrainingSpecification, threads: Int) throws -> Double {
    let batches = specification.batches()
    let images = batches.imageCount(of: 0..<specification.stepCount())
    let perStep = try secondsPerStep(specification, threads: threads)
    return perStep * Double(images) / Double(batches.largestBatch)
  }

  private func secondsPerStep(_ specification: TrainingSpecification, threads: Int) throws -> Double
  {
    let run = try run(specification, threads: threads)
    if let known = runs[run] { return known }
    let time = try measure(specification, threads: threads)
    runs[run] = time
    return time
  }

  private func measure(_ specification: TrainingSpecification, threads: Int) throws -> Double {
    let start = ResourceUsage.wallSeconds
    defer { seconds += ResourceUsage.wallSeconds - start }
    let batch = specification.batches().largestBatch
    var timed = specification
    timed.batchSize = min(batch, Self.largest)
    guard
      TrainingCost(timed, threads: threads).memoryBytes <= ResourceUsage.availableMemoryBytes
    else {
      // What does not fit cannot be timed: some 60 thousand million operations a second.
      return try cost(specification, threads: threads).operationsPerStep / 6e10
    }
    let (network, optimizer) = (specification.network, specification.optimizer)
    let time: Double
    if batch <= Self.largest {
      time = try step(network, batch: batch, threads: threads)
    } else {
      let large = try step(network, batch: Self.largest, threads: threads)
      let small = try step(network, batch: Self.largest / 4, threads: threads)
      // Noise must not make a step cheaper than its images.
      let perImage = max(
        (large - small) / Double(Self.largest * 3 / 4), 0.5 * large / Double(Self.largest))
      time = large + perImage * Double(batch - Self.largest)
    }
    let parameters = Double(try cost(specification, threads: threads).parameters)
    let plain = OptimizerSpecification(.sgd, learningRate: 0)
    let more = update(optimizer, threads: threads) - update(plain, threads: threads)
    return time + parameters * max(more, 0)
  }

  private func step(
    _ specification: NetworkSpecification, batch: Int, threads: Int
  ) throws -> Double {
    let subject = Subject(
      network: try CanonicalJSON.encode(specification), batch: batch, threads: threads)
    if let known = steps[subject] { return known }
    let network = Network(specification, batch: batch)
    let optimizer = Optimizer(.init(.sgd, learningRate: 0), store: network.store)
    let pool = WorkerPool(threads: threads)
    defer { pool.stop() }
    let pass = Pass(pool: pool, isTraining: true)
    let labels = [UInt8](repeating: 0, count: batch)
    let time = Self.fastest {
      network.forward(pass)
      let logits = network.logits
      _ = CrossEntropy.evaluate(
        logits: logits.values, stride: logits.stride, classes: logits.channels, labels: labels,
        batch: batch, gradient: logits.gradients, pool: pool)
      network.backward(pass)
      _ = optimizer.update(learningRate: 0, l1: 0, pool: pool)
    }
    steps[subject] = time
    return time
  }

  /// Seconds per parameter of one update.
  private func update(_ specification: OptimizerSpecification, threads: Int) -> Double {
    let rule = Rule(
      name: specification.name, hasMomentum: specification.momentum > 0, threads: threads)
    if let known = updates[rule] { return known }
    let width = 4096
    let input = FeatureMap(
      grid: PixelGrid(images: 1, height: 1, width: 1, halo: 0), channels: width)
    let store = ParameterStore()
    let layer = Linear(
      name: "calibration", input: input, outputs: width, activation: .none, store: store)
    store.allocate()
    let optimizer = Optimizer(specification, store: store)
    let pool = WorkerPool(threads: threads)
    defer { pool.stop() }
    let time =
      withExtendedLifetime(layer) {
        Self.fastest { _ = optimizer.update(learningRate: 0, l1: 0, pool: pool) }
      } / Double(width * width)
    updates[rule] = time
    return time
  }

  /// The fastest of two calls after one to warm up.
  private static func fastest(_ body: () -> Void) -> Double {
    body()
    return (0..<2).map { _ in
      let start = ResourceUsage.wallSeconds
      body()
      return ResourceUsage.wallSeconds - start
    }.min()!
  }
}
