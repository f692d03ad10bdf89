import BigInt

/// RMSProp on L3 with 256 fractional bits: real arithmetic, for a few thousand steps.
///
/// Until a coordinate is 0 its steps do not depend on where it is: with l1 > 0 and v_0 = 0,
/// s_n = alpha l1 / sqrt(l1^2 (1 - decay^n) + epsilon), and beta_n = beta_{n-1} - s_n sign(beta_{n-1}). Adding and
/// subtracting the s_n is exact here; each of them is within 2^-240 of its value.
public struct FineRMSProp: Sendable {
  private static let bits = 256
  /// s_1, s_2, … times 2^256.
  private let steps: [BigInt]

  /// The first `count` steps.
  public init(
    learningRate a: Rational, strength: Rational, decay: Rational, epsilon: Rational, count: Int
  ) {
    let one = BigInt(1) << Self.bits
    func scaled(_ x: Rational) -> BigInt { (x.numerator << Self.bits) / x.denominator }
    let square = strength * strength
    let dividend = a * a * square
    var power = one
    steps = (0..<count).map { _ in
      power = power * decay.numerator / decay.denominator
      let divisor =
        (one - power) * square.numerator / square.denominator + scaled(epsilon)
      let squared = (dividend.numerator << (3 * Self.bits)) / (dividend.denominator * divisor)
      return BigInt(squared.magnitude.squareRoot())
    }
  }

  /// The first n with |beta_n| < 2^`exponent`; nil when no beta_n is that close to 0.
  public func firstStep(from start: Double, within exponent: Int) -> Int? {
    let origin = Rational(exactly: start)
    var b = (origin.numerator << Self.bits) / origin.denominator
    let bound = BigInt(1) << (Self.bits + exponent)
    for (index, step) in steps.enumerated() {
      b += b > 0 ? -step : step
      if b.magnitude < bound.magnitude { return index + 1 }
    }
    return nil
  }
}
