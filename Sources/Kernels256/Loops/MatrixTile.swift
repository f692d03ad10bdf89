/// Products of small matrices in registers: the one inner loop behind all convolutions and linear
/// layers, forward and backward.
///
/// A tile is some rows of one or two vectors of columns. The second vector has a distance of its own from
/// the first, since weights lie in blocks of 16 columns: with 8 floats a vector both are of one block,
/// with 16 of neighboring ones.
///
/// **Variants tried**, GFLOP/s of one core. 256 bits on a Zen 4 server (peak 116), depth 16 / 64: 6 x 16
/// 113 / 116, 4 x 16 108 / 109, 4 x 24 68 / 51 (the compiler spills). 512 bits on a Xeon with two units
/// (peak 179): 8 x 32 and 12 x 32 174 to 178 at depths 16 to 256, 12 x 16 only 100, one load a
/// multiply-add. So rows are cut into nearly equal parts of at most `tileRows`.
struct MatrixTile {
  /// Distances in floats between rows of a, and between successive terms of the sum.
  var rowStride: Int
  var depthStride: Int
  /// Distances between rows of b and between rows of c.
  var bStride: Int
  var cStride: Int
  /// Distances from the first vector of a row to the second.
  var bNext: Int
  var cNext: Int
  /// Terms of the sum.
  var depth: Int
  /// False: c = sum. True: c = c + sum, the sum being formed first, which bounds the rounding error
  /// when a long sum is cut into chunks.
  var adds: Bool

  /// Columns of a tile with two vectors a row: what callers advance by.
  static var columns: Int { 2 * Vector.scalarCount }

  /// Where the second vector of a row lies in blocks of 16 columns that are `block` floats apart.
  @inline(__always)
  static func next(block: Int) -> Int { Vector.scalarCount < 16 ? Vector.scalarCount : block }

  /// c[i, j] (+)= sum over p < `depth` of a[i rowStride + p depthStride] b[p bStride + j], in the order
  /// of p, each product added with one rounding.
  ///
  /// **Shapes**: i < `rows`; j < `width`, which is at most `columns` and a multiple of a vector.
  @inline(never)
  func multiply(
    _ a: UnsafePointer<Float>, rows: Int, _ b: UnsafePointer<Float>, width: Int,
    into c: UnsafeMutablePointer<Float>
  ) {
    guard rows > 0 else { return }
    let parts = (rows &+ tileRows &- 1) / tileRows
    let (least, longer) = (rows / parts, rows % parts)
    let isPair = width > Vector.scalarCount
    var (a, c) = (a, c)
    for part in 0..<parts {
      let count = part < longer ? least &+ 1 : least
      if isPair { pair(count, a, b, c) } else { single(count, a, b, c) }
      a += count &* rowStride
      c += count &* cStride
    }
  }

  private typealias Source = UnsafePointer<Float>
  private typealias Target = UnsafeMutablePointer<Float>

  @inline(__always)
  private func pair(_ rows: Int, _ a: Source, _ b: Source, _ c: Target) {
    switch rows {
    case 1: tile1x2(a, b, c)
    case 2: tile2x2(a, b, c)
    case 3: tile3x2(a, b, c)
    case 4: tile4x2(a, b, c)
    case 5: tile5x2(a, b, c)
    case 6: tile6x2(a, b, c)
    case 7: if tileRows >= 7 { tile7x2(a, b, c) }
    case 8: if tileRows >= 8 { tile8x2(a, b, c) }
    case 9: if tileRows >= 9 { tile9x2(a, b, c) }
    case 10: if tileRows >= 10 { tile10x2(a, b, c) }
    case 11: if tileRows >= 11 { tile11x2(a, b, c) }
    default: if tileRows >= 12 { tile12x2(a, b, c) }
    }
  }

  @inline(__always)
  private func single(_ rows: Int, _ a: Source, _ b: Source, _ c: Target) {
    switch rows {
    case 1: tile1x1(a, b, c)
    case 2: tile2x1(a, b, c)
    case 3: tile3x1(a, b, c)
    case 4: tile4x1(a, b, c)
    case 5: tile5x1(a, b, c)
    case 6: tile6x1(a, b, c)
    case 7: if tileRows >= 7 { tile7x1(a, b, c) }
    case 8: if tileRows >= 8 { tile8x1(a, b, c) }
    case 9: if tileRows >= 9 { tile9x1(a, b, c) }
    case 10: if tileRows >= 10 { tile10x1(a, b, c) }
    case 11: if tileRows >= 11 { tile11x1(a, b, c) }
    default: if tileRows >= 12 { tile12x1(a, b, c) }
    }
  }

