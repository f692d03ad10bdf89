import Kernels

/// A linear layer with bias and activation: y = f(W x + b).
///
/// **Shapes**: x [N, C], weight [K, C repeats], bias [K], y [N, K].
package final class Linear: Layer {
  package let name: String
  package let output: FeatureMap
  package let weight: Parameter
  package let bias: Parameter
  private let input: FeatureMap
  private let kernel: LinearKernel
  /// Where the inputs come in runs of equal numbers, of each of which the input map holds one.
  private let columns: RepeatedColumns?
  private let columnSums: AlignedBuffer?
  private let vectors: any VectorKernels

  /// Products of each output: one for each run of equal inputs.
  package var products: Int { input.channels }

  /// - Parameter repeats: How many inputs in a row are equal to each channel of `input`.
  package init(
    name: String, input: FeatureMap, outputs: Int, activation: FeatureMap.Activation,
    repeats: Int = 1, store: ParameterStore, numerics: Numerics = .portable,
    vectors: Vectors = .current
  ) {
    precondition(
      input.grid.imageStride == 1,
      "Linear layer '\(name)': \(input.grid.height) x \(input.grid.width) pixels, expected 1 x 1.")
    (self.name, self.input) = (name, input)
    let isNative = LinearKernel.usesBLAS(
      numerics, batch: input.grid.images, inputs: input.channels, outputs: outputs)
    if isNative { OpenBLAS.useOneThreadPerCall() }
    let layout = WeightLayout(
      taps: 1, inputs: input.channels * repeats, outputs: outputs, isPlain: isNative)
    let columns = repeats > 1 ? RepeatedColumns(layout, count: repeats) : nil
    self.columns = columns
    columnSums = columns.map { AlignedBuffer(count: $0.compact.count) }
    output = FeatureMap(grid: input.grid, channels: outputs, activation: activation)
    weight = Parameter(
      name: name + ".weight", shape: [outputs, layout.inputs], fanIn: layout.rows,
      layout: columns.map { .repeated($0) } ?? .packed(layout), store: store)
    bias = Parameter(
      name: name + ".bias", shape: [outputs], fanIn: layout.rows, layout: .vector, store: store)
    kernel = LinearKernel(
      grid: input.grid, weights: columns?.compact ?? layout, inputStride: input.stride)
    self.vectors = vectors.kernels(input.stride, output.stride)
  }

  /// What the inputs are multiplied by: the weights, or the sums of their columns.
  private var factors: UnsafeMutablePointer<Float> { columnSums?.pointer ?? weight.values }

  package func forward(_ pass: Pass) {
    if let columns {
      pass.pool.forEachUnit(of: columns.sumUnits) { unit, _ in
        vectors.sumColumns(columns, weight.values, into: factors, unit: unit)
      }
    }
    pass.pool.forEachUnit(of: kernel.applyUnits) { unit, _ in
      vectors.apply(
        kernel, input: input.values, packed: factors, bias: bias.values, output: output.values,
        finish: output.valueFinish, unit: unit)
    }
  }

  package func backward(_ pass: Pass) {
    let (pool, workspace) = (pass.pool, pass.workspace)
    pool.forEachUnit(of: kernel.weightGradientUnits) { unit, _ in
      vectors.weightGradient(
        kernel, input: input.values, outputGradient: output.gradients,
        weightGradient: weight.gradients,
        biasGradient: bias.gradients, unit: unit)
    }
    workspace.reserve(perWorker: LinearKernel.inputGradientScratch)
    pool.forEachUnit(of: kernel.inputGradientUnits) { unit, worker in
      vectors.inputGradient(
        kernel, outputGradient: output.gradients, packed: factors, inputGradient: input.gradients,
        finish: input.gradientFinish, unit: unit, scratch: workspace.scratch(worker: worker))
    }
  }
}
