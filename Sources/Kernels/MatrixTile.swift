/// Products of small matrices in registers: the one inner loop behind all convolutions and linear
/// layers, forward and backward.
///
/// **Variants tried**, GFLOP/s on one core of a Zen 4 server (peak 116 with 256-bit multiply-adds),
/// depth 16 / 64: 6 x 16 113 / 116, 4 x 16 108 / 109, 4 x 24 68 / 51 (the compiler spills). So rows
/// are cut into nearly equal parts of at most six.
package struct MatrixTile {
  /// Distances in floats between rows of a, and between successive terms of the sum.
  package var rowStride: Int
  package var depthStride: Int
  package var bStride: Int
  package var cStride: Int
  /// Terms of the sum.
  package var depth: Int
  /// False: c = sum. True: c = c + sum, the sum being formed first, which bounds the rounding error
  /// when a long sum is cut into chunks.
  package var adds = false

  package init(
    rowStride: Int, depthStride: Int, bStride: Int, cStride: Int, depth: Int, adds: Bool = false
  ) {
    (self.rowStride, self.depthStride) = (rowStride, depthStride)
    (self.bStride, self.cStride) = (bStride, cStride)
    (self.depth, self.adds) = (depth, adds)
  }

  /// c[i, j] (+)= sum over p < depth of a[i rowStride + p depthStride] b[p bStride + j], in the order
  /// of p, each product added with one rounding.
  ///
  /// **Shapes**: i < `rows`, j < `width`, which is 8 or 16.
  @inline(never)
  package func multiply(
    _ a: UnsafePointer<Float>, rows: Int, _ b: UnsafePointer<Float>, width: Int,
    into c: UnsafeMutablePointer<Float>
  ) {
    guard rows > 0 else { return }
    let parts = (rows + 5) / 6
    let (least, longer) = (rows / parts, rows % parts)
    var (a, c) = (a, c)
    for part in 0..<parts {
      let count = part < longer ? least + 1 : least
      switch (count, width) {
      case (6, 16): tile6x16(a, b, c)
      case (5, 16): tile5x16(a, b, c)
      case (4, 16): tile4x16(a, b, c)
      case (3, 16): tile3x16(a, b, c)
      case (2, 16): tile2x16(a, b, c)
      case (_, 16): tile1x16(a, b, c)
      case (6, _): tile6x8(a, b, c)
      case (5, _): tile5x8(a, b, c)
      case (4, _): tile4x8(a, b, c)
      case (3, _): tile3x8(a, b, c)
      case (2, _): tile2x8(a, b, c)
      default: tile1x8(a, b, c)
      }
      a += count &* rowStride
      c += count &* cStride
    }
  }

  private typealias Source = UnsafePointer<Float>
  private typealias Target = UnsafeMutablePointer<Float>

  @inline(never) private func tile6x16(_ a: Source, _ b: Source, _ c: Target) {
    tile(6, 2, a, b, c)
  }
  @inline(never) private func tile5x16(_ a: Source, _ b: Source, _ c: Target) {
    tile(5, 2, a, b, c)
  }
  @inline(never) private func tile4x16(_ a: Source, _ b: Source, _ c: Target) {
    tile(4, 2, a, b, c)
  }
  @inline(never) private func tile3x16(_ a: Source, _ b: Source, _ c: Target) {
    tile(3, 2, a, b, c)
  }
  @inline(never) private func tile2x16(_ a: Source, _ b: Source, _ c: Target) {
    tile(2, 2, a, b, c)
  }
  @inline(never) private func tile1x16(_ a: Source, _ b: Source, _ c: Target) {
    tile(1, 2, a, b, c)
  }
  @inline(never) private func tile6x8(_ a: Source, _ b: Source, _ c: Target) { tile(6, 1, a, b, c) }
  @inline(never) private func tile5x8(_ a: Source, _ b: Source, _ c: Target) { tile(5, 1, a, b, c) }
  @inline(never) private func tile4x8(_ a: Source, _ b: Source, _ c: Target) { tile(4, 1, a, b, c) }
  @inline(never) private func tile3x8(_ a: Source, _ b: Source, _ c: Target) { tile(3, 1, a, b, c) }
  @inline(never) private func tile2x8(_ a: Source, _ b: Source, _ c: Target) { tile(2, 1, a, b, c) }
  @inline(never) private func tile1x8(_ a: Source, _ b: Source, _ c: Target) { tile(1, 1, a, b, c) }

  /// The body of all tiles; `rows` and `vectors` are constants of each, so that what a smaller tile
  /// does not use is never compiled.
  @inline(__always)
  private func tile(_ rows: Int, _ vectors: Int, _ first: Source, _ bFirst: Source, _ c: Target) {
    let zero = SIMD8<Float>()
    var (c00, c10, c20, c30, c40, c50) = (zero, zero, zero, zero, zero, zero)
    var (c01, c11, c21, c31, c41, c51) = (zero, zero, zero, zero, zero, zero)
    let (r, d, bStep, depth) = (rowStride, depthStride, bStride, depth)
    var (a, b) = (first, bFirst)
    for _ in 0..<depth {
      let u = load8(b, 0)
      let v = vectors > 1 ? load8(b, 8) : zero
      let lower = a + 3 &* r
      var s = SIMD8(repeating: a[0])
      c00 = c00.addingProduct(s, u)
      if vectors > 1 { c01 = c01.addingProduct(s, v) }
      if rows > 1 {
        s = SIMD8(repeating: a[r])
        c10 = c10.addingProduct(s, u)
        if vectors > 1 { c11 = c11.addingProduct(s, v) }
      }
      if rows > 2 {
        s = SIMD8(repeating: a[r &+ r])
        c20 = c20.addingProduct(s, u)
        if vectors > 1 { c21 = c21.addingProduct(s, v) }
      }
      if rows > 3 {
        s = SIMD8(repeating: lower[0])
        c30 = c30.addingProduct(s, u)
        if vectors > 1 { c31 = c31.addingProduct(s, v) }
      }
      if rows > 4 {
        s = SIMD8(repeating: lower[r])
        c40 = c40.addingProduct(s, u)
        if vectors > 1 { c41 = c41.addingProduct(s, v) }
      }
      if rows > 5 {
        s = SIMD8(repeating: lower[r &+ r])
        c50 = c50.addingProduct(s, u)
        if vectors > 1 { c51 = c51.addingProduct(s, v) }
      }
      a += d
      b += bStep
    }
    let adds = adds
    @inline(__always)
    func put(_ row: Int, _ x: SIMD8<Float>, _ y: SIMD8<Float>) {
      let at = row &* cStride
      store8(adds ? load8(c, at) + x : x, c, at)
      if vectors > 1 { store8(adds ? load8(c, at &+ 8) + y : y, c, at &+ 8) }
    }
    put(0, c00, c01)
    if rows > 1 { put(1, c10, c11) }
    if rows > 2 { put(2, c20, c21) }
    if rows > 3 { put(3, c30, c31) }
    if rows > 4 { put(4, c40, c41) }
    if rows > 5 { put(5, c50, c51) }
  }
}
