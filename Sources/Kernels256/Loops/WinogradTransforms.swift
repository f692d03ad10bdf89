private import CProcessor

/// The linear maps of Winograd's F(2x2, 3x3) (Lavin and Gray 2016, arXiv 1509.09308), a
/// vector of channels at a time:
///
///     y  = A^T [(G w G^T) * (B^T d B)] A              2x2 outputs from a 4x4 patch d and a 3x3 filter w
///     dw = G^T [(A g A^T) * (B^T d B)] G              the filter's gradient from 2x2 gradients g
///
///     B^T = [1 0 -1 0; 0 1 1 0; 0 -1 1 0; 0 1 0 -1]
///     G   = [1 0 0; 1/2 1/2 1/2; 1/2 -1/2 1/2; 0 0 1]
///     A^T = [1 1 1 0; 0 1 -1 -1]
///
/// `*` multiplies entry by entry. Entry (i, j) of a transformed patch is plane 4 i + j.
enum WinogradTransforms {
  @inline(__always)
  private static func forwardLine(
    _ a: Vector, _ b: Vector, _ c: Vector, _ d: Vector
  ) -> (Vector, Vector, Vector, Vector) { (a - c, b + c, c - b, b - d) }

  /// B^T d B of `count` patches side by side, the first with its top left pixel at `x`, each written to 16
  /// planes, `step` floats behind the one before, from `v` on. Neighbors share two columns, which are
  /// read and transformed once. What the patches below them will read anew is asked for early: rows are
  /// too short for the processor to notice (2 % of a step of VGG19 at batch 128 on a Xeon).
  ///
  /// **Units**: `pixel`, `row`, `step` and `plane` are distances in floats.
  @inline(__always)
  static func patches(
    _ x: UnsafePointer<Float>, count: Int, pixel: Int, row: Int,
    into v: UnsafeMutablePointer<Float>, step: Int, plane: Int
  ) {
    let (r1, r2, r3, r4) = (row, 2 &* row, 3 &* row, 4 &* row)
    @inline(__always)
    func column(_ x: UnsafePointer<Float>) -> (Vector, Vector, Vector, Vector) {
      forwardLine(load(x, 0), load(x, r1), load(x, r2), load(x, r3))
    }
    var (a0, b0, c0, d0) = column(x)
    var (a1, b1, c1, d1) = column(x + pixel)
    var (x, v) = (x + 2 &* pixel, v)
    for _ in 0..<count {
      nonsmooth_prefetch(x + r4)
      nonsmooth_prefetch(x + (r4 &+ pixel))
      nonsmooth_prefetch(x + (r4 &+ row))
      nonsmooth_prefetch(x + (r4 &+ row &+ pixel))
      let (a2, b2, c2, d2) = column(x)
      let (a3, b3, c3, d3) = column(x + pixel)
      write(forwardLine(a0, a1, a2, a3), v, plane)
      write(forwardLine(b0, b1, b2, b3), v + 4 &* plane, plane)
      write(forwardLine(c0, c1, c2, c3), v + 8 &* plane, plane)
      write(forwardLine(d0, d1, d2, d3), v + 12 &* plane, plane)
      (a0, b0, c0, d0) = (a2, b2, c2, d2)
      (a1, b1, c1, d1) = (a3, b3, c3, d3)
      x += 2 &* pixel
      v += step
    }
  }

  @inline(__always)
  private static func write(
    _ values: (Vector, Vector, Vector, Vector), _ to: UnsafeMutablePointer<Float>, _ plane: Int
  ) {
    store(values.0, to, 0)
    store(values.1, to, plane)
    store(values.2, to, 2 &* plane)
    store(values.3, to, 3 &* plane)
  }

  @inline(__always)
  private static func outputLine(
    _ a: Vector, _ b: Vector, _ c: Vector, _ d: Vector
  ) -> (Vector, Vector) { ((a + b) + c, (b - c) - d) }

