/// Nesterov's max-function: no first-order method that starts at 0 can be fast on it.
///
///     f(x) = c max_i x_i + (m / 2) ||x||_2^2,     g(x) = c e_j + m x,  j the first index of the maximum
///
/// With m = c / sqrt(n) the minimizer is -1/sqrt(n) in every coordinate, at distance R = 1 from 0, and
/// min f = -c / (2 sqrt(n)). A step moves at most one coordinate that was still 0, so that max_i x_i >= 0
/// and f - min f >= c / (2 sqrt(n)) throughout the first n - 1 steps, whatever the step sizes. With c = 1
/// every subgradient on ||x|| <= 2 is at most G = 1 + 2 / sqrt(n) long.
///
/// **Source**: Nesterov, "Introductory Lectures on Convex Optimization" (2004), theorem 3.2.1.
public struct NesterovMax: Objective {
  public let dimension: Int
  /// c, the factor of the maximum.
  public let slope: Double
  /// m, the factor of the quadratic term.
  public let curvature: Double

  public init(dimension: Int) {
    precondition(dimension > 0, "Max-function: dimension \(dimension), expected at least 1.")
    self.dimension = dimension
    let root = Double(dimension).squareRoot()
    slope = 1
    curvature = slope / root
  }

  /// The member of the most dimensions on which the first n - 1 steps stay further than `error` from
  /// the minimum: the largest n with 1 / (2 sqrt(n)) > `error`.
  ///
  /// - Parameter error: Less than 1/2, so that n = 1 qualifies.
  public static func worst(forError error: Double) -> NesterovMax {
    precondition(error > 0 && error < 0.5, "Max-function: error \(error), expected 0 to 1/2.")
    let root = 1 / (2 * error)
    return NesterovMax(dimension: max(1, Int((root * root).rounded(.up)) - 1))
  }

  /// G, a bound on the subgradients where ||x|| <= 2, which the method does not leave.
  public var subgradientBound: Double { slope + 2 * curvature }

  /// min f = -c / (2 sqrt(n)).
  public var minimum: Double { -slope / (2 * Double(dimension).squareRoot()) }

  public func value(at x: [Double]) -> Double {
    var largest = -Double.infinity
    var squared = 0.0
    for entry in x {
      largest = max(largest, entry)
      squared += entry * entry
    }
    return slope * largest + curvature / 2 * squared
  }

  public func gradient(at x: [Double], into gradient: inout [Double]) {
    var first = 0
    for i in 0..<dimension {
      if x[i] > x[first] { first = i }
      gradient[i] = curvature * x[i]
    }
    gradient[first] += slope
  }
}
