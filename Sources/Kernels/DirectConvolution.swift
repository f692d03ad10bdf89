/// A 3x3 convolution with padding 1, y[p, k] = b[k] + sum over taps t, channels c of
/// w[k, t, c] x[p + t, c], and its gradients, as products of rows of pixels.
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
  private var joined: Int { weights.inputs == inputStride ? 3 : 1 }

  /// Position of the first pixel of a row.
  @inline(__always)
  private func start(_ row: Int) -> Int {
    let (n, y) = row.quotientAndRemainder(dividingBy: grid.height)
    return grid.position(n, y, 0)
  }

  /// Offset in floats from a pixel to its tap `t`.
  @inline(__always)
  private func offset(_ t: Int) -> Int {
    ((t / 3 - 1) * grid.rowStride + t % 3 - 1) * inputStride
  }

  /// Writes the outputs of some rows.
  @inline(never)
  package func apply(
    input: UnsafePointer<Float>, packed: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
    output: UnsafeMutablePointer<Float>, rows: Range<Int>, finish: Finish
  ) {
    let depth = joined * weights.inputs
    for row in rows {
      let at = start(row)
      var block = 0
      while block < outputStride {
        let width = min(16, outputStride - block)
        for t in stride(from: 0, to: 9, by: joined) {
          MatrixTile(
            rowStride: inputStride, depthStride: 1, bStride: width, cStride: outputStride,
            depth: depth, adds: t > 0
          ).multiply(
            input + at * inputStride + offset(t), rows: grid.width,
            packed + block * weights.rows + t * weights.inputs * width, width: width,
            into: output + at * outputStride + block)
        }
        block += 16
      }
      finish.apply(
        to: output, at: at * outputStride, pixels: grid.width, stride: outputStride, bias: bias)
    }
  }

  // MARK: Weight gradient

  /// Parts of the rows that are summed apart and then added in order; fixed by the shape.
  package var groups: Int { max(1, min(16, rows / 64)) }
  package var gradientUnits: Int { groups * blocks }
  private var blocks: Int { (outputStride + 15) / 16 }
  private var groupStride: Int { weights.count + outputStride }
  /// Floats of the groups' sums.
  package var gradientSums: Int { groups * groupStride }

  /// Sums one unit: a group's rows for a block of output channels.
  @inline(never)
  package func sumGradients(
    input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
    sums: UnsafeMutablePointer<Float>, unit: Int
  ) {
    let (group, block) = (unit / blocks, unit % blocks * 16)
    let width = min(16, outputStride - block)
    let target = sums + group * groupStride + block * weights.rows
    let biasTarget = sums + group * groupStride + weights.count + block
    for k in 0..<width { biasTarget[k] = 0 }
    let range = rows * group / groups..<rows * (group + 1) / groups
    for row in range {
      let at = start(row)
      let g = outputGradient + at * outputStride + block
      for t in stride(from: 0, to: 9, by: joined) {
        MatrixTile(
          rowStride: 1, depthStride: inputStride, bStride: outputStride, cStride: width,
          depth: grid.width, adds: row > range.lowerBound
        ).multiply(
          input + at * inputStride + offset(t), rows: joined * weights.inputs, g, width: width,
          into: target + t * weights.inputs * width)
      }
      var k = 0
      while k < width {
        var sum = SIMD8<Float>()
        for x in 0..<grid.width { sum += load8(g, x &* outputStride &+ k) }
        store8(load8(biasTarget, k) + sum, biasTarget, k)
        k += 8
      }
    }
  }

  /// Adds up the groups, in order.
  @inline(never)
  package func finishGradients(
    sums: UnsafePointer<Float>, weightGradient: UnsafeMutablePointer<Float>,
    biasGradient: UnsafeMutablePointer<Float>
  ) {
    func add(_ from: Int, _ count: Int, to target: UnsafeMutablePointer<Float>) {
      var i = 0
      while i < count {
        var sum = load8(sums, from + i)
        for group in 1..<max(groups, 1) { sum += load8(sums, group &* groupStride &+ from &+ i) }
        store8(sum, target, i)
        i += 8
      }
    }
    add(0, weights.count, to: weightGradient)
    add(weights.count, outputStride, to: biasGradient)
  }
}
