/// Turns a small matrix around: to[j toStride + i] = from[i fromStride + j] for i < `rows` and
/// j < `columns`, in blocks of 8 x 8 that go through registers.
@inline(__always)
package func transpose(
  _ from: UnsafePointer<Float>, _ fromStride: Int, rows: Int, columns: Int,
  into to: UnsafeMutablePointer<Float>, _ toStride: Int
) {
  let (wholeRows, wholeColumns) = (rows & ~7, columns & ~7)
  var i = 0
  while i < wholeRows {
    var j = 0
    while j < wholeColumns {
      transposeBlock(
        from + (i &* fromStride &+ j), fromStride, into: to + (j &* toStride &+ i), toStride)
      j &+= 8
    }
    for row in i..<i &+ 8 {
      for j in wholeColumns..<columns { to[j &* toStride &+ row] = from[row &* fromStride &+ j] }
    }
    i &+= 8
  }
  for row in wholeRows..<rows {
    for j in 0..<columns { to[j &* toStride &+ row] = from[row &* fromStride &+ j] }
  }
}

@inline(__always)
private func transposeBlock(
  _ from: UnsafePointer<Float>, _ fromStride: Int,
  into to: UnsafeMutablePointer<Float>, _ toStride: Int
) {
  typealias Vector = SIMD8<Float>
  // Each step exchanges what lies off the diagonal of blocks of 2, 4 and 8.
  @inline(__always)
  func pairs(_ a: Vector, _ b: Vector) -> (Vector, Vector) {
    (
      Vector(a[0], b[0], a[1], b[1], a[4], b[4], a[5], b[5]),
      Vector(a[2], b[2], a[3], b[3], a[6], b[6], a[7], b[7])
    )
  }
  @inline(__always)
  func fours(_ a: Vector, _ b: Vector) -> (Vector, Vector) {
    (
      Vector(a[0], a[1], b[0], b[1], a[4], a[5], b[4], b[5]),
      Vector(a[2], a[3], b[2], b[3], a[6], a[7], b[6], b[7])
    )
  }
  @inline(__always)
  func put(_ a: Vector, _ b: Vector, _ column: Int) {
    store8(Vector(lowHalf: a.lowHalf, highHalf: b.lowHalf), to, column &* toStride)
    store8(Vector(lowHalf: a.highHalf, highHalf: b.highHalf), to, (column &+ 4) &* toStride)
  }
  @inline(__always)
  func half(_ first: Int) -> (Vector, Vector, Vector, Vector) {
    let (a0, a2) = pairs(load8(from, first &* fromStride), load8(from, (first &+ 1) &* fromStride))
    let (b0, b2) = pairs(
      load8(from, (first &+ 2) &* fromStride), load8(from, (first &+ 3) &* fromStride))
    let (c0, c1) = fours(a0, b0)
    let (c2, c3) = fours(a2, b2)
    return (c0, c1, c2, c3)
  }
  let (u0, u1, u2, u3) = half(0)
  let (v0, v1, v2, v3) = half(4)
  put(u0, v0, 0)
  put(u1, v1, 1)
  put(u2, v2, 2)
  put(u3, v3, 3)
}
