import Kernels

/// In training sets each value to 0 with probability p and divides the others by 1 - p.
///
/// The mask of a step comes from the stream `"dropout.<layer>.<step>"`.
package final class Dropout: Layer {
  package let name: String
  package let output: FeatureMap
  private let input: FeatureMap
  private let probability: Double
  private let mask: AlignedBuffer
  private let vectors: any VectorKernels

  package init(name: String, input: FeatureMap, probability: Double, vectors: Vectors = .current) {
    (self.name, self.input, self.probability) = (name, input, probability)
    output = FeatureMap(grid: input.grid, channels: input.channels, sharingGradientsOf: input)
    mask = AlignedBuffer(count: input.storageCount)
    self.vectors = vectors.kernels(input.stride)
  }

  package func forward(_ pass: Pass) {
    let limit = UInt32(probability * 4_294_967_296)
    let stream = RandomStream(seed: pass.seed, name: "dropout.\(name).\(pass.step)")
    let (channels, stride) = (input.channels, input.stride)
    pass.pool.forEachRange(of: input.grid.images) { images in
      for n in images {
        let row = mask.pointer + n * stride
        if pass.isTraining {
          stream.mask(
            from: n * channels, count: channels, limit: limit,
            kept: Float(1 / (1 - probability)), into: row)
        } else {
          row.update(repeating: 1, count: channels)
        }
      }
      vectors.product(
        input.values, mask.pointer, into: output.values,
        range: images.lowerBound * stride..<images.upperBound * stride)
    }
  }

  package func backward(_ pass: Pass) {
    let stride = input.stride
    pass.pool.forEachRange(of: input.grid.images) { images in
      let first = images.lowerBound * stride
      vectors.multiply(
        output.gradients, by: mask.pointer, range: first..<images.upperBound * stride)
      vectors.apply(
        input.gradientFinish, to: input.gradients, at: first, pixels: images.count, stride: stride,
        bias: nil)
    }
  }
}