  @inline(never) private func tile1x2(_ a: Source, _ b: Source, _ c: Target) {
    tile(1, 2, a, b, c)
  }
  @inline(never) private func tile2x2(_ a: Source, _ b: Source, _ c: Target) {
    tile(2, 2, a, b, c)
  }
  @inline(never) private func tile3x2(_ a: Source, _ b: Source, _ c: Target) {
    tile(3, 2, a, b, c)
  }
  @inline(never) private func tile4x2(_ a: Source, _ b: Source, _ c: Target) {
    tile(4, 2, a, b, c)
  }
  @inline(never) private func tile5x2(_ a: Source, _ b: Source, _ c: Target) {
    tile(5, 2, a, b, c)
  }
  @inline(never) private func tile6x2(_ a: Source, _ b: Source, _ c: Target) {
    tile(6, 2, a, b, c)
  }
  @inline(never) private func tile7x2(_ a: Source, _ b: Source, _ c: Target) {
    tile(7, 2, a, b, c)
  }
  @inline(never) private func tile8x2(_ a: Source, _ b: Source, _ c: Target) {
    tile(8, 2, a, b, c)
  }
  @inline(never) private func tile9x2(_ a: Source, _ b: Source, _ c: Target) {
    tile(9, 2, a, b, c)
  }
  @inline(never) private func tile10x2(_ a: Source, _ b: Source, _ c: Target) {
    tile(10, 2, a, b, c)
  }
  @inline(never) private func tile11x2(_ a: Source, _ b: Source, _ c: Target) {
    tile(11, 2, a, b, c)
  }
  @inline(never) private func tile12x2(_ a: Source, _ b: Source, _ c: Target) {
    tile(12, 2, a, b, c)
  }
  @inline(never) private func tile1x1(_ a: Source, _ b: Source, _ c: Target) {
    tile(1, 1, a, b, c)
  }
  @inline(never) private func tile2x1(_ a: Source, _ b: Source, _ c: Target) {
    tile(2, 1, a, b, c)
  }
  @inline(never) private func tile3x1(_ a: Source, _ b: Source, _ c: Target) {
    tile(3, 1, a, b, c)
  }
  @inline(never) private func tile4x1(_ a: Source, _ b: Source, _ c: Target) {
    tile(4, 1, a, b, c)
  }
  @inline(never) private func tile5x1(_ a: Source, _ b: Source, _ c: Target) {
    tile(5, 1, a, b, c)
  }
  @inline(never) private func tile6x1(_ a: Source, _ b: Source, _ c: Target) {
    tile(6, 1, a, b, c)
  }
  @inline(never) private func tile7x1(_ a: Source, _ b: Source, _ c: Target) {
    tile(7, 1, a, b, c)
  }
  @inline(never) private func tile8x1(_ a: Source, _ b: Source, _ c: Target) {
    tile(8, 1, a, b, c)
  }
  @inline(never) private func tile9x1(_ a: Source, _ b: Source, _ c: Target) {
    tile(9, 1, a, b, c)
  }
  @inline(never) private func tile10x1(_ a: Source, _ b: Source, _ c: Target) {
    tile(10, 1, a, b, c)
  }
  @inline(never) private func tile11x1(_ a: Source, _ b: Source, _ c: Target) {
    tile(11, 1, a, b, c)
  }
  @inline(never) private func tile12x1(_ a: Source, _ b: Source, _ c: Target) {
    tile(12, 1, a, b, c)
  }

