extension Convolution {
  /// Pixels that are summed in registers before the sum joins the total: this bounds rounding
  /// errors, and keeps both operands in the cache.
  static var chunk: Int { 64 }

  /// Tiles of 12 rows x 16 (or 8) channels that make up the weight gradient; registers hold 4 x 16
  /// (or 6 x 8) of one at a time.
  package var gradientTiles: Int {
    (outputStride + 15) / 16 * ((weights.rows + 11) / 12)
  }

  /// The gradients of weights and bias,
  /// dw[k, t, c] = sum over p of x[p + t, c] g[p, k] and db[k] = sum over p of g[p, k].
  ///
  /// Every tile sums over all pixels in chunks of 256, in order, whoever computes it.
  ///
  /// - Parameters:
  ///   - weightGradient: Packed like the weights; overwritten.
  ///   - biasGradient: `outputStride` values; overwritten.
  ///   - tiles: Which of the `gradientTiles` to compute.
  @inline(never)
  package func weightGradient(
    input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
    weightGradient: UnsafeMutablePointer<Float>, biasGradient: UnsafeMutablePointer<Float>,
    tiles: Range<Int>
  ) {
    let rowTiles = (weights.rows + 11) / 12
    var start = 0
    while start < grid.count {
      let pixels = start..<min(start + Self.chunk, grid.count)
      for tile in tiles {
        let block = tile / rowTiles * 16
        let row = tile % rowTiles * 12
        let g = outputGradient + block
        let target = weightGradient + block * weights.rows
        if outputStride - block >= 16 {
          for part in stride(from: row, to: min(row + 12, weights.rows), by: 4) {
            gradientTile16(input, g, target, part, pixels)
          }
          if row == 0 {
            biasTile(g, biasGradient + block, pixels)
            biasTile(g + 8, biasGradient + block + 8, pixels)
          }
        } else {
          for part in stride(from: row, to: min(row + 12, weights.rows), by: 6) {
            gradientTile8(input, g, target, part, pixels)
          }
          if row == 0 { biasTile(g, biasGradient + block, pixels) }
        }
      }
      start += Self.chunk
    }
  }

  /// The input of row `row` (a tap and a channel) relative to a pixel's own; rows past the end
  /// repeat the last one and are not stored.
  @inline(__always)
  private func offset(_ row: Int) -> Int {
    let row = min(row, weights.rows - 1)
    return grid.taps[row / weights.inputs] &* inputStride &+ row % weights.inputs
  }

  @inline(__always)
  private func add(
    _ value: SIMD8<Float>, _ target: UnsafeMutablePointer<Float>, _ at: Int, _ first: Bool
  ) {
    store8(first ? value : load8(target, at) + value, target, at)
  }

  @inline(__always)
  private func biasTile(
    _ g: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ pixels: Range<Int>
  ) {
    var sum = SIMD8<Float>()
    for p in pixels { sum += load8(g, Int(grid.positions[p]) &* outputStride) }
    add(sum, target, 0, pixels.lowerBound == 0)
  }

  @inline(__always)
  private func gradientTile16(
    _ input: UnsafePointer<Float>, _ g: UnsafePointer<Float>,
    _ target: UnsafeMutablePointer<Float>, _ row: Int, _ pixels: Range<Int>
  ) {
    let (x0, x1) = (input + offset(row), input + offset(row + 1))
    let (x2, x3) = (input + offset(row + 2), input + offset(row + 3))
    let zero = SIMD8<Float>()
    var (a0, a1, a2, a3) = (zero, zero, zero, zero)
    var (b0, b1, b2, b3) = (zero, zero, zero, zero)
    let positions = grid.positions
    for p in pixels {
      let q = Int(positions[p])
      let i = q &* inputStride
      let u = load8(g, q &* outputStride)
      let v = load8(g, q &* outputStride &+ 8)
      let s0 = SIMD8(repeating: x0[i])
      a0 = a0.addingProduct(s0, u)
      b0 = b0.addingProduct(s0, v)
      let s1 = SIMD8(repeating: x1[i])
      a1 = a1.addingProduct(s1, u)
      b1 = b1.addingProduct(s1, v)
      let s2 = SIMD8(repeating: x2[i])
      a2 = a2.addingProduct(s2, u)
      b2 = b2.addingProduct(s2, v)
      let s3 = SIMD8(repeating: x3[i])
      a3 = a3.addingProduct(s3, u)
      b3 = b3.addingProduct(s3, v)
    }
    let first = pixels.lowerBound == 0
    let rows = min(4, weights.rows - row)
    let to = target + row * 16
    add(a0, to, 0, first)
    add(b0, to, 8, first)
    if rows > 1 {
      add(a1, to, 16, first)
      add(b1, to, 24, first)
    }
    if rows > 2 {
      add(a2, to, 32, first)
      add(b2, to, 40, first)
    }
    if rows > 3 {
      add(a3, to, 48, first)
      add(b3, to, 56, first)
    }
  }

  @inline(__always)
  private func gradientTile8(
    _ input: UnsafePointer<Float>, _ g: UnsafePointer<Float>,
    _ target: UnsafeMutablePointer<Float>, _ row: Int, _ pixels: Range<Int>
  ) {
    let (x0, x1, x2) = (input + offset(row), input + offset(row + 1), input + offset(row + 2))
    let (x3, x4, x5) = (input + offset(row + 3), input + offset(row + 4), input + offset(row + 5))
    var (a0, a1, a2) = (SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>())
    var (a3, a4, a5) = (a0, a0, a0)
    let positions = grid.positions
    for p in pixels {
      let q = Int(positions[p])
      let i = q &* inputStride
      let u = load8(g, q &* outputStride)
      a0 = a0.addingProduct(SIMD8(repeating: x0[i]), u)
      a1 = a1.addingProduct(SIMD8(repeating: x1[i]), u)
      a2 = a2.addingProduct(SIMD8(repeating: x2[i]), u)
      a3 = a3.addingProduct(SIMD8(repeating: x3[i]), u)
      a4 = a4.addingProduct(SIMD8(repeating: x4[i]), u)
      a5 = a5.addingProduct(SIMD8(repeating: x5[i]), u)
    }
    let first = pixels.lowerBound == 0
    let rows = min(6, weights.rows - row)
    let to = target + row * 8
    add(a0, to, 0, first)
    if rows > 1 { add(a1, to, 8, first) }
    if rows > 2 { add(a2, to, 16, first) }
    if rows > 3 { add(a3, to, 24, first) }
    if rows > 4 { add(a4, to, 32, first) }
    if rows > 5 { add(a5, to, 40, first) }
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
