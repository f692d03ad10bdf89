/// 3x3 (padding 1) and 1x1 convolutions, y[p, k] = b[k] + sum over taps t, channels c of
/// w[k, t, c] x[p + t, c], and their gradients, as register-tiled direct loops.
///
/// A linear layer is the 1x1 case with one pixel per image. The sum over (t, c) runs tap by tap and
/// channel by channel for each output alone, so that neither tiles nor threads change a bit.
///
/// **Layout**: weights are packed in blocks of 16 output channels (the last one of 8 when that
/// suffices), a block holding [tap][C][16]; see `WeightLayout`.
package struct Convolution {
  package let grid: PixelGrid
  package let weights: WeightLayout
  /// Channel stride of x and of y; the latter is a multiple of 8.
  package let inputStride: Int
  package let outputStride: Int

  package init(grid: PixelGrid, weights: WeightLayout, inputStride: Int, outputStride: Int) {
    precondition(
      weights.taps == grid.tapCount && outputStride == weights.paddedOutputs,
      "Convolution: \(weights.taps) taps and output stride \(outputStride), "
        + "expected \(grid.tapCount) and \(weights.paddedOutputs).")
    (self.grid, self.weights) = (grid, weights)
    (self.inputStride, self.outputStride) = (inputStride, outputStride)
  }

  /// What is done to a sum before it is stored.
  package enum Finish {
    case none
    /// max(v, 0)
    case rectify
    /// v where the mask (laid out like the output) is positive, otherwise 0
    case mask(UnsafePointer<Float>)
  }

  /// Writes the outputs of `pixels` (indices into the grid's positions).
  ///
  /// Tiles are 4 pixels x 16 channels: 8 sums cover the latency of two multiply-adds a cycle. With
  /// 6 x 16, 12 sums, the compiler's schedule spills four of them. 8 channels: 6 x 8.
  @inline(never)
  package func apply(
    input: UnsafePointer<Float>, packed: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
    output: UnsafeMutablePointer<Float>, pixels: Range<Int>, finish: Finish
  ) {
    let last = pixels.upperBound - 1
    let positions = grid.positions
    var rectify = false
    var mask: UnsafePointer<Float>?
    switch finish {
    case .none: break
    case .rectify: rectify = true
    case .mask(let pointer): mask = pointer
    }
    // Chunks keep the pixels in the cache while the blocks of weights pass over them.
    var chunk = pixels.lowerBound
    while chunk < pixels.upperBound {
      let end = min(chunk + 96, pixels.upperBound)
      var block = 0
      while block < outputStride {
        let width = min(16, outputStride - block)
        let w = packed + block * weights.rows
        let blockBias = bias.map { $0 + block }
        let blockMask = mask.map { $0 + block }
        var p = chunk
        while p < end && width == 16 {
          tile16(
            input, w, blockBias, output + block, blockMask, rectify, Int(positions[p]),
            Int(positions[min(p + 1, last)]), Int(positions[min(p + 2, last)]),
            Int(positions[min(p + 3, last)]))
          p += 4
        }
        while p < end {
          let q0 = Int(positions[p])
          let q1 = Int(positions[min(p + 1, last)])
          let q2 = Int(positions[min(p + 2, last)])
          let q3 = Int(positions[min(p + 3, last)])
          let q4 = Int(positions[min(p + 4, last)])
          let q5 = Int(positions[min(p + 5, last)])
          tile8(
            input, w, blockBias, output + block, blockMask, rectify, q0, q1, q2, q3, q4, q5)
          p += 6
        }
        block += width
      }
      // `chunk` grows by a multiple of 4 and 6 so that tiles do not cross it.
      chunk = end
    }
  }

  @inline(__always)
  private func finished(
    _ value: SIMD8<Float>, _ mask: UnsafePointer<Float>?, _ at: Int, _ rectify: Bool
  ) -> SIMD8<Float> {
    if rectify { return value.replacing(with: 0, where: value .< 0) }
    if let mask { return SIMD8<Float>().replacing(with: value, where: load8(mask, at) .> 0) }
    return value
  }

  @inline(__always)
  private func tile16(
    _ input: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, _ bias: UnsafePointer<Float>?,
    _ output: UnsafeMutablePointer<Float>, _ mask: UnsafePointer<Float>?, _ rectify: Bool,
    _ q0: Int, _ q1: Int, _ q2: Int, _ q3: Int
  ) {
    var w = weights
    let channels = self.weights.inputs
    var a0 = SIMD8<Float>()
    var b0 = SIMD8<Float>()
    if let bias { (a0, b0) = (load8(bias, 0), load8(bias, 8)) }
    var (a1, a2, a3) = (a0, a0, a0)
    var (b1, b2, b3) = (b0, b0, b0)
    for tap in 0..<grid.tapCount {
      let base = input + grid.taps[tap] &* inputStride
      let x0 = base + q0 &* inputStride
      let x1 = base + q1 &* inputStride
      let x2 = base + q2 &* inputStride
      let x3 = base + q3 &* inputStride
      for c in 0..<channels {
        let u = load8(w, 0)
        let v = load8(w, 8)
        w += 16
        let s0 = SIMD8(repeating: x0[c])
        a0 = a0.addingProduct(s0, u)
        b0 = b0.addingProduct(s0, v)
        let s1 = SIMD8(repeating: x1[c])
        a1 = a1.addingProduct(s1, u)
        b1 = b1.addingProduct(s1, v)
        let s2 = SIMD8(repeating: x2[c])
        a2 = a2.addingProduct(s2, u)
        b2 = b2.addingProduct(s2, v)
        let s3 = SIMD8(repeating: x3[c])
        a3 = a3.addingProduct(s3, u)
        b3 = b3.addingProduct(s3, v)
      }
    }
    let s = outputStride
    store8(finished(a0, mask, q0 &* s, rectify), output, q0 &* s)
    store8(finished(b0, mask, q0 &* s &+ 8, rectify), output, q0 &* s &+ 8)
    store8(finished(a1, mask, q1 &* s, rectify), output, q1 &* s)
    store8(finished(b1, mask, q1 &* s &+ 8, rectify), output, q1 &* s &+ 8)
    store8(finished(a2, mask, q2 &* s, rectify), output, q2 &* s)
    store8(finished(b2, mask, q2 &* s &+ 8, rectify), output, q2 &* s &+ 8)
    store8(finished(a3, mask, q3 &* s, rectify), output, q3 &* s)
    store8(finished(b3, mask, q3 &* s &+ 8, rectify), output, q3 &* s &+ 8)
  }

  @inline(__always)
  private func tile8(
    _ input: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, _ bias: UnsafePointer<Float>?,
    _ output: UnsafeMutablePointer<Float>, _ mask: UnsafePointer<Float>?, _ rectify: Bool,
    _ q0: Int, _ q1: Int, _ q2: Int, _ q3: Int, _ q4: Int, _ q5: Int
  ) {
    var w = weights
    let channels = self.weights.inputs
    var a0 = SIMD8<Float>()
    if let bias { a0 = load8(bias, 0) }
    var (a1, a2, a3, a4, a5) = (a0, a0, a0, a0, a0)
    for tap in 0..<grid.tapCount {
      let base = input + grid.taps[tap] &* inputStride
      let x0 = base + q0 &* inputStride
      let x1 = base + q1 &* inputStride
      let x2 = base + q2 &* inputStride
      let x3 = base + q3 &* inputStride
      let x4 = base + q4 &* inputStride
      let x5 = base + q5 &* inputStride
      for c in 0..<channels {
        let u = load8(w, 0)
        w += 8
        a0 = a0.addingProduct(SIMD8(repeating: x0[c]), u)
        a1 = a1.addingProduct(SIMD8(repeating: x1[c]), u)
        a2 = a2.addingProduct(SIMD8(repeating: x2[c]), u)
        a3 = a3.addingProduct(SIMD8(repeating: x3[c]), u)
        a4 = a4.addingProduct(SIMD8(repeating: x4[c]), u)
        a5 = a5.addingProduct(SIMD8(repeating: x5[c]), u)
      }
    }
    let s = outputStride
    store8(finished(a0, mask, q0 &* s, rectify), output, q0 &* s)
    store8(finished(a1, mask, q1 &* s, rectify), output, q1 &* s)
    store8(finished(a2, mask, q2 &* s, rectify), output, q2 &* s)
    store8(finished(a3, mask, q3 &* s, rectify), output, q3 &* s)
    store8(finished(a4, mask, q4 &* s, rectify), output, q4 &* s)
    store8(finished(a5, mask, q5 &* s, rectify), output, q5 &* s)
  }
}

/// The 8 floats at `pointer + index`, which needs no alignment. Each file of kernels has its own copy,
/// since debug builds do not inline across files.
@inline(__always)
private func load8(_ pointer: UnsafePointer<Float>, _ index: Int) -> SIMD8<Float> {
  UnsafeRawPointer(pointer + index).loadUnaligned(as: SIMD8<Float>.self)
}

/// Writes 8 floats to `pointer + index`, which needs no alignment.
@inline(__always)
private func store8(_ value: SIMD8<Float>, _ pointer: UnsafeMutablePointer<Float>, _ index: Int) {
  UnsafeMutableRawPointer(pointer + index).storeBytes(of: value, as: SIMD8<Float>.self)
}
