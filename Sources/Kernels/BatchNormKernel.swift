/// The shape of batch normalization y = gamma (x - m) / sqrt(v + eps) + beta per channel.
///
/// Statistics are taken per chunk of 64 pixels in Float and combined, chunk after chunk, in Double.
package struct BatchNormKernel {
  package let grid: PixelGrid
  package let stride: Int
  private static var chunk: Int { 64 }

  package init(grid: PixelGrid, stride: Int) { (self.grid, self.stride) = (grid, stride) }

  package var chunks: Int { (grid.count + Self.chunk - 1) / Self.chunk }
  /// Floats of scratch space: two values per chunk and channel.
  package var scratchCount: Int { 2 * chunks * stride }

  package func pixels(_ chunk: Int) -> Range<Int> {
    chunk * Self.chunk..<min((chunk + 1) * Self.chunk, grid.count)
  }
}
