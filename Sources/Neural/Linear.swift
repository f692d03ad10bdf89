import Kernels

/// A linear layer with bias and activation: y = f(W x + b).
///
/// **Shapes**: x [N, C], weight [K, C], bias [K], y [N, K].
package final class Linear: Layer {
  package let name: String
  package let output: FeatureMap
  package let weight: Parameter
  package let bias: Parameter
  private let input: FeatureMap
  private let layout: WeightLayout
  /// For the images that the network uses now.
  private var kernel: LinearKernel {
    LinearKernel(batch: input.grid.images, weights: layout, inputStride: input.stride)
  }

  package init(
    name: String, input: FeatureMap, outputs: Int, activation: FeatureMap.Activation,
    store: ParameterStore, numerics: Numerics = .portable
  ) {
    precondition(
      input.grid.imageStride == 1,
      "Linear layer '\(name)': \(input.grid.height) x \(input.grid.width) pixels, expected 1 x 1.")
    (self.name, self.input) = (name, input)
    let isNative = LinearKernel.usesBLAS(
      numerics, batch: input.grid.images, inputs: input.channels, outputs: outputs)
    if isNative { OpenBLAS.useOneThreadPerCall() }
    layout = WeightLayout(
      taps: 1, inputs: input.channels, outputs: outputs, isPlain: isNative)
    output = FeatureMap(grid: input.grid, channels: outputs, activation: activation)
    weight = Parameter(
      name: name + ".weight", shape: [outputs, input.channels], fanIn: layout.rows,
      layout: .packed(layout), store: store)
    bias = Parameter(
      name: name + ".bias", shape: [outputs], fanIn: layout.rows, layout: .vector, store: store)
  }

  package func forward(_ pass: Pass) {
    let kernel = kernel
    pass.pool.forEachUnit(of: kernel.applyUnits) { unit, _ in
      kernel.apply(
        input: input.values, packed: weight.values, bias: bias.values, output: output.values,
        finish: output.valueFinish, unit: unit)
    }
  }

  package func backward(_ pass: Pass) {
    let (pool, workspace, kernel) = (pass.pool, pass.workspace, kernel)
    pool.forEachUnit(of: kernel.weightGradientUnits) { unit, _ in
      kernel.weightGradient(
        input: input.values, outputGradient: output.gradients, weightGradient: weight.gradients,
        biasGradient: bias.gradients, unit: unit)
    }
    workspace.reserve(perWorker: LinearKernel.inputGradientScratch)
    pool.forEachUnit(of: kernel.inputGradientUnits) { unit, worker in
      kernel.inputGradient(
        outputGradient: output.gradients, packed: weight.values, inputGradient: input.gradients,
        finish: input.gradientFinish, unit: unit, scratch: workspace.scratch(worker: worker))
    }
  }
}
