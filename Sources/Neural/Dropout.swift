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

  package init(name: String, input: FeatureMap, probability: Double) {
    (self.name, self.input, self.probability) = (name, input, probability)
    output = FeatureMap(grid: input.grid, channels: input.channels, sharingGradientsOf: input)
    mask = AlignedBuffer(count: input.storageCount)
  }

  package func forward(_ pass: Pass) {
    let keep = pass.isTraining ? Float(1 / (1 - probability)) : 1
    let limit = UInt32(probability * 4_294_967_296)
    var stream = RandomStream(seed: pass.seed, name: "dropout.\(name).\(pass.step)")
    for n in 0..<input.grid.images {
      for c in 0..<input.channels {
        let isDropped = pass.isTraining && stream.nextUInt32() < limit
        mask.pointer[n * input.stride + c] = isDropped ? 0 : keep
      }
    }
    Activations.product(
      input.values, mask.pointer, into: output.values, count: input.storageCount)
  }

  package func backward(_ pass: Pass) {
    Activations.multiply(output.gradients, by: mask.pointer, range: 0..<input.storageCount)
    input.gradientFinish.apply(
      to: input.gradients, at: 0, pixels: input.grid.storageCount, stride: input.stride, bias: nil)
  }
}
