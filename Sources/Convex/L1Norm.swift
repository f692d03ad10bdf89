/// The toy LASSO L3(beta) = l1 ||beta||_1.
///
/// **Source**: eq. 7. Its generalized gradient is l1 sign(beta) with sign(0) = 0.
public struct L1Norm: Objective, Codable {
  public let dimension: Int
  /// l1 >= 0.
  public let strength: Double

  public init(dimension: Int, strength: Double) {
    (self.dimension, self.strength) = (dimension, strength)
  }

  public func value(at x: [Double]) -> Double { strength * l1Norm(x) }

  public func gradient(at x: [Double], into gradient: inout [Double]) {
    for i in 0..<dimension { gradient[i] = strength * signOrZero(x[i]) }
  }
}

/// The sum of |x_i|, added in order.
public func l1Norm(_ x: [Double]) -> Double { x.reduce(0) { $0 + abs($1) } }

/// -1, 0 or 1; 0 at 0.
@inlinable public func signOrZero(_ x: Double) -> Double { x > 0 ? 1 : (x < 0 ? -1 : 0) }
