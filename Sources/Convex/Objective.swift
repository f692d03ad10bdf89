/// A function f: R^P -> R with a generalized gradient, in Double.
public protocol Objective: Sendable {
  /// P, the number of coordinates.
  var dimension: Int { get }
  /// f(x); `x.count == dimension`.
  func value(at x: [Double]) -> Double
  /// Writes the gradient where it exists and the paper's heuristic value elsewhere (sign(0) = 0,
  /// ReLU'(0) = 0) into `gradient`, whose count is `dimension`.
  func gradient(at x: [Double], into gradient: inout [Double])
}
