import Foundation
import Kernels
import Support

/// A training run in memory: call `step()` until `completedSteps == totalSteps`.
///
/// The result depends on the specification, the images and the initial weights, bit for bit, and
/// not on `threads`; with native numerics also on OpenBLAS and the processor. Not for use from several threads at once.
public final class Trainer {
  public let specification: TrainingSpecification
  public let totalSteps: Int
  public private(set) var completedSteps = 0
  package let network: Network
  private let optimizer: Optimizer
  /// May be exchanged between steps, for one that records its loops.
  package var pool: WorkerPool {
    didSet {
      oldValue.stop()
      workspace = ScratchMemory(workers: pool.threads)
    }
  }
  private var workspace: ScratchMemory
  private var loader: BatchLoader
  private let labels: UnsafeMutablePointer<UInt8>
  /// What the optimizer had taken before this run.
  private let earlierSteps: Int

  /// - Parameters:
  ///   - initialWeights: Used instead of the file `specification.initialWeights`; like the state,
  ///     asked for once and let go before the first step.
  ///   - initialState: Used instead of the file `specification.optimizer.initialState`.
  ///   - folder: What relative file names in the specification are relative to.
  /// - Throws: `NeuralError`, or `CPUFeatureError` on a processor without AVX2 and FMA.
  public init(
    _ specification: TrainingSpecification, images: ImageSet, threads: Int = 1,
    initialWeights: @autoclosure () throws -> Safetensors? = nil,
    initialState: @autoclosure () throws -> Safetensors? = nil, folder: URL? = nil,
    vectors: Vectors = .current
  ) throws {
    try CPUFeatures.require()
    try specification.validate()
    self.specification = specification
    loader = try BatchLoader(specification, images: images)
    totalSteps = specification.stepCount(imageCount: loader.plan.images)
    network = Network(
      specification.network, batch: loader.plan.largestBatch,
      numerics: specification.numerics ?? .portable, vectors: vectors)
    func file(_ name: String?) throws -> Safetensors? {
      guard let name else { return nil }
      return try Safetensors(contentsOf: URL(filePath: name, relativeTo: folder))
    }
    if let weights = try initialWeights() ?? file(specification.initialWeights) {
      try network.load(weights.tensors)
    } else {
      network.initialize(specification.initialization ?? .uniformFanIn, seed: specification.seed)
    }
    optimizer = Optimizer(specification.optimizer, store: network.store)
    if let state = try initialState() ?? file(specification.optimizer.initialState) {
      try optimizer.load(state.tensors, step: Self.steps(of: state, key: "optimizerSteps"))
    }
    earlierSteps = optimizer.step
    labels = .allocate(capacity: network.batch)
    labels.initialize(repeating: 0, count: network.batch)
    pool = WorkerPool(threads: max(threads, 1))
    workspace = ScratchMemory(workers: pool.threads)
  }

  deinit {
    pool.stop()
    labels.deallocate()
  }

  /// How the steps go through the images.
  public var batches: BatchPlan { loader.plan }

  /// The number of trainable parameters.
  public var parameterCount: Int { network.parameterCount }

  /// Takes one step.
  ///
  /// - Throws: `NeuralError.nonFiniteLoss`; the trainer is then of no further use.
  public func step() throws -> StepMetrics {
    let index = completedSteps
    let pass = Pass(
      pool: pool, workspace: workspace, isTraining: true, step: index, seed: specification.seed)
    pool.note("images")
    let batch = batches.positions(of: index).count
    network.use(images: batch)
    loader.load(step: index, into: network.input, labels: labels, pool: pool)
    network.forward(pass)
    pool.note("loss")
    let logits = network.logits
    let (crossEntropy, correct) = CrossEntropy.evaluate(
      logits: logits.values, stride: logits.stride, classes: logits.channels, labels: labels,
      batch: batch, gradient: logits.gradients, pool: pool)
    guard crossEntropy.isFinite else {
      throw nonFiniteLoss(from: network.firstNonFiniteLayer)
    }
    network.backward(pass)
    let rate = specification.schedule.learningRate(
      specification.optimizer.learningRate, step: index, of: totalSteps)
    pool.note("update")
    let norm = optimizer.update(learningRate: rate, l1: specification.l1Strength, pool: pool)
    // ReLU and pooling can hide a weight of minus infinity from the cross-entropy, never from the norm.
    let loss = crossEntropy + specification.l1Strength * norm
    guard norm.isFinite, loss.isFinite else {
      throw nonFiniteLoss(from: network.firstNonFiniteParameter)
    }
    completedSteps = index + 1
    return StepMetrics(
      step: index + 1, epoch: batches.epoch(of: index), loss: loss, crossEntropy: crossEntropy,
      l1Norm: norm, correct: correct)
  }

  /// - Throws: `NeuralError.nonFiniteLoss` for the step after the last one, where weights, running statistics or
  ///   averages are not finite: no run could go on from them.
  ///
  /// **Cost**: One pass over all of them by all threads; what is not finite is looked for tensor by tensor.
  func requireFinite() throws {
    guard !network.isFinite(pool) || !optimizer.isFinite(pool) else { return }
    let tensor = (network.sources + optimizer.sources).first { !$0.isFinite }
    throw nonFiniteLoss(from: tensor?.name ?? "the weights")
  }

