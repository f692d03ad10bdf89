import Kernels
import Neural
import TestSupport
import Testing

/// The layers against plain loops in Double, in odd sizes as in round ones, at both widths of vectors.
@Suite struct KernelTwinTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var shape: PlainReference.Shape
    var outputs: Int
    var testDescription: String {
      "n\(shape.n) c\(shape.c) h\(shape.h) w\(shape.w) k\(outputs)"
    }

    init(_ n: Int, _ c: Int, _ h: Int, _ w: Int, _ k: Int) {
      (shape, outputs) = (.init(n, c, h, w), k)
    }
  }

  static let cases = [
    Case(1, 1, 1, 1, 1), Case(3, 7, 1, 1, 17), Case(1, 17, 5, 7, 33), Case(3, 33, 5, 7, 1),
    Case(1, 33, 2, 2, 7), Case(3, 1, 4, 6, 33), Case(2, 8, 8, 8, 16), Case(3, 17, 6, 2, 17),
    Case(1, 3, 5, 7, 8), Case(2, 64, 4, 4, 64), Case(1, 300, 2, 4, 20), Case(5, 16, 16, 16, 24),
    Case(2, 80, 4, 4, 48), Case(70, 24, 2, 2, 40), Case(3, 272, 2, 2, 16)
  ]

  /// Sums of up to some thousand terms in Float, relative to the largest value of the tensor, or to 0.1
  /// where a single sum of terms of order 1 happens to cancel.
  private let tolerance = 4e-6

  private func draw(_ name: String, _ count: Int) -> [Float] {
    var stream = RandomStream(seed: 11, name: name)
    return (0..<count).map { _ in Float(stream.nextUniform(in: -1...1)) }
  }

  private func expectNear(
    _ actual: [Float], _ expected: [Double], _ name: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let scale = max(expected.map(abs).max() ?? 0, 0.1)
    expectClose(
      actual.map(Double.init), expected, Tolerance(absolute: tolerance * scale, relative: 0), name,
      sourceLocation: sourceLocation)
  }

  private func map(_ s: PlainReference.Shape, halo: Int = 1, _ name: String) -> FeatureMap {
    let map = FeatureMap(
      grid: PixelGrid(images: s.n, height: s.h, width: s.w, halo: halo), channels: s.c)
    map.load(draw(name, s.count))
    return map
  }

  /// Fills the parameters, runs the layer both ways on three threads, and returns the output gradient.
  private func run(_ layer: any Layer, _ store: ParameterStore, repeats: Int = 1) -> [Float] {
    store.allocate()
    for parameter in store.parameters {
      parameter.pack(
        draw(parameter.name, parameter.shape.reduce(1, *)), into: store.values)
    }
    let pool = WorkerPool(threads: 3)
    defer { pool.stop() }
    // Whatever other layers left in the workspace must not matter.
    let workspace = ScratchMemory(workers: 3)
    let room = 1 << 20
    workspace.reserve(perWorker: room, shared: room)
    for i in 0..<room {
      workspace.shared[i] = .nan
      for worker in 0..<3 { workspace.scratch(worker: worker)[i] = .nan }
    }
    let pass = Pass(pool: pool, workspace: workspace, isTraining: true)
    layer.forward(pass)
    let grid = layer.output.grid
    let g = draw("g", grid.count * layer.output.channels)
    layer.output.load(g, gradients: true)
    layer.backward(pass)
    // The padding of the weights has no gradient, so that it stays 0 in training.
    let all = Vectors.bits256.narrow.norm(store.gradients, count: store.gradientCount)
    let real = store.parameters.reduce(0.0) { sum, parameter in
      // Of equal inputs one column is kept.
      let copies = Double(parameter.shape.count > 1 ? repeats : 1)
      return sum + parameter.gradient.reduce(0) { $0 + Double(abs($1)) } / copies
    }
    #expect(abs(all - real) <= 1e-9 * real, "padding has gradients: \(all), expected \(real)")
    return g
  }

  @Test(arguments: cases, Vectors.all)
  func conv2DMatchesPlainLoops(shape test: Case, vectors: Vectors) {
    let s = test.shape
    let (input, store) = (map(s, "x"), ParameterStore())
    let layer = Conv2D(
      name: "conv", input: input, outputs: test.outputs, activation: .none,
      needsInputGradient: true, store: store, vectors: vectors)
    let g = run(layer, store)
    let (w, b) = (layer.weight.unpack(store.values), layer.bias.unpack(store.values))
    let x = draw("x", s.count)
    expectNear(
      layer.output.array(), PlainReference.convolution(x, s, weights: w, bias: b), "output")
    let expected = PlainReference.convolutionGradients(
      x, s, weights: w, outputs: test.outputs, outputGradient: g)
    expectNear(input.array(gradients: true), expected.input, "input gradient")
    expectNear(layer.weight.gradient, expected.weights, "weight gradient")
    expectNear(layer.bias.gradient, expected.bias, "bias gradient")
  }

  @Test(
    arguments: [
      Case(1, 1, 1, 1, 1), Case(3, 7, 1, 1, 17), Case(1, 600, 1, 1, 33), Case(130, 33, 1, 1, 10),
      Case(8, 17, 1, 1, 600), Case(300, 96, 1, 1, 528)
    ], Vectors.all)
  func linearMatchesPlainLoops(shape test: Case, vectors: Vectors) {
    let s = test.shape
    let (input, store) = (map(s, halo: 0, "x"), ParameterStore())
    let layer = Linear(
      name: "linear", input: input, outputs: test.outputs, activation: .none, store: store,
      vectors: vectors)
    let g = run(layer, store)
    let (w, b) = (layer.weight.unpack(store.values), layer.bias.unpack(store.values))
    let x = draw("x", s.count)
    expectNear(
      layer.output.array(), PlainReference.linear(x, batch: s.n, weights: w, bias: b), "output")
    let expected = PlainReference.linearGradients(
      x, batch: s.n, weights: w, outputs: test.outputs, outputGradient: g)
    expectNear(input.array(gradients: true), expected.input, "input gradient")
    expectNear(layer.weight.gradient, expected.weights, "weight gradient")
    expectNear(layer.bias.gradient, expected.bias, "bias gradient")
  }

  /// A layer that sees one of each run of equal inputs, against one that sees all of them.
  @Test(arguments: [(3, 5, 7, 9), (20, 32, 40, 49)], Vectors.all)
  func repeatedInputsMatchTheirCopies(
    shape: (batch: Int, channels: Int, outputs: Int, repeats: Int), vectors: Vectors
  ) {
    let (batch, channels, outputs, repeats) = shape
    let one = PlainReference.Shape(batch, channels, 1, 1)
    let (input, store) = (map(one, halo: 0, "x"), ParameterStore(vectors: vectors))
    let layer = Linear(
      name: "linear", input: input, outputs: outputs, activation: .none, repeats: repeats,
      store: store, vectors: vectors)
    let g = run(layer, store, repeats: repeats)
    let w = layer.weight.unpack(store.values)
    let all = draw("x", one.count).flatMap { [Float](repeating: $0, count: repeats) }
    expectNear(
      layer.output.array(),
      PlainReference.linear(
        all, batch: batch, weights: w, bias: layer.bias.unpack(store.values)), "output")
    let expected = PlainReference.linearGradients(
      all, batch: batch, weights: w, outputs: outputs, outputGradient: g)
    expectNear(layer.weight.gradient, expected.weights, "weight gradient")
    expectNear(layer.bias.gradient, expected.bias, "bias gradient")
    let sums = stride(from: 0, to: expected.input.count, by: repeats).map {
      expected.input[$0..<$0 + repeats].reduce(0, +)
    }
    expectNear(input.array(gradients: true), sums, "input gradient")
    // The update takes the gradient that is kept for every column that it stands for.
    let before = zip(w, layer.weight.gradient).map { $0 - 0.5 * $1 }
    let pool = WorkerPool(threads: 2)
    defer { pool.stop() }
    let norm = Optimizer(.init(.sgd, learningRate: 0.5), store: store).update(
      learningRate: 0.5, l1: 0, pool: pool)
    #expect(layer.weight.unpack(store.values) == before)
    let bias = draw("linear.bias", outputs)
    expectClose(
      norm, (w + bias).reduce(0) { $0 + Double(abs($1)) }, .init(absolute: 0, relative: 1e-12))
  }

  @Test(arguments: cases.filter { $0.shape.h > 1 }, [false, true])
  func poolingMatchesPlainLoops(shape test: Case, maximum: Bool) {
    let s = test.shape
    let input = map(s, "x")
    let layer = Pool2D(name: "pool", input: input, maximum: maximum)
    input.load([Float](repeating: 9, count: s.count), gradients: true)
    let g = run(layer, ParameterStore())
    let expected = PlainReference.pooling(
      draw("x", s.count), s, maximum: maximum, outputGradient: g)
    expectNear(layer.output.array(), expected.output, "output")
    expectNear(input.array(gradients: true), expected.inputGradient, "input gradient")
  }

  @Test(arguments: cases.filter { $0.shape.n * $0.shape.h * $0.shape.w > 4 }, Vectors.all)
  func batchNormMatchesPlainLoops(shape test: Case, vectors: Vectors) {
    let s = test.shape
    let (input, store) = (map(s, "x"), ParameterStore())
    let layer = BatchNorm2D(
      name: "norm", input: input, activation: .none, store: store, vectors: vectors)
    let g = run(layer, store)
    let expected = PlainReference.batchNorm(
      draw("x", s.count), s, gamma: draw("norm.weight", s.c), beta: draw("norm.bias", s.c),
      outputGradient: g)
    expectNear(layer.output.array(), expected.output, "output")
    expectNear(input.array(gradients: true), expected.inputGradient, "input gradient")
    expectNear(layer.weight.gradient, expected.gamma, "scale gradient")
    expectNear(layer.bias.gradient, expected.beta, "shift gradient")
  }
}
