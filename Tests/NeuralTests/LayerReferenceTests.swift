import Kernels
import Neural
import Testing

/// Outputs and gradients of single layers against PyTorch's.
@Suite struct LayerReferenceTests {
  let file: Safetensors

  init() throws { file = try Reference.fixture("layers.safetensors") }

  private func check(_ ours: [Float], _ name: String, _ twin: String) throws {
    let float32 = try Reference.doubles(file.tensors[name])
    let float64 = try file.tensors[twin].map { try Reference.doubles($0) } ?? float32
    expectAsGoodAsPyTorch(ours, float32: float32, float64: float64, name)
  }

  private func map(_ name: String, halo: Int = 1) throws -> FeatureMap {
    let tensor = try #require(file.tensors[name])
    var s = tensor.shape
    while s.count < 4 { s.append(1) }
    let map = FeatureMap(
      grid: PixelGrid(images: s[0], height: s[2], width: s[3], halo: halo), channels: s[1],
      isImage: s[1] == 3)
    map.load(try #require(tensor.floats))
    return map
  }

  private func run(_ layer: any Layer, _ input: FeatureMap, _ name: String) throws {
    let pool = WorkerPool(threads: 1)
    let pass = Pass(pool: pool, isTraining: true)
    layer.forward(pass)
    try check(layer.output.array(), name + ".output", name + ".output64")
    layer.output.load(
      try #require(file.tensors[name + ".gradOutput"]?.floats), gradients: true)
    layer.backward(pass)
  }

  @Test(arguments: [
    "conv3x3.n1c5h7w9k6", "conv3x3.n2c16h16w16k32", "conv3x3.n2c3h32w32k16", "conv3x3.n2c64h2w2k64",
    "conv3x3.n3c32h8w8k64"
  ])
  func conv2DMatchesPyTorch(name: String) throws {
    let input = try map(name + ".input")
    let store = ParameterStore()
    let outputs = try #require(file.tensors[name + ".bias"]).count
    let needsGradient = input.stride % 8 == 0
    let layer = Conv2D(
      name: name, input: input, outputs: outputs, activation: .none,
      needsInputGradient: needsGradient, store: store)
    try check(layer, layer.weight, layer.bias, store, input, name, needsGradient)
  }

  @Test func linearMatchesPyTorch() throws {
    let input = try map("linear.input", halo: 0)
    let store = ParameterStore()
    let outputs = try #require(file.tensors["linear.bias"]).count
    let layer = Linear(
      name: "linear", input: input, outputs: outputs, activation: .none, store: store)
    try check(layer, layer.weight, layer.bias, store, input, "linear", true)
  }

  /// Outputs and all gradients of a layer with weights and biases.
  private func check(
    _ layer: any Layer, _ weight: Parameter, _ bias: Parameter, _ store: ParameterStore,
    _ input: FeatureMap, _ name: String, _ hasInputGradient: Bool
  ) throws {
    store.allocate()
    weight.pack(try #require(file.tensors[name + ".weight"]?.floats), into: store.values)
    bias.pack(try #require(file.tensors[name + ".bias"]?.floats), into: store.values)
    try run(layer, input, name)
    for (parameter, suffix) in [(weight, "weight"), (bias, "bias")] {
      try check(
        parameter.gradient, "\(name).grad.\(suffix)", "\(name).grad64.\(suffix)")
    }
    if hasInputGradient {
      try check(input.array(gradients: true), name + ".gradInput", name + ".gradInput64")
    }
  }

  @Test(arguments: ["avgpool2x2", "maxpool2x2"])
  func poolingMatchesPyTorch(name: String) throws {
    let input = try map(name + ".input")
    try run(Pool2D(name: name, input: input, maximum: name == "maxpool2x2"), input, name)
    try check(input.array(gradients: true), name + ".gradInput", name + ".gradInput64")
  }

  @Test(arguments: ["adaptiveavgpool7.h1", "adaptiveavgpool7.h8"])
  func adaptivePoolingMatchesPyTorch(name: String) throws {
    let input = try map(name + ".input")
    try run(AdaptiveAveragePool2D(name: name, input: input, size: 7), input, name)
    try check(input.array(gradients: true), name + ".gradInput", name + ".gradInput64")
  }

  @Test(arguments: [("gelu.erf", FeatureMap.Activation.gelu), ("relu", .relu)])
  func activationMatchesPyTorch(name: String, activation: FeatureMap.Activation) throws {
    let values = try #require(file.tensors[name + ".input"])
    let map = FeatureMap(
      grid: PixelGrid(images: values.count, height: 1, width: 1, halo: 0), channels: 1,
      activation: activation)
    map.load(try #require(values.floats))
    func finish(_ finish: Finish, _ target: UnsafeMutablePointer<Float>) {
      Vectors.bits256.narrow.apply(
        finish, to: target, at: 0, pixels: values.count, stride: map.stride, bias: nil)
    }
    finish(map.valueFinish, map.values)
    try check(map.array(), name + ".output", name + ".output64")
    map.load(try #require(file.tensors[name + ".gradOutput"]?.floats), gradients: true)
    finish(map.gradientFinish, map.gradients)
    try check(map.array(gradients: true), name + ".gradInput", name + ".gradInput64")
  }

  @Test(arguments: ["n4c16h8w8", "n8c64h2w2"])
  func batchNormMatchesPyTorch(shape: String) throws {
    let name = "batchnorm.train." + shape
    func layer(_ name: String, _ suffix: String) throws -> (FeatureMap, BatchNorm2D, ParameterStore)
    {
      let input = try map(name + ".input")
      let store = ParameterStore()
      let norm = BatchNorm2D(name: name, input: input, activation: .none, store: store)
      store.allocate()
      norm.weight.pack(try #require(file.tensors[name + ".weight"]?.floats), into: store.values)
      norm.bias.pack(try #require(file.tensors[name + ".bias"]?.floats), into: store.values)
      norm.runningMean = try #require(file.tensors[name + ".runningMean" + suffix]?.floats)
      norm.runningVariance = try #require(file.tensors[name + ".runningVar" + suffix]?.floats)
      return (input, norm, store)
    }
    let (input, norm, store) = try layer(name, "Before")
    try run(norm, input, name)
    try check(input.array(gradients: true), name + ".gradInput", "")
    try check(norm.weight.gradient, name + ".grad.weight", "")
    try check(norm.bias.gradient, name + ".grad.bias", "")
    try check(norm.runningMean, name + ".runningMeanAfter", "")
    try check(norm.runningVariance, name + ".runningVarAfter", "")

    let evaluated = "batchnorm.eval." + shape
    let (_, fixed, _) = try layer(evaluated, "")
    fixed.forward(Pass(pool: WorkerPool(threads: 1), isTraining: false))
    try check(fixed.output.array(), evaluated + ".output", "")
  }

  @Test func crossEntropyMatchesPyTorch() throws {
    let input = try map("crossentropy.mean.logits", halo: 0)
    let labels = try #require(file.tensors["crossentropy.mean.labels"]?.integers).map(UInt8.init)
    let result = CrossEntropy.evaluate(
      logits: input.values, stride: input.stride, classes: 10, labels: labels, batch: 16,
      gradient: input.gradients, pool: WorkerPool(threads: 1))
    try check([Float(result.loss)], "crossentropy.mean.loss", "")
    try check(input.array(gradients: true), "crossentropy.mean.gradLogits", "")
  }
}
