import Convex

extension NormalizedSteps {
  /// The fraction with denominator 10^12 nearest to `value`: 1/10 for 0.1.
  static func fraction(_ value: Double) -> Rational {
    Rational(Int((value * 1e12).rounded()), 1_000_000_000_000)
  }
}
