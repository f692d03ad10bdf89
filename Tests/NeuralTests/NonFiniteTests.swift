import Foundation
import Kernels
import Neural
import Testing

/// NaN, infinity and denormals: what passes through the layers, where a run stops, and what it leaves.
@Suite struct NonFiniteTests {
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  private func specification(rate: Double, steps: Int, l1: Double = 0) -> TrainingSpecification {
    TrainingSpecification(
      network: .init(.vgg11), initialization: .he, dataset: .init(.embedded), batchSize: 4,
      steps: steps, optimizer: .init(.sgd, learningRate: rate), l1Strength: l1, seed: 1)
  }

  /// The lines of metrics.jsonl, parsed.
  private func steps(in folder: URL) throws -> [Int] {
    let text = try String(contentsOf: folder.appending(path: "metrics.jsonl"), encoding: .utf8)
    return try text.split(separator: "\n").map {
      try JSONDecoder().decode(StepMetrics.self, from: Data($0.utf8)).step
    }
  }

  @Test func divergenceStopsWithStepAndLayerAndKeepsTheStepsBefore() throws {
    try withFolder { folder in
      let error = #expect(throws: NeuralError.self) {
        try runTraining(
          specification(rate: 1e6, steps: 9), images: TrainerTests.images, directory: folder)
      }
      guard case .nonFiniteLoss(let step, let layer, let remedy)? = error else {
        Issue.record("\(String(describing: error)), expected nonFiniteLoss.")
        return
      }
      #expect(step >= 2 && remedy == "optimizer.learningRate below 1000000.0")
      let names = Network(.init(.vgg11), batch: 1).layers.map(\.name)
      #expect(names.contains(layer))
      let kept = try steps(in: folder)
      #expect(kept == Array(1..<step))
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/weights.safetensors"))
    }
  }

  /// A momentum that overflows the weights in the only step, whose own loss is finite.
  @Test func aLastStepThatRuinsTheWeightsIsNoFinishedRun() throws {
    try withFolder { folder in
      var specification = specification(rate: 1e6, steps: 1)
      specification.optimizer.momentum = 0.5
      var state = try Trainer(specification, images: TrainerTests.images).optimizerState()
      state.metadata["optimizerSteps"] = "1"
      state.tensors = state.tensors.mapValues {
        Tensor(shape: $0.shape, values: [Float](repeating: 1e38, count: $0.count))
      }
      let error = #expect(throws: NeuralError.self) {
        try runTraining(
          specification, images: TrainerTests.images, directory: folder, initialState: state)
      }
      #expect(
        error?.description
          == "step '2': values that are not finite from features.0.weight on, expected a finite "
          + "loss. Try optimizer.learningRate below 1000000.0; metrics.jsonl holds the step before."
      )
      let kept = try steps(in: folder)
      #expect(kept == [1])
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/weights.safetensors"))
    }
  }

  /// A weight whose gradient has an infinite square, and which the logits' differences do not show: every loss is
  /// finite, and no later run could read the average.
  @Test(arguments: [false, true]) func anAverageThatOverflowsEndsTheRun(isStopped: Bool) throws {
    struct Stop: Error {}
    try withFolder { folder in
      var specification = specification(rate: 0.003, steps: 3)
      specification.optimizer = .init(.rmsprop, learningRate: 0.003, weightDecay: 1e6)
      var weights = try Trainer(specification, images: TrainerTests.images).weights()
      weights.tensors["classifier.bias"] = Tensor(
        shape: [10], values: [Float](repeating: 1e14, count: 10))
      specification.initialization = nil
      let error = #expect(throws: NeuralError.self) {
        try runTraining(
          specification, images: TrainerTests.images, directory: folder, initialWeights: weights
        ) { _ in if isStopped { throw Stop() } }
      }
      let done = isStopped ? 1 : 3
      #expect(
        error?.description
          == "step '\(done + 1)': values that are not finite from "
          + "optimizer.classifier.bias.square_avg on, expected a finite loss. "
          + "Try optimizer.learningRate below 0.003; metrics.jsonl holds the "
          + (isStopped ? "step" : "3 steps") + " before.")
      let kept = try steps(in: folder)
      #expect(kept == Array(1...done))
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["metrics.jsonl"])
    }
  }

  @Test func theSentenceSaysWhatToTry() {
    #expect(
      NeuralError.nonFiniteLoss(step: 1, layer: "features.0", remedy: "").description
        == "step '1': values that are not finite from features.0 on, expected a finite loss. "
        + "Look at the initial weights.")
    #expect(
      NeuralError.nonFiniteLoss(
        step: 8, layer: "classifier", remedy: "optimizer.learningRate below 0.1"
      ).description
        == "step '8': values that are not finite from classifier on, expected a finite loss. "
        + "Try optimizer.learningRate below 0.1; metrics.jsonl holds the 7 steps before.")
  }

  /// A divergence is put down to the setting that is furthest from what is usual.
  @Test(arguments: [
    ("l1Strength", "l1Strength below 100000.0"),
    ("weightDecay", "optimizer.weightDecay below 100000.0"),
    ("momentum", "optimizer.momentum below 0.9999999"),
    ("decay", "optimizer.decay below 0.9999999"),
    ("beta2", "optimizer.beta2 above 1e-09"), ("factor", "schedule.factor below 100.0"),
    ("learningRate", "optimizer.learningRate below 100000.0")
  ])
  func aDivergenceBlamesWhatCausedIt(field: String, remedy: String) throws {
    var specification = specification(rate: 0.05, steps: 60)
    switch field {
    case "l1Strength": specification.l1Strength = 1e5
    case "weightDecay": specification.optimizer.weightDecay = 1e5
    case "momentum": specification.optimizer.momentum = 0.9999999
    case "decay":
      specification.optimizer = .init(.rmsprop, learningRate: 0.003, decay: 0.9999999)
    case "beta2": specification.optimizer = .init(.adam, learningRate: 0.003, beta2: 1e-9)
    case "factor": specification.schedule = .step(every: 1, factor: 100)
    default: specification.optimizer.learningRate = 1e5
    }
    try specification.validate()
    #expect(specification.remedy(step: 5, of: 60) == remedy)
  }

  @Test(arguments: [(Float.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf")])
  func weightsThatAreNotFiniteAreRefused(value: Float, text: String) throws {
    var specification = specification(rate: 0.1, steps: 1)
    specification.initialization = nil
    var weights = Network(specification.network, batch: 1).weights()
    var values = try #require(weights["features.3.weight"]?.floats)
    (values[5], values[7]) = (value, .nan)
    weights["features.3.weight"] = Tensor(shape: [32, 16, 3, 3], values: values)
    let error = #expect(throws: NeuralError.self) {
      try Trainer(
        specification, images: TrainerTests.images,
        initialWeights: Safetensors(tensors: weights))
    }
    #expect(
      error?.description
        == "tensor 'features.3.weight': 2 of 4608 values not finite, the first \(text) at index 5, "
        + "expected finite values. Use weights of the same network.")
  }

  /// As in PyTorch, the maximum of a window that holds a NaN is NaN, wherever it stands.
  @Test(arguments: 0..<4, [Float.nan, .infinity, -.infinity])
  func maxPoolingLetsThemThrough(position: Int, value: Float) {
    let grid = PixelGrid(images: 1, height: 2, width: 2, halo: 1)
    let input = FeatureMap(grid: grid, channels: 8)
    var values = (0..<32).map { Float($0) }
    values[4 + position] = value
    input.load(values)
    let pool = Pool2D(name: "pool", input: input, maximum: true)
    pool.forward(Pass(pool: WorkerPool(threads: 1), isTraining: true))
    let output = pool.output.array()
    for channel in 0..<8 where channel != 1 { #expect(output[channel] == Float(4 * channel + 3)) }
    switch value {
    case .infinity: #expect(output[1] == .infinity)
    case -.infinity: #expect(output[1] == (position == 3 ? 6 : 7))
    default: #expect(output[1].isNaN)
    }
  }

  @Test(arguments: [FeatureMap.Activation.relu, .gelu], [Float.nan, .infinity])
  func activationsLetThemThrough(activation: FeatureMap.Activation, value: Float) {
    let input = FeatureMap(grid: PixelGrid(images: 1, height: 1, width: 1, halo: 0), channels: 2)
    let store = ParameterStore()
    let layer = Linear(
      name: "x", input: input, outputs: 3, activation: activation, store: store)
    store.allocate()
    layer.weight.pack([1, 0, 0, 1, 0, 0], into: store.values)
    input.load([value, 2])
    layer.forward(Pass(pool: WorkerPool(threads: 1), isTraining: true))
    let output = layer.output.array()
    #expect(value.isNaN ? output[0].isNaN : output[0] == .infinity)
    // 0 times either of them is NaN.
    #expect(output[1].isNaN && output[2].isNaN)
  }

  /// Subnormal weights, inputs and results are 0 on every thread, and the caller's mode stays its own.
  @Test(arguments: [1, 3])
  func subnormalsAreZero(threads: Int) {
    let tiny = Float(0x1p-140)
    let input = FeatureMap(grid: PixelGrid(images: 64, height: 1, width: 1, halo: 0), channels: 1)
    let store = ParameterStore()
    let layer = Linear(name: "x", input: input, outputs: 64, activation: .relu, store: store)
    store.allocate()
    layer.weight.pack([Float](repeating: 3 * tiny, count: 64), into: store.values)
    layer.bias.pack([Float](repeating: 0x1p-126, count: 64), into: store.values)
    input.load([Float](repeating: 2, count: 64))
    let pool = WorkerPool(threads: threads)
    defer { pool.stop() }
    layer.forward(Pass(pool: pool, isTraining: true))
    #expect(layer.output.array().allSatisfy { $0 == 0x1p-126 })
    layer.weight.setGradient([Float](repeating: tiny, count: 64))
    let optimizer = Optimizer(.init(.sgd, learningRate: 1), store: store)
    let norm = optimizer.update(learningRate: 1, l1: 0, pool: pool)
    #expect(norm == 64 * 0x1p-126)
    #expect(layer.weight.unpack(store.values).allSatisfy { $0 == 0 })
    var flushed = [Bool](repeating: false, count: 100)
    flushed.withUnsafeMutableBufferPointer { flushed in
      pool.forEachUnit(of: 100) { unit, _ in flushed[unit] = Subnormals.areFlushed }
    }
    #expect(!flushed.contains(false))
    #expect(!Subnormals.areFlushed)
  }
}