  /// The body of all tiles; `rows` and `vectors` are constants of each, so that what a smaller tile
  /// does not use is never compiled.
  @inline(__always)
  private func tile(_ rows: Int, _ vectors: Int, _ first: Source, _ bFirst: Source, _ c: Target) {
    let zero = Vector()
    var (sum0, more0) = (zero, zero)
    var (sum1, more1) = (zero, zero)
    var (sum2, more2) = (zero, zero)
    var (sum3, more3) = (zero, zero)
    var (sum4, more4) = (zero, zero)
    var (sum5, more5) = (zero, zero)
    var (sum6, more6) = (zero, zero)
    var (sum7, more7) = (zero, zero)
    var (sum8, more8) = (zero, zero)
    var (sum9, more9) = (zero, zero)
    var (sum10, more10) = (zero, zero)
    var (sum11, more11) = (zero, zero)
    let (r, d, bStep, next, depth) = (rowStride, depthStride, bStride, bNext, depth)
    var (a, b) = (first, bFirst)
    for _ in 0..<depth {
      let u = load(b, 0)
      let v = vectors > 1 ? load(b, next) : zero
      var s = Vector(repeating: a[0])
      sum0 = sum0.addingProduct(s, u)
      if vectors > 1 { more0 = more0.addingProduct(s, v) }
      if rows > 1 {
        s = Vector(repeating: a[r])
        sum1 = sum1.addingProduct(s, u)
        if vectors > 1 { more1 = more1.addingProduct(s, v) }
      }
      if rows > 2 {
        s = Vector(repeating: a[r &+ r])
        sum2 = sum2.addingProduct(s, u)
        if vectors > 1 { more2 = more2.addingProduct(s, v) }
      }
      let a3 = a + 3 &* r
      if rows > 3 {
        s = Vector(repeating: a3[0])
        sum3 = sum3.addingProduct(s, u)
        if vectors > 1 { more3 = more3.addingProduct(s, v) }
      }
      if rows > 4 {
        s = Vector(repeating: a3[r])
        sum4 = sum4.addingProduct(s, u)
        if vectors > 1 { more4 = more4.addingProduct(s, v) }
      }
      if rows > 5 {
        s = Vector(repeating: a3[r &+ r])
        sum5 = sum5.addingProduct(s, u)
        if vectors > 1 { more5 = more5.addingProduct(s, v) }
      }
      let a6 = a3 + 3 &* r
      if rows > 6 {
        s = Vector(repeating: a6[0])
        sum6 = sum6.addingProduct(s, u)
        if vectors > 1 { more6 = more6.addingProduct(s, v) }
      }
      if rows > 7 {
        s = Vector(repeating: a6[r])
        sum7 = sum7.addingProduct(s, u)
        if vectors > 1 { more7 = more7.addingProduct(s, v) }
      }
      if rows > 8 {
        s = Vector(repeating: a6[r &+ r])
        sum8 = sum8.addingProduct(s, u)
        if vectors > 1 { more8 = more8.addingProduct(s, v) }
      }
      let a9 = a6 + 3 &* r
      if rows > 9 {
        s = Vector(repeating: a9[0])
        sum9 = sum9.addingProduct(s, u)
        if vectors > 1 { more9 = more9.addingProduct(s, v) }
      }
      if rows > 10 {
        s = Vector(repeating: a9[r])
        sum10 = sum10.addingProduct(s, u)
        if vectors > 1 { more10 = more10.addingProduct(s, v) }
      }
      if rows > 11 {
        s = Vector(repeating: a9[r &+ r])
        sum11 = sum11.addingProduct(s, u)
        if vectors > 1 { more11 = more11.addingProduct(s, v) }
      }
      a += d
      b += bStep
    }
    let adds = adds
    @inline(__always)
    func put(_ row: Int, _ x: Vector, _ y: Vector) {
      let at = row &* cStride
      store(adds ? load(c, at) + x : x, c, at)
      if vectors > 1 { store(adds ? load(c, at &+ cNext) + y : y, c, at &+ cNext) }
    }
    put(0, sum0, more0)
    if rows > 1 { put(1, sum1, more1) }
    if rows > 2 { put(2, sum2, more2) }
    if rows > 3 { put(3, sum3, more3) }
    if rows > 4 { put(4, sum4, more4) }
    if rows > 5 { put(5, sum5, more5) }
    if rows > 6 { put(6, sum6, more6) }
    if rows > 7 { put(7, sum7, more7) }
    if rows > 8 { put(8, sum8, more8) }
    if rows > 9 { put(9, sum9, more9) }
    if rows > 10 { put(10, sum10, more10) }
    if rows > 11 { put(11, sum11, more11) }
  }
}
