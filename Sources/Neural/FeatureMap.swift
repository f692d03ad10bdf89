import Kernels

/// Activations N H W C of one point of the network, with their gradients.
///
/// Channels are padded to `stride`; padding and frame hold zeros. The values may come out of an
/// activation: whoever writes the gradients then carries them through it (`gradientFinish`), so that
/// they are those of the activation's input.
package final class FeatureMap {
  package enum Activation: Sendable { case none, relu, gelu }

  package let grid: PixelGrid
  package let channels: Int
  package let stride: Int
  package let activation: Activation
  /// GELU's derivative at its inputs.
  private let derivativeBuffer: AlignedBuffer?
  private let valueBuffer: AlignedBuffer
  private let gradientBuffer: AlignedBuffer

  package var values: UnsafeMutablePointer<Float> { valueBuffer.pointer }
  package var gradients: UnsafeMutablePointer<Float> { gradientBuffer.pointer }
  /// Floats, frame and padding included.
  package var storageCount: Int { grid.storageCount * stride }

  /// What the layer that computes the values does to each sum.
  package var valueFinish: Finish {
    switch activation {
    case .none: .none
    case .relu: .rectify
    case .gelu: .gelu(derivative: derivativeBuffer!.pointer)
    }
  }

  /// What every layer that computes the gradients does to each sum.
  package var gradientFinish: Finish {
    switch activation {
    case .none: .none
    case .relu: .mask(values)
    case .gelu: .scale(derivativeBuffer!.pointer)
    }
  }

  /// - Parameters:
  ///   - isImage: Leaves the channels without padding; for the input of a network.
  ///   - sharing: A map whose gradient is overwritten by this one's, in place.
  package init(
    grid: PixelGrid, channels: Int, isImage: Bool = false, activation: Activation = .none,
    sharingGradientsOf sharing: FeatureMap? = nil
  ) {
    (self.grid, self.channels, self.activation) = (grid, channels, activation)
    stride = isImage ? channels : (channels + 7) / 8 * 8
    derivativeBuffer =
      activation == .gelu ? AlignedBuffer(count: grid.storageCount * stride) : nil
    valueBuffer = AlignedBuffer(count: grid.storageCount * stride)
    gradientBuffer = sharing?.gradientBuffer ?? AlignedBuffer(count: grid.storageCount * stride)
  }

  /// Rows of pixels of all images.
  package var rows: Int { grid.images * grid.height }

  /// The elements of row `row`, without its frame.
  package func span(ofRow row: Int) -> Range<Int> {
    let start = grid.position(row / grid.height, row % grid.height, 0) * stride
    return start..<start + grid.width * stride
  }

  /// Copies an array N C H W into the values (or gradients).
  package func load(_ array: [Float], gradients intoGradients: Bool = false) {
    precondition(array.count == grid.count * channels, "Feature map: \(array.count) values.")
    let target = intoGradients ? gradients : values
    var index = 0
    forEachElement {
      target[$0] = array[index]
      index += 1
    }
  }

  /// The values (or gradients) as an array N C H W.
  package func array(gradients fromGradients: Bool = false) -> [Float] {
    let source = fromGradients ? gradients : values
    var result: [Float] = []
    result.reserveCapacity(grid.count * channels)
    forEachElement { result.append(source[$0]) }
    return result
  }

  private func forEachElement(_ body: (Int) -> Void) {
    for n in 0..<grid.images {
      for c in 0..<channels {
        for y in 0..<grid.height {
          for x in 0..<grid.width { body(grid.position(n, y, x) * stride + c) }
        }
      }
    }
  }

  /// Whether all values are finite.
  var isFinite: Bool {
    for i in 0..<storageCount where !values[i].isFinite { return false }
    return true
  }
}
