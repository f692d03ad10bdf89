/// Mean Huber loss of a linear model, and plain least squares as the case without linear tails.
///
///     f(beta) = (1/N) sum_i h(y_i - z_i^T beta)
///     h(r) = r^2 / 2 for |r| < d,  d |r| - d^2 / 2 beyond;  d = 1 in the paper
///     g(beta) = -(1/N) sum_i clip(r_i, -d, d) z_i
///
/// The gradient exists everywhere and is Lipschitz with the constant `largestHessianEigenvalue()`, so
/// that f is L-smooth in the sense of equation 5. With d = infinity it is least squares.
///
/// **Source**: equation 10.
/// **Shapes**: Z is N x P, stored row by row; y has N entries, beta has P.
public struct HuberRegression: Objective {
  public let design: [Double]
  public let response: [Double]
  /// d, where the parabola becomes a line; infinity for least squares.
  public var threshold: Double { huber.threshold }
  public let dimension: Int
  private let huber: HuberFunction

  /// - Parameters:
  ///   - design: Z, row by row; its count is a positive multiple of `response.count`.
  ///   - response: y, at least one entry.
  ///   - threshold: d, more than 0.
  public init(design: [Double], response: [Double], threshold: Double = 1) {
    precondition(
      !response.isEmpty && !design.isEmpty && design.count.isMultiple(of: response.count),
      "Huber regression: \(design.count) design entries for \(response.count) responses, expected a multiple."
    )
    precondition(threshold > 0, "Huber regression: threshold \(threshold), expected more than 0.")
    (self.design, self.response) = (design, response)
    huber = HuberFunction(threshold: threshold)
    dimension = design.count / response.count
  }

  public func value(at x: [Double]) -> Double { summary(at: x).value }

  /// f(beta), and the share of the residuals with |r| >= 1, beyond the paper's parabola.
  public func summary(at x: [Double]) -> (value: Double, shareBeyondOne: Double) {
    var sum = 0.0
    var beyond = 0
    for row in response.indices {
      let residual = residual(row: row, at: x)
      sum += huber.value(residual)
      if abs(residual) >= 1 { beyond += 1 }
    }
    let count = Double(response.count)
    return (sum / count, Double(beyond) / count)
  }

  public func gradient(at x: [Double], into gradient: inout [Double]) {
    for i in 0..<dimension { gradient[i] = 0 }
    let count = Double(response.count)
    for row in response.indices {
      let factor = huber.derivative(residual(row: row, at: x)) / count
      let base = row * dimension
      for i in 0..<dimension { gradient[i] -= factor * design[base + i] }
    }
  }

  /// lambda_max(Z^T Z) / N: the Hessian's largest eigenvalue where all |r_i| < d, and an upper bound of
  /// it everywhere.
  public func largestHessianEigenvalue() -> Double { spectrum().largest }

  /// The ends of the spectrum of Z Z^T / N, by Jacobi rotations.
  ///
  /// The smallest is positive exactly when Z has full row rank; then every response is met exactly by
  /// some beta, and the minimum of f is 0.
  public func spectrum() -> (smallest: Double, largest: Double) {
    let rows = response.count
    let gram = GramMatrix(of: design, rows: rows)
    let eigenvalues = SymmetricEigenvalues.jacobi(
      gram.entries.map { $0 / Double(rows) }, order: rows)
    return (eigenvalues[0], eigenvalues[rows - 1])
  }

  private func residual(row: Int, at x: [Double]) -> Double {
    let base = row * dimension
    var sum = 0.0
    for i in 0..<dimension { sum += design[base + i] * x[i] }
    return response[row] - sum
  }
}
