/// The shape of 2x2 pooling with stride 2; a last odd row or column is dropped.
package struct Pooling {
  package let input: PixelGrid
  package let output: PixelGrid
  package let stride: Int

  package init(input: PixelGrid, output: PixelGrid, stride: Int) {
    precondition(
      output.height == input.height / 2 && output.width == input.width / 2,
      "Pooling: output \(output.height) x \(output.width), expected half the input.")
    (self.input, self.output, self.stride) = (input, output, stride)
  }
}

/// The shape of adaptive average pooling to S x S, flattened in the order C, H, W.
///
/// Output (i, j) is the mean over rows floor(i H / S) ..< ceil((i + 1) H / S), columns alike.
package struct AdaptivePooling {
  package let input: PixelGrid
  package let channels: Int
  package let stride: Int
  package let size: Int
  /// Distance between the flattened images.
  package let outputStride: Int

  package init(input: PixelGrid, channels: Int, stride: Int, size: Int, outputStride: Int) {
    (self.input, self.channels, self.stride) = (input, channels, stride)
    (self.size, self.outputStride) = (size, outputStride)
  }

  /// The rows (or columns) of `length` that go into output row (or column) `i`.
  package func bounds(_ i: Int, _ length: Int) -> Range<Int> {
    i * length / size..<((i + 1) * length + size - 1) / size
  }
}
