import Kernels
import Neural
import TestSupport
import Testing

/// OpenBLAS's products beside our own.
@Suite struct NativeTests {
  /// Two roundings of the same sums of some hundred to some thousand terms, relative to the largest
  /// value of the tensor. Measured at most 7e-7.
  private let tolerance = 4e-6

  private func draw(_ name: String, _ count: Int) -> [Float] {
    var stream = RandomStream(seed: 5, name: name)
    return (0..<count).map { _ in Float(stream.nextUniform(in: -1...1)) }
  }

  private func expectNear(_ actual: [Float], _ expected: [Float], _ name: String) {
    let scale = Double(expected.map(abs).max() ?? 0)
    expectClose(actual, expected, Tolerance(absolute: tolerance * scale, relative: 0), name)
  }

  private struct Values: Equatable {
    var output: [Float] = []
    var inputGradient: [Float] = []
    var weightGradient: [Float] = []
    var biasGradient: [Float] = []
  }

  private func expectNear(_ actual: Values, _ expected: Values) {
    expectNear(actual.output, expected.output, "output")
    expectNear(actual.inputGradient, expected.inputGradient, "input gradient")
    expectNear(actual.weightGradient, expected.weightGradient, "weight gradient")
    expectNear(actual.biasGradient, expected.biasGradient, "bias gradient")
  }

  /// Runs a layer both ways on an input with ReLU in front of it.
  private func run(
    _ grid: PixelGrid, inputs: Int, threads: Int = 1,
    _ make: (FeatureMap, ParameterStore) -> any Layer
  ) -> Values {
    let input = FeatureMap(grid: grid, channels: inputs, activation: .relu)
    input.load(draw("x", grid.count * inputs).map { max($0, 0) })
    let store = ParameterStore()
    let layer = make(input, store)
    store.allocate()
    for parameter in store.parameters {
      parameter.pack(draw(parameter.name, parameter.shape.reduce(1, *)), into: store.values)
    }
    let pool = WorkerPool(threads: threads)
    defer { pool.stop() }
    let pass = Pass(pool: pool, isTraining: true)
    layer.forward(pass)
    layer.output.load(draw("g", grid.count * layer.output.channels), gradients: true)
    layer.backward(pass)
    return Values(
      output: layer.output.array(), inputGradient: input.array(gradients: true),
      weightGradient: store.parameters[0].gradient,
      biasGradient: store.parameters[1].gradient)
  }

  private func linear(
    _ batch: Int, _ inputs: Int, _ outputs: Int, _ numerics: Numerics, threads: Int = 1
  ) -> Values {
    run(
      PixelGrid(images: batch, height: 1, width: 1, halo: 0), inputs: inputs, threads: threads
    ) {
      Linear(
        name: "linear", input: $0, outputs: outputs, activation: .relu, store: $1,
        numerics: numerics)
    }
  }

  private func convolution(
    _ images: Int, _ size: Int, _ inputs: Int, _ outputs: Int, _ numerics: Numerics,
    threads: Int = 1
  ) -> Values {
    run(
      PixelGrid(images: images, height: size, width: size, halo: 1), inputs: inputs,
      threads: threads
    ) {
      Conv2D(
        name: "conv", input: $0, outputs: outputs, activation: .relu, needsInputGradient: true,
        store: $1, numerics: numerics)
    }
  }

  @Test(arguments: [[16, 256, 256], [33, 264, 1000], [64, 1000, 257], [16, 2048, 300]])
  func largeLinearLayersAgree(shape: [Int]) {
    let (batch, inputs, outputs) = (shape[0], shape[1], shape[2])
    #expect(LinearKernel.usesBLAS(.native, batch: batch, inputs: inputs, outputs: outputs))
    let native = linear(batch, inputs, outputs, .native)
    expectNear(native, linear(batch, inputs, outputs, .portable))
    for threads in [2, 3, 7] {
      #expect(linear(batch, inputs, outputs, .native, threads: threads) == native)
    }
  }

