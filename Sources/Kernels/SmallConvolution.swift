/// The shape of a 3x3 convolution with padding 1 on images of 2 x 2 pixels, and of its gradients, directly.
///
/// Each output sees all four pixels, each by a tap of its own: 16 products a channel for 4 outputs, as many as
/// Winograd's form needs behind its transforms. Where a tap meets only zeros its gradient is exactly 0, which it is
/// not in Winograd's form: an optimizer that divides by the gradient's size would make whole steps of the rounding.
///
/// A sum runs over channels, chunk by chunk, and rows of pixels (outputs), or over pairs of pixels and images (filter
/// gradient), in a fixed order.
package struct SmallConvolution {
  package let grid: PixelGrid
  package let weights: WeightLayout
  package let inputStride: Int
  package let outputStride: Int

  package init(grid: PixelGrid, weights: WeightLayout, inputStride: Int) {
    precondition(
      Self.fits(grid) && weights.taps == 9 && inputStride % 8 == 0,
      "Small convolution: \(grid.height) x \(grid.width), \(weights.taps) taps and stride \(inputStride), "
        + "expected 2 x 2, 9 and a multiple of 8.")
    (self.grid, self.weights, self.inputStride) = (grid, weights, inputStride)
    outputStride = weights.paddedOutputs
  }

  package static func fits(_ grid: PixelGrid) -> Bool {
    grid.halo == 1 && grid.height == 2 && grid.width == 2
  }

  /// Terms that are summed before they are added up.
  package static var chunk: Int { 256 }
  /// Outputs that a unit takes.
  package static var width: Int { 32 }
  private var blocks: Int { (outputStride + Self.width - 1) / Self.width }

  /// Images that a unit of the outputs takes: few enough for each worker to have one.
  private func images(workers: Int) -> Int {
    let parts = max(1, (workers + blocks - 1) / blocks, (grid.images + 95) / 96)
    return (grid.images + parts - 1) / parts
  }

  package func units(workers: Int) -> Int {
    let images = images(workers: workers)
    return blocks * ((grid.images + images - 1) / images)
  }

  /// The images and outputs of one unit.
  package func unit(_ unit: Int, workers: Int) -> (images: Range<Int>, outputs: Range<Int>) {
    let images = images(workers: workers)
    let (part, block) = (unit / blocks, unit % blocks)
    return (
      part * images..<min((part + 1) * images, grid.images),
      block * Self.width..<min((block + 1) * Self.width, outputStride)
    )
  }

  /// Units of the filter gradient: a tap of a block of outputs. The first tap's also sum the bias gradients.
  package var gradientUnits: Int { 9 * blocks }

  /// The tap and the outputs of one unit; the middle taps, which have most to do, come first.
  package func gradientUnit(_ unit: Int) -> (tap: Int, outputs: Range<Int>) {
    let tap = [4, 1, 3, 5, 7, 0, 2, 6, 8][unit / blocks]
    let first = unit % blocks * Self.width
    return (tap, first..<min(first + Self.width, outputStride))
  }
}
