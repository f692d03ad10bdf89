import Kernels

/// A 3x3 convolution with padding 1 (`Conv2D`) or a linear layer, with bias and optional ReLU:
/// y = max(0, W * x + b) or W * x + b, according to `output.isRectified`.
///
/// **Shapes**: weight [K, C, 3, 3] or [K, C], bias [K].
package final class AffineLayer: Layer {
  package let name: String
  package let output: FeatureMap
  package let weight: Parameter
  package let bias: Parameter
  private let input: FeatureMap
  private let layout: WeightLayout
  private let forwardKernel: Convolution
  private let backwardKernel: Convolution?
  private let transposed: AlignedBuffer?

  /// - Parameter needsInputGradient: False for the first layer.
  package init(
    name: String, input: FeatureMap, outputs: Int, isRectified: Bool, needsInputGradient: Bool,
    store: ParameterStore
  ) {
    (self.name, self.input) = (name, input)
    let grid = input.grid
    layout = WeightLayout(taps: grid.tapCount, inputs: input.channels, outputs: outputs)
    output = FeatureMap(grid: grid, channels: outputs, isRectified: isRectified)
    let fanIn = layout.rows
    weight = Parameter(
      name: name + ".weight",
      shape: grid.tapCount == 9 ? [outputs, input.channels, 3, 3] : [outputs, input.channels],
      fanIn: fanIn, layout: .packed(layout), store: store)
    bias = Parameter(
      name: name + ".bias", shape: [outputs], fanIn: fanIn, layout: .vector, store: store)
    forwardKernel = Convolution(
      grid: grid, weights: layout, inputStride: input.stride, outputStride: output.stride)
    if needsInputGradient {
      backwardKernel = Convolution(
        grid: grid, weights: layout.transposed, inputStride: output.stride,
        outputStride: input.stride)
      transposed = AlignedBuffer(count: layout.transposed.count)
    } else {
      (backwardKernel, transposed) = (nil, nil)
    }
  }

  package func forward(_ pass: Pass) {
    pass.pool.forEachRange(of: input.grid.count, grain: 12) { pixels in
      forwardKernel.apply(
        input: input.values, packed: weight.values, bias: bias.values, output: output.values,
        pixels: pixels, finish: output.isRectified ? .rectify : .none)
    }
  }

  package func backward(_ pass: Pass) {
    pass.pool.forEachRange(of: forwardKernel.gradientTiles) { tiles in
      forwardKernel.weightGradient(
        input: input.values, outputGradient: output.gradients, weightGradient: weight.gradients,
        biasGradient: bias.gradients, tiles: tiles)
    }
    guard let backwardKernel, let transposed else { return }
    pass.pool.forEachRange(of: (layout.transposed.paddedOutputs + 15) / 16) { blocks in
      layout.transpose(weight.values, into: transposed.pointer, blocks: blocks)
    }
    pass.pool.forEachRange(of: input.grid.count, grain: 12) { pixels in
      backwardKernel.apply(
        input: output.gradients, packed: transposed.pointer, bias: nil, output: input.gradients,
        pixels: pixels, finish: input.isRectified ? .mask(UnsafePointer(input.values)) : .none)
    }
  }
}