  @Test(arguments: [[16, 8, 128, 128], [64, 4, 129, 130], [5, 16, 256, 136]])
  func wideConvolutionsAgree(shape: [Int]) {
    let (images, size, inputs, outputs) = (shape[0], shape[1], shape[2], shape[3])
    let grid = PixelGrid(images: images, height: size, width: size, halo: 1)
    #expect(
      Winograd(
        grid: grid, weights: WeightLayout(taps: 9, inputs: inputs, outputs: outputs),
        inputStride: (inputs + 7) / 8 * 8, numerics: .native
      ).usesBLAS)
    let native = convolution(images, size, inputs, outputs, .native)
    expectNear(native, convolution(images, size, inputs, outputs, .portable))
    for threads in [2, 3, 7] {
      #expect(convolution(images, size, inputs, outputs, .native, threads: threads) == native)
    }
  }

  /// Just below the sizes of the tests above.
  @Test func smallLayersKeepThePortableBits() {
    for (batch, inputs, outputs) in [(15, 256, 256), (16, 248, 256), (16, 256, 255), (16, 260, 256)]
    {
      #expect(
        linear(batch, inputs, outputs, .native) == linear(batch, inputs, outputs, .portable))
    }
    for (images, size, inputs, outputs) in [(15, 8, 128, 128), (16, 8, 127, 128), (16, 8, 128, 120)]
    {
      #expect(
        convolution(images, size, inputs, outputs, .native)
          == convolution(images, size, inputs, outputs, .portable))
    }
  }

  /// A quarter of VGG16's width, 20 steps. Measured with OpenBLAS's kernels Cooperlake and Haswell: losses
  /// 2e-7 apart at most, weights (root mean square, relative to that of the tensor) 8e-8. GELU, average
  /// pooling and batch norm, since ReLU and the maximum turn a rounding into another choice, after which
  /// two runs of the same arithmetic drift apart as well; biases in front of batch norm are left out,
  /// since their gradient is nothing but rounding.
  @Test func trainingAgreesAndDoesNotDependOnThreads() throws {
    func train(_ numerics: Numerics, threads: Int) throws -> ([StepMetrics], [String: Tensor]) {
      let trainer = try Trainer(
        TrainingSpecification(
          network: .init(
            .vgg16, activation: .gelu, batchNorm: true, pooling: .average,
            widthMultiplier: 1.0 / 4, hidden: 256),
          initialization: .he,
          dataset: .init(.embedded), batchSize: 64, steps: 20,
          optimizer: .init(.sgd, learningRate: 0.001, momentum: 0.9), l1Strength: 1e-5, seed: 1,
          numerics: numerics),
        images: TrainerTests.randomImages(128), threads: threads)
      let metrics = try (0..<20).map { _ in try trainer.step() }
      return (metrics, trainer.weights().tensors)
    }
    let native = try train(.native, threads: 1)
    let again = try train(.native, threads: 3)
    #expect(again.0 == native.0 && again.1 == native.1)
    let portable = try train(.portable, threads: 2)
    // Where OpenBLAS's kernel adds in our order, as on a Zen 4, even the bits are the same: that it took part is told by
    // the last layers' shape.
    #expect(
      Winograd(
        grid: PixelGrid(images: 64, height: 4, width: 4, halo: 1),
        weights: WeightLayout(taps: 9, inputs: 128, outputs: 128), inputStride: 128,
        numerics: .native
      ).usesBLAS)
    expectClose(
      native.0.map(\.loss), portable.0.map(\.loss), Tolerance(absolute: 0, relative: 1e-5), "losses"
    )
    for (name, tensor) in portable.1 where tensor.shape.count > 1 {
      let (a, b) = try (#require(native.1[name]?.floats), #require(tensor.floats))
      let difference = zip(a, b).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
      let size = b.reduce(0.0) { $0 + Double($1 * $1) }
      #expect((difference / size).squareRoot() <= 1e-5, "\(name)")
    }
  }
}
