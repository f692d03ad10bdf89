/// The one-dimensional Huber function, gradient descent's slowest smooth convex function.
///
///     f(x) = x^2 / 2                    for |x| <= d
///     f(x) = d |x| - d^2 / 2            beyond
///
/// It is 1-smooth with minimum 0 at 0. From x0 = 1 with step 1, gradient descent walks d per step, so
/// that f(x_k) = d (1 - k d) - d^2 / 2 until |x_k| <= d. Over all d, the error e is reached latest for
/// d = 2 e, after 1 / (4 e) - 1/2 steps (rounded up).
///
/// **Source**: Drori and Teboulle, "Performance of first-order methods for smooth convex minimization"
/// (2014), where this family attains the bound L R^2 / (4 k + 2).
public struct HuberWell: Objective {
  /// d, where the parabola becomes a line.
  public var threshold: Double { huber.threshold }
  public var dimension: Int { 1 }
  private let huber: HuberFunction

  public init(threshold: Double) {
    precondition(threshold > 0, "Huber well: threshold \(threshold), expected more than 0.")
    huber = HuberFunction(threshold: threshold)
  }

  /// The member on which gradient descent from 1 with step 1 needs most steps to reach `error`.
  public static func worst(forError error: Double) -> HuberWell { HuberWell(threshold: 2 * error) }

  public func value(at x: [Double]) -> Double { huber.value(x[0]) }

  public func gradient(at x: [Double], into gradient: inout [Double]) {
    gradient[0] = huber.derivative(x[0])
  }
}
