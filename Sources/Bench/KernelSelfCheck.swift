import Kernels
import Neural
import Support

/// The kernels against their plain twins, before anything is timed: a fast wrong kernel is no result.
package struct KernelSelfCheck {
  /// Largest error allowed, relative to the largest value of the tensor: as in the tests of the kernels.
  private static let tolerance = 4e-6

  let threads: Int

  package init(threads: Int) { self.threads = threads }

  /// - Throws: `CommandFailure` naming the first tensor that is too far from its twin.
  package func run() throws {
    // Winograd's form, its direct twin on odd sizes, channels that fill no vector.
    for (shape, outputs) in [
      (PlainReference.Shape(2, 16, 8, 8), 32), (.init(3, 17, 5, 7), 9), (.init(1, 64, 2, 2), 64)
    ] { try convolution(shape, outputs) }
    for (batch, inputs, outputs) in [(16, 300, 40), (3, 7, 10)] {
      try linear(batch, inputs, outputs)
    }
    try normalization(PlainReference.Shape(4, 24, 6, 6))
    for maximum in [false, true] { try pooling(PlainReference.Shape(3, 12, 6, 4), maximum) }
  }

  private func convolution(_ shape: PlainReference.Shape, _ outputs: Int) throws {
    let (input, store) = (map(shape), ParameterStore())
    let layer = Conv2D(
      name: "convolution", input: input, outputs: outputs, activation: .none,
      needsInputGradient: true, store: store)
    let g = pass(layer, store)
    let (w, b) = (layer.weight.unpack(store.values), layer.bias.unpack(store.values))
    let x = draw("x", shape.count)
    let expected = PlainReference.convolutionGradients(
      x, shape, weights: w, outputs: outputs, outputGradient: g)
    let name = "convolution \(shape.n) x \(shape.c) x \(shape.h) x \(shape.w)"
    try compare(
      name, layer.output.array(), PlainReference.convolution(x, shape, weights: w, bias: b))
    try compare("\(name), input gradient", input.array(gradients: true), expected.input)
    try compare(
      "\(name), weight gradient", layer.weight.gradient, expected.weights)
    try compare("\(name), bias gradient", layer.bias.gradient, expected.bias)
  }

  private func linear(_ batch: Int, _ inputs: Int, _ outputs: Int) throws {
    let (input, store) = (map(.init(batch, inputs, 1, 1), halo: 0), ParameterStore())
    let layer = Linear(
      name: "linear", input: input, outputs: outputs, activation: .none, store: store)
    let g = pass(layer, store)
    let (w, b) = (layer.weight.unpack(store.values), layer.bias.unpack(store.values))
    let x = draw("x", batch * inputs)
    let expected = PlainReference.linearGradients(
      x, batch: batch, weights: w, outputs: outputs, outputGradient: g)
    let name = "linear layer \(batch) x \(inputs)"
    try compare(
      name, layer.output.array(), PlainReference.linear(x, batch: batch, weights: w, bias: b))
    try compare("\(name), input gradient", input.array(gradients: true), expected.input)
    try compare(
      "\(name), weight gradient", layer.weight.gradient, expected.weights)
    try compare("\(name), bias gradient", layer.bias.gradient, expected.bias)
  }

  private func normalization(_ shape: PlainReference.Shape) throws {
    let (input, store) = (map(shape), ParameterStore())
    let layer = BatchNorm2D(name: "norm", input: input, activation: .none, store: store)
    let g = pass(layer, store)
    let expected = PlainReference.batchNorm(
      draw("x", shape.count), shape, gamma: layer.weight.unpack(store.values),
      beta: layer.bias.unpack(store.values), outputGradient: g)
    try compare("batch norm", layer.output.array(), expected.output)
    try compare("batch norm, input gradient", input.array(gradients: true), expected.inputGradient)
    try compare("batch norm, scale", layer.weight.gradient, expected.gamma)
    try compare("batch norm, shift", layer.bias.gradient, expected.beta)
  }

  private func pooling(_ shape: PlainReference.Shape, _ maximum: Bool) throws {
    let input = map(shape)
    let layer = Pool2D(name: "pooling", input: input, maximum: maximum)
    let g = pass(layer, ParameterStore())
    let expected = PlainReference.pooling(
      draw("x", shape.count), shape, maximum: maximum, outputGradient: g)
    let name = maximum ? "maximum pooling" : "average pooling"
    try compare(name, layer.output.array(), expected.output)
    try compare("\(name), input gradient", input.array(gradients: true), expected.inputGradient)
  }

  private func draw(_ name: String, _ count: Int) -> [Float] {
    var stream = RandomStream(seed: 1, name: "bench.check.\(name)")
    return (0..<count).map { _ in Float(stream.nextUniform(in: -1...1)) }
  }

  private func map(_ shape: PlainReference.Shape, halo: Int = 1) -> FeatureMap {
    let map = FeatureMap(
      grid: PixelGrid(images: shape.n, height: shape.h, width: shape.w, halo: halo),
      channels: shape.c)
    map.load(draw("x", shape.count))
    return map
  }

  /// Fills the parameters, runs the layer both ways, and returns the gradient that it was given.
  private func pass(_ layer: any Layer, _ store: ParameterStore) -> [Float] {
    store.allocate()
    for parameter in store.parameters {
      parameter.pack(draw(parameter.name, parameter.shape.reduce(1, *)), into: store.values)
    }
    let pool = WorkerPool(threads: threads)
    defer { pool.stop() }
    let pass = Pass(pool: pool, isTraining: true)
    layer.forward(pass)
    let g = draw("g", layer.output.grid.count * layer.output.channels)
    layer.output.load(g, gradients: true)
    layer.backward(pass)
    return g
  }

  private func compare(_ name: String, _ actual: [Float], _ expected: [Double]) throws {
    // A tensor whose sums happen to cancel is held to values of 0.1.
    let scale = max(expected.map(abs).max() ?? 0, 0.1)
    let isClose = { (a: Float, b: Double) in abs(Double(a) - b) <= Self.tolerance * scale }
    guard actual.count == expected.count else {
      throw CommandFailure(
        "Kernel '\(name)': \(actual.count) values, expected \(expected.count). Run make test.")
    }
    // Written so that NaN fails.
    guard let wrong = zip(actual, expected).first(where: { !isClose($0, $1) }) else { return }
    throw CommandFailure(
      "Kernel '\(name)': \(wrong.0), expected \(wrong.1) from its plain twin; nothing is timed. "
        + "Run make test.")
  }
}
