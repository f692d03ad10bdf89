/// Weights of a linear layer whose inputs come in runs of `count` equal numbers: what adaptive average
/// pooling makes of one pixel a channel.
///
/// Outputs and input gradients need the sum of a run's columns alone, and the gradients of a run's columns
/// are equal, so that one is kept for all: with 7 x 7 windows a forty-ninth of products and memory.
package struct RepeatedColumns: Sendable {
  /// Of the weights.
  package let weights: WeightLayout
  /// Of the columns' sums and of the gradient.
  package let compact: WeightLayout
  package let count: Int

  package init(_ weights: WeightLayout, count: Int) {
    precondition(
      weights.taps == 1 && weights.inputs % count == 0,
      "Repeated columns: \(weights.inputs) inputs, expected runs of \(count).")
    (self.weights, self.count) = (weights, count)
    compact = WeightLayout(
      taps: 1, inputs: weights.inputs / count, outputs: weights.outputs, isPlain: weights.isPlain)
  }

  /// Channels that one unit of the sums takes.
  private static var channelsPerUnit: Int { 64 }
  private var parts: Int { (compact.rows + Self.channelsPerUnit - 1) / Self.channelsPerUnit }
  package var sumUnits: Int { weights.blocks * parts }

  /// One unit of the sums: its first output, how many lie side by side, and its channels.
  package func sumUnit(_ unit: Int) -> (block: Int, width: Int, channels: Range<Int>) {
    let (block, part) = (unit / parts * weights.blockWidth, unit % parts * Self.channelsPerUnit)
    return (
      block, weights.width(ofBlock: block),
      part..<min(part + Self.channelsPerUnit, compact.rows)
    )
  }

  /// Writes elements `range` of the gradient, laid out like the weights, from the one that is kept; 0 beyond
  /// the weights.
  @inline(never)
  package func expand(
    _ gradient: UnsafePointer<Float>, _ range: Range<Int>, into target: UnsafeMutablePointer<Float>
  ) {
    let (rows, total) = (weights.rows, min(range.count, weights.count - range.lowerBound))
    var done = 0
    while done < total {
      // From here to the end of a run of equal rows, or of the range.
      let at = range.lowerBound + done
      let block = at / (weights.blockWidth * rows) * weights.blockWidth
      let width = weights.width(ofBlock: block)
      var (row, column) = ((at - block * rows) / width, (at - block * rows) % width)
      let source = gradient + (block * compact.rows + row / count * width)
      let end = (row / count + 1) * count
      while row < end && done < total {
        let length = min(width - column, total - done)
        (target + done).update(from: source + column, count: length)
        done += length
        (row, column) = (row + 1, 0)
      }
    }
    (target + total).update(repeating: 0, count: range.count - total)
  }
}
