/// The LASSO L4(beta) = (1/N) ||y - W beta||_2^2 + l1 ||beta||_1.
///
/// **Source**: eq. 15. **Shapes**: W is N x P, row after row; y has N entries. The generalized gradient
/// is (2/N) W^T (W beta - y) + l1 sign(beta) with sign(0) = 0.
public struct LassoRegression: Objective {
  public let rows: Int
  public let dimension: Int
  /// W, row after row.
  public let matrix: [Double]
  public let response: [Double]
  /// l1 >= 0.
  public let strength: Double

  public init(matrix: [Double], response: [Double], strength: Double) {
    precondition(
      !response.isEmpty && matrix.count % response.count == 0,
      "The matrix 'W': \(matrix.count) entries, expected a multiple of \(response.count) rows.")
    rows = response.count
    dimension = matrix.count / response.count
    (self.matrix, self.response, self.strength) = (matrix, response, strength)
  }

  public func value(at x: [Double]) -> Double {
    let r = residual(at: x)
    return r.reduce(0) { $0 + $1 * $1 } / Double(rows) + strength * l1Norm(x)
  }

  public func gradient(at x: [Double], into gradient: inout [Double]) {
    smoothGradient(at: x, into: &gradient)
    for j in 0..<dimension { gradient[j] += strength * signOrZero(x[j]) }
  }

  /// W beta - y. Each row is added in eight interleaved partial sums, these in their order, and the tail last.
  public func residual(at x: [Double]) -> [Double] {
    let whole = dimension / 8 * 8
    return matrix.withUnsafeBufferPointer { w in
      x.withUnsafeBufferPointer { x in
        (0..<rows).map { i in
          let row = i * dimension
          var partial = SIMD8<Double>.zero
          var j = 0
          while j < whole {
            var a = SIMD8<Double>.zero
            var b = SIMD8<Double>.zero
            for lane in 0..<8 {
              a[lane] = w[row + j + lane]
              b[lane] = x[j + lane]
            }
            partial += a * b
            j += 8
          }
          // The library's own sum of a vector promises no order.
          var sum = partial[0]
          for lane in 1..<8 { sum += partial[lane] }
          sum -= response[i]
          while j < dimension {
            sum += w[row + j] * x[j]
            j += 1
          }
          return sum
        }
      }
    }
  }

  /// (2/N) W^T (W beta - y), the gradient of the smooth part.
  public func smoothGradient(at x: [Double], into gradient: inout [Double]) {
    let r = residual(at: x)
    let count = dimension
    matrix.withUnsafeBufferPointer { w in
      gradient.withUnsafeMutableBufferPointer { gradient in
        for j in 0..<count { gradient[j] = 0 }
        for i in 0..<rows {
          let scale = 2 / Double(rows) * r[i]
          let row = i * count
          for j in 0..<count { gradient[j] += scale * w[row + j] }
        }
      }
    }
  }

  /// The Lipschitz constant (2/N) lambda_max(W W^T) of the smooth part's gradient, by power
  /// iteration on the N x N Gram matrix, enlarged by one part in 10^6 so that 1/L is a safe step.
  public func smoothness(iterations: Int = 200) -> Double {
    var power = PowerIteration(GramMatrix(of: matrix, rows: rows))
    var eigenvalue = 0.0
    for _ in 0..<iterations {
      eigenvalue = power.advance().length
      if eigenvalue == 0 { return 0 }
    }
    return 2 / Double(rows) * eigenvalue * (1 + 1e-6)
  }

  /// value(beta) minus the largest dual value that the residual at beta certifies; 0 at an optimum.
  ///
  /// With r = y - W beta, u = s (2/N) r is dual feasible for s = min(1, l1 / ||(2/N) W^T r||_inf), and the
  /// dual value is u . y - (N/4) ||u||^2, so that value(beta) - gap <= min L4 <= value(beta).
  public func dualityGap(at x: [Double]) -> Double {
    var g = Array(repeating: 0.0, count: dimension)
    smoothGradient(at: x, into: &g)
    let largest = g.reduce(0) { max($0, abs($1)) }
    let s = largest > strength ? strength / largest : 1
    let n = Double(rows)
    let u = residual(at: x).map { -$0 * s * 2 / n }
    var dual = 0.0
    for i in 0..<rows { dual += u[i] * response[i] - n / 4 * u[i] * u[i] }
    return value(at: x) - dual
  }
}
