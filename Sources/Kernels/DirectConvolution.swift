/// The shape of a 3x3 convolution with padding 1, y[p, k] = b[k] + sum over taps t, channels c of
/// w[k, t, c] x[p + t, c], and of its gradients, as products of rows of pixels.
///
/// For images of any size; `Winograd` is faster where it fits, except on the 3 channels of an image.
/// A tap's sum runs over its channels in order, and the taps (rows of taps, where the channels have
/// no padding) are added in order.
package struct DirectConvolution {
  package let grid: PixelGrid
  package let weights: WeightLayout
  package let inputStride: Int
  package let outputStride: Int

  package init(grid: PixelGrid, weights: WeightLayout, inputStride: Int) {
    precondition(
      weights.taps == 9 && grid.halo == 1,
      "Direct convolution: \(weights.taps) taps, frame \(grid.halo), expected 9 and 1.")
    (self.grid, self.weights, self.inputStride) = (grid, weights, inputStride)
    outputStride = weights.paddedOutputs
  }

  /// Rows of pixels of all images, the units of `apply`.
  package var rows: Int { grid.images * grid.height }

  /// Taps that lie side by side in memory, and are summed in one go.
  package var joined: Int { weights.inputs == inputStride ? 3 : 1 }

  /// Position of the first pixel of a row.
  package func start(_ row: Int) -> Int {
    grid.position(row / grid.height, row % grid.height, 0)
  }

  /// Offset in floats from a pixel to its tap `t`.
  package func offset(_ t: Int) -> Int {
    ((t / 3 - 1) * grid.rowStride + t % 3 - 1) * inputStride
  }

  /// Parts of the rows that are summed apart and then added in order; fixed by the shape.
  package var groups: Int { max(1, min(16, rows / 64)) }
  package var gradientUnits: Int { groups * blocks }
  /// Blocks of at most 32 outputs.
  package var blocks: Int { (outputStride + 31) / 32 }
  package var groupStride: Int { weights.count + outputStride }
  /// Floats of the groups' sums.
  package var gradientSums: Int { groups * groupStride }
}
