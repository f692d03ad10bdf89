import Kernels
import Neural
import Testing

/// 300 steps on mean((A w - y)^2) + 0.05 sum |w| against PyTorch's trajectories.
@Suite struct OptimizerTests {
  @Test(arguments: [
    ("sgd", OptimizerSpecification(.sgd, learningRate: 0.01)),
    ("sgd-momentum", OptimizerSpecification(.sgd, learningRate: 0.01, momentum: 0.9)),
    (
      "sgd-momentum-weightdecay",
      OptimizerSpecification(.sgd, learningRate: 0.01, momentum: 0.9, weightDecay: 5e-4)
    ),
    ("rmsprop", OptimizerSpecification(.rmsprop, learningRate: 0.003)),
    ("adam", OptimizerSpecification(.adam, learningRate: 0.003))
  ])
  func trajectoryMatchesPyTorch(name: String, specification: OptimizerSpecification) throws {
    let file = try Reference.fixture("optimizers.safetensors")
    let a = try Reference.doubles(file.tensors["A"])
    let y = try Reference.doubles(file.tensors["y"])
    let input = FeatureMap(grid: PixelGrid(images: 1, height: 1, width: 1, halo: 0), channels: 20)
    let store = ParameterStore()
    let layer = Linear(name: "w", input: input, outputs: 1, activation: .none, store: store)
    store.allocate()
    layer.weight.pack(try #require(file.tensors["w0"]?.floats), into: store.values)
    let optimizer = Optimizer(specification, store: store)
    let pool = WorkerPool(threads: 1)
    var trajectory: [Float] = []
    for _ in 0..<300 {
      let w = layer.weight.unpack(store.values).map(Double.init)
      var gradient = [Double](repeating: 0, count: 20)
      for row in 0..<30 {
        var residual = -y[row]
        for j in 0..<20 { residual += a[row * 20 + j] * w[j] }
        for j in 0..<20 { gradient[j] += 2 * residual * a[row * 20 + j] / 30 }
      }
      layer.weight.setGradient(gradient.map { Float($0) })
      _ = optimizer.update(
        learningRate: specification.learningRate, l1: 0.05, pool: pool)
      trajectory += layer.weight.unpack(store.values)
    }
    expectAsGoodAsPyTorch(
      trajectory, float32: try Reference.doubles(file.tensors[name + ".trajectory32"]),
      float64: try Reference.doubles(file.tensors[name + ".trajectory64"]), name)
  }

  /// The listing makes its optimizers once: averages and Adam's step count outlive a change of weights.
  @Test(arguments: [
    OptimizerSpecification(.rmsprop, learningRate: 0.003),
    OptimizerSpecification(.adam, learningRate: 0.003),
    OptimizerSpecification(.sgd, learningRate: 0.003, momentum: 0.9)
  ])
  func carriedStateActsLikeOneOptimizerObject(specification: OptimizerSpecification) throws {
    let pool = WorkerPool(threads: 1)
    let start: [Float] = [0.5, -0.25, 0.125, 1, -1]
    func network() -> (ParameterStore, Linear) {
      let input = FeatureMap(
        grid: PixelGrid(images: 1, height: 1, width: 1, halo: 0), channels: 5)
      let store = ParameterStore()
      let layer = Linear(name: "w", input: input, outputs: 1, activation: .none, store: store)
      store.allocate()
      layer.weight.pack(start, into: store.values)
      return (store, layer)
    }
    func step(_ k: Int, _ l1: Double, _ optimizer: Optimizer, _ net: (ParameterStore, Linear)) {
      net.1.weight.pack((0..<5).map { Float(($0 + k) % 3) - 0.75 }, into: net.0.gradients)
      _ = optimizer.update(learningRate: 0.003, l1: l1, pool: pool)
    }
    let one = network()
    let single = Optimizer(specification, store: one.0)
    for k in 0..<7 { step(k, 2, single, one) }
    one.1.weight.pack(start, into: one.0.values)
    let two = network()
    let resumed = Optimizer(specification, store: two.0)
    try resumed.load(single.state(), step: single.step)
    let fresh = network()
    let forgetful = Optimizer(specification, store: fresh.0)
    for k in 0..<4 {
      step(k, 0.002, single, one)
      step(k, 0.002, resumed, two)
      step(k, 0.002, forgetful, fresh)
    }
    #expect(resumed.step == 11)
    #expect(two.1.weight.unpack(two.0.values) == one.1.weight.unpack(one.0.values))
    #expect(fresh.1.weight.unpack(fresh.0.values) != one.1.weight.unpack(one.0.values))
  }

  /// Over the smallest epsilon that a specification may have, gradients whose squares are no normal numbers, or 0,
  /// move a weight by some learning rates at most, and what pads the weights stays 0.
  @Test(arguments: [OptimizerSpecification.Name.rmsprop, .adam])
  func theSmallestEpsilonBoundsEveryStep(name: OptimizerSpecification.Name) {
    let specification = OptimizerSpecification(name, learningRate: 0.5, epsilon: 1e-18)
    #expect(Float(specification.epsilon).isNormal)
    let input = FeatureMap(grid: PixelGrid(images: 1, height: 1, width: 1, halo: 0), channels: 5)
    for exponent in -149...0 {
      let store = ParameterStore()
      let layer = Linear(name: "w", input: input, outputs: 1, activation: .none, store: store)
      store.allocate()
      let gradient = Float(sign: .plus, exponent: exponent, significand: 1)
      layer.weight.pack([gradient, -gradient, 0, 0, 0], into: store.gradients)
      let optimizer = Optimizer(specification, store: store)
      _ = optimizer.update(learningRate: 0.5, l1: 0, pool: WorkerPool(threads: 1))
      let moved = layer.weight.unpack(store.values)
      // The first step of RMSProp is 1 / sqrt(1 - decay) = 10 learning rates long.
      #expect((0...5.001).contains(-moved[0]) && moved[1] == -moved[0], "2^\(exponent)")
      #expect((0..<store.count).allSatisfy { store.values[$0].isFinite })
      #expect(moved[2...].allSatisfy { $0 == 0 })
    }
  }

  @Test func normIsTheSumOfMagnitudesBeforeTheStep() {
    let input = FeatureMap(grid: PixelGrid(images: 1, height: 1, width: 1, halo: 0), channels: 5)
    let store = ParameterStore()
    let layer = Linear(name: "w", input: input, outputs: 1, activation: .none, store: store)
    store.allocate()
    layer.weight.pack([1, -2, 0, 0.5, -0.25], into: store.values)
    let optimizer = Optimizer(.init(.sgd, learningRate: 1), store: store)
    #expect(optimizer.update(learningRate: 1, l1: 0.25, pool: WorkerPool(threads: 1)) == 3.75)
    #expect(layer.weight.unpack(store.values) == [0.75, -1.75, 0, 0.25, 0])
    #expect(store.l1Norm(WorkerPool(threads: 1)) == 2.75)
  }
}