  /// A^T m A of 16 planes at `m`: the outputs (0, 0), (0, 1), (1, 0) and (1, 1).
  @inline(__always)
  static func outputs(
    _ m: UnsafePointer<Float>, plane: Int
  ) -> (Vector, Vector, Vector, Vector) {
    @inline(__always)
    func column(_ j: Int) -> (Vector, Vector) {
      let at = j &* plane
      return outputLine(
        load(m, at), load(m, at &+ 4 &* plane), load(m, at &+ 8 &* plane),
        load(m, at &+ 12 &* plane))
    }
    let (p0, q0) = column(0)
    let (p1, q1) = column(1)
    let (p2, q2) = column(2)
    let (p3, q3) = column(3)
    let (y00, y01) = outputLine(p0, p1, p2, p3)
    let (y10, y11) = outputLine(q0, q1, q2, q3)
    return (y00, y01, y10, y11)
  }

  /// A g A^T of 2x2 gradients, written to 16 planes at `v`.
  @inline(__always)
  static func gradients(
    _ g00: Vector, _ g01: Vector, _ g10: Vector, _ g11: Vector,
    into v: UnsafeMutablePointer<Float>, plane: Int
  ) {
    @inline(__always)
    func line(_ a: Vector, _ b: Vector, _ to: UnsafeMutablePointer<Float>) {
      write((a, a + b, a - b, -b), to, plane)
    }
    line(g00, g01, v)
    line(g00 + g10, g01 + g11, v + 4 &* plane)
    line(g00 - g10, g01 - g11, v + 8 &* plane)
    line(-g10, -g11, v + 12 &* plane)
  }

  @inline(__always)
  private static func filterLine(
    _ a: Vector, _ b: Vector, _ c: Vector
  ) -> (Vector, Vector, Vector, Vector) {
    let sum = (a + c) * 0.5
    let half = b * 0.5
    return (a, sum + half, sum - half, c)
  }

  /// G w G^T of the nine taps at `w`, `tap` floats apart, written to 16 planes at `u`.
  @inline(__always)
  static func filter(
    _ w: UnsafePointer<Float>, tap: Int, into u: UnsafeMutablePointer<Float>, plane: Int
  ) {
    @inline(__always)
    func column(_ j: Int) -> (Vector, Vector, Vector, Vector) {
      filterLine(
        load(w, j &* tap), load(w, (j &+ 3) &* tap), load(w, (j &+ 6) &* tap))
    }
    let (a0, b0, c0, d0) = column(0)
    let (a1, b1, c1, d1) = column(1)
    let (a2, b2, c2, d2) = column(2)
    write(filterLine(a0, a1, a2), u, plane)
    write(filterLine(b0, b1, b2), u + 4 &* plane, plane)
    write(filterLine(c0, c1, c2), u + 8 &* plane, plane)
    write(filterLine(d0, d1, d2), u + 12 &* plane, plane)
  }

  /// Turning a filter upside down swaps the first and the last row of G w, and only changes the order of
  /// two terms that are added in the others: the plane of the turned filter that is plane `i` of the
  /// filter, in one direction.
  @inline(__always)
  static func flipped(_ i: Int) -> Int { i == 0 ? 3 : i == 3 ? 0 : i }

  @inline(__always)
  private static func filterGradientLine(
    _ a: Vector, _ b: Vector, _ c: Vector, _ d: Vector
  ) -> (Vector, Vector, Vector) {
    let half = (b + c) * 0.5
    return (a + half, (b - c) * 0.5, half + d)
  }

  /// G^T s G of 16 vectors: the nine taps of the filter's gradient, `tap` floats apart at `dw`.
  @inline(__always)
  static func filterGradient(
    _ s: (Int) -> Vector, into dw: UnsafeMutablePointer<Float>, tap: Int
  ) {
    let (a0, b0, c0) = filterGradientLine(s(0), s(4), s(8), s(12))
    let (a1, b1, c1) = filterGradientLine(s(1), s(5), s(9), s(13))
    let (a2, b2, c2) = filterGradientLine(s(2), s(6), s(10), s(14))
    let (a3, b3, c3) = filterGradientLine(s(3), s(7), s(11), s(15))
    @inline(__always)
    func row(_ values: (Vector, Vector, Vector), _ first: Int) {
      store(values.0, dw, first &* tap)
      store(values.1, dw, (first &+ 1) &* tap)
      store(values.2, dw, (first &+ 2) &* tap)
    }
    row(filterGradientLine(a0, a1, a2, a3), 0)
    row(filterGradientLine(b0, b1, b2, b3), 3)
    row(filterGradientLine(c0, c1, c2, c3), 6)
  }
}
