import Kernels

/// Means over S x S overlapping windows, flattened in the order C, H, W.
///
/// **Shapes**: [N, C, H, W] to [N, C S S].
package final class AdaptiveAveragePool2D: Layer {
  package let name: String
  package let output: FeatureMap
  private let input: FeatureMap
  private let kernel: AdaptivePooling
  private let vectors: any VectorKernels

  package init(name: String, input: FeatureMap, size: Int, vectors: Vectors = .current) {
    (self.name, self.input) = (name, input)
    let grid = PixelGrid(images: input.grid.images, height: 1, width: 1, halo: 0)
    output = FeatureMap(grid: grid, channels: input.channels * size * size)
    kernel = AdaptivePooling(
      input: input.grid, channels: input.channels, stride: input.stride, size: size,
      outputStride: output.stride)
    self.vectors = vectors.kernels(input.stride)
  }

  package func forward(_ pass: Pass) {
    pass.pool.forEachRange(of: input.grid.images) {
      vectors.forward(kernel, input.values, output.values, images: $0)
    }
  }

  package func backward(_ pass: Pass) {
    pass.pool.forEachRange(of: input.grid.images) {
      vectors.backward(
        kernel, gradient: output.gradients, inputGradient: input.gradients, images: $0,
        finish: input.gradientFinish)
    }
  }
}