  private func nonFiniteLoss(from layer: String) -> NeuralError {
    .nonFiniteLoss(
      step: completedSteps + 1, layer: layer,
      remedy: specification.remedy(step: max(completedSteps - 1, 0), of: totalSteps))
  }

  /// Writes the weights to a file, tensor by tensor.
  public func writeWeights(to url: URL) throws {
    try SafetensorsWriter(network.sources).write(to: url)
  }

  /// Writes the optimizer's averages to a file, for `initialState`.
  public func writeOptimizerState(to url: URL) throws {
    try SafetensorsWriter(
      optimizer.sources, metadata: ["optimizerSteps": "\(optimizer.step)"]
    ).write(to: url)
  }

  /// Weights, averages and position, to be written.
  var checkpointWriter: SafetensorsWriter {
    SafetensorsWriter(network.sources + optimizer.sources, metadata: position)
  }

  private var position: [String: String] {
    ["step": "\(completedSteps)", "optimizerSteps": "\(optimizer.step)"]
  }

  /// All weights and running statistics, by their PyTorch names.
  public func weights() -> Safetensors { Safetensors(tensors: network.weights()) }

  /// The optimizer's averages, for `initialState`.
  public func optimizerState() -> Safetensors {
    Safetensors(
      tensors: optimizer.state(), metadata: ["optimizerSteps": "\(optimizer.step)"])
  }

  /// sum |w| now, over all trainable parameters.
  public func l1Norm() -> Double { network.store.l1Norm(pool) }

  /// How many trainable parameters have |w| < `threshold` now.
  public func parameters(below threshold: Float) -> Int {
    network.store.parameters.reduce(0) { count, p in
      count + p.unpack(network.store.values).count { abs($0) < threshold }
    }
  }

  /// Mean cross-entropy and share of correct labels of other images, in evaluation mode.
  ///
  /// - Throws: `NeuralError.images` for a label beyond the network's classes.
  public func evaluate(
    _ images: ImageSet
  ) throws(NeuralError) -> (crossEntropy: Double, accuracy: Double) {
    try BatchLoader.requireLabels(of: images.labels[...], classes: specification.network.classes)
    let pass = Pass(pool: pool, workspace: workspace, isTraining: false)
    var (loss, correct) = (0.0, 0)
    let logits = network.logits
    let plan = BatchPlan(images: images.count, batchSize: network.batch)
    for step in 0..<plan.stepsPerEpoch {
      let range = plan.positions(of: step)
      network.use(images: range.count)
      loader.load(images, range, into: network.input, pool: pool)
      for (n, label) in images.labels[range].enumerated() { labels[n] = label }
      network.forward(pass)
      let result = CrossEntropy.evaluate(
        logits: logits.values, stride: logits.stride, classes: logits.channels, labels: labels,
        batch: range.count, gradient: nil, pool: pool)
      loss += result.loss * Double(range.count)
      correct += result.correct
    }
    let total = Double(max(images.count, 1))
    return (loss / total, Double(correct) / total)
  }

  /// Everything needed to go on exactly where the run is: weights, averages and the step, from
  /// which every random stream follows.
  public func checkpoint() -> Safetensors {
    Safetensors(
      tensors: network.weights().merging(optimizer.state()) { first, _ in first },
      metadata: position)
  }

  /// Goes back to a checkpoint of the same specification, of which `metrics` are the steps.
  ///
  /// - Throws: `NeuralError` where they do not fit this run or each other, before anything has changed.
  func restore(_ checkpoint: Safetensors, metrics: [StepMetrics]) throws {
    let step = try Self.steps(of: checkpoint, key: "step")
    let optimizerSteps = try Self.steps(of: checkpoint, key: "optimizerSteps")
    let fits =
      step <= totalSteps && optimizerSteps == earlierSteps + step && metrics.count == step
      && metrics.enumerated().allSatisfy { index, line in
        line.step == index + 1 && line.epoch == batches.epoch(of: index)
          && line.loss.isFinite && line.crossEntropy.isFinite && line.l1Norm.isFinite
      }
    guard fits else {
      throw NeuralError.file(
        "checkpoint",
        found: "step \(step) with \(optimizerSteps) of the optimizer and "
          + "\(metrics.count) lines of metrics",
        expected: "one line a step, up to \(totalSteps)", next: "Delete it to start over.")
    }
    try optimizer.check(checkpoint.tensors)
    try network.load(checkpoint.tensors, ignoring: { $0.hasPrefix("optimizer.") })
    try optimizer.load(checkpoint.tensors, step: optimizerSteps)
    completedSteps = step
  }

  private static func steps(of file: Safetensors, key: String) throws -> Int {
    // So many that no further step overflows.
    guard let text = file.metadata[key], let steps = Int(text), (0...1 << 48).contains(steps)
    else {
      throw NeuralError.file(
        key == "step" ? "checkpoint" : "optimizer state",
        found: "\(key) \(Wording.printable(file.metadata[key] ?? "absent", limit: 40))",
        expected: "a number of steps",
        next: key == "step"
          ? "Delete it to start over." : "Use optimizer.safetensors of a finished run.")
    }
    return steps
  }
}
