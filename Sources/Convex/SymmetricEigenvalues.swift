/// All eigenvalues of a symmetric matrix, in a fixed order of operations.
public enum SymmetricEigenvalues {
  /// The eigenvalues in rising order, by cyclic Jacobi rotations.
  ///
  /// Each rotation zeroes one off-diagonal pair; sweeps over all pairs repeat until the off-diagonal
  /// part is below 1e-15 of the whole, at most 60 times (ten are typical). The error is a few units of
  /// rounding of the largest eigenvalue, whatever the gaps, which power iteration cannot promise.
  ///
  /// - Parameters:
  ///   - matrix: Symmetric, row by row, `order` x `order`.
  /// - Complexity: O(`order`^3) per sweep.
  public static func jacobi(_ matrix: [Double], order n: Int) -> [Double] {
    precondition(
      n > 0 && matrix.count == n * n, "The matrix: \(matrix.count) entries, expected \(n) squared.")
    var a = matrix
    let whole = a.reduce(0) { $0 + $1 * $1 }
    for _ in 0..<60 {
      var outside = 0.0
      for i in 0..<n { for j in 0..<i { outside += 2 * a[i * n + j] * a[i * n + j] } }
      if outside <= 1e-30 * whole { break }
      for p in 0..<n { for q in (p + 1)..<max(n, p + 1) { rotate(&a, order: n, p, q) } }
    }
    return (0..<n).map { a[$0 * n + $0] }.sorted()
  }

  /// Zeroes a_pq by the rotation of the smaller angle.
  private static func rotate(_ a: inout [Double], order n: Int, _ p: Int, _ q: Int) {
    let off = a[p * n + q]
    if off == 0 { return }
    let ratio = (a[q * n + q] - a[p * n + p]) / (2 * off)
    let sign: Double = ratio >= 0 ? 1 : -1
    let tangent = sign / (abs(ratio) + (ratio * ratio + 1).squareRoot())
    let cosine = 1 / (tangent * tangent + 1).squareRoot()
    let sine = tangent * cosine
    for k in 0..<n {
      let (kp, kq) = (a[k * n + p], a[k * n + q])
      a[k * n + p] = cosine * kp - sine * kq
      a[k * n + q] = sine * kp + cosine * kq
    }
    for k in 0..<n {
      let (pk, qk) = (a[p * n + k], a[q * n + k])
      a[p * n + k] = cosine * pk - sine * qk
      a[q * n + k] = sine * pk + cosine * qk
    }
  }
}
