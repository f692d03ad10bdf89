import Kernels

/// 2x2 pooling with stride 2: the mean, or the maximum, whose gradient goes to the first pixel that
/// holds it.
///
/// **Shapes**: H x W to floor(H / 2) x floor(W / 2).
package final class Pool2D: Layer {
  package let name: String
  package let output: FeatureMap
  private let input: FeatureMap
  private let kernel: Pooling
  private let maximum: Bool
  private let vectors: any VectorKernels

  package init(name: String, input: FeatureMap, maximum: Bool, vectors: Vectors = .current) {
    (self.name, self.input, self.maximum) = (name, input, maximum)
    let grid = PixelGrid(
      images: input.grid.images, height: input.grid.height / 2, width: input.grid.width / 2,
      halo: input.grid.halo)
    output = FeatureMap(grid: grid, channels: input.channels)
    kernel = Pooling(input: input.grid, output: grid, stride: input.stride)
    self.vectors = vectors.kernels(input.stride)
  }

  package func forward(_ pass: Pass) {
    pass.pool.forEachRange(of: input.grid.images) {
      vectors.forward(kernel, input.values, output.values, images: $0, maximum: maximum)
    }
  }

  package func backward(_ pass: Pass) {
    pass.pool.forEachRange(of: input.grid.images) {
      vectors.backward(
        kernel, input: input.values, gradient: output.gradients, inputGradient: input.gradients,
        images: $0, maximum: maximum, finish: input.gradientFinish)
    }
  }
}
