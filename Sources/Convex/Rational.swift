import BigInt

/// An exact fraction p / q in lowest terms with q > 0.
///
/// Proofs and counter-examples are checked with it, so that no rounding can decide a verdict.
public struct Rational: Sendable, Hashable, Comparable, SignedNumeric, CustomStringConvertible {
  public let numerator: BigInt
  /// Greater than zero.
  public let denominator: BigInt

  /// `numerator / denominator`, reduced; traps when `denominator` is 0.
  public init(_ numerator: BigInt, _ denominator: BigInt) {
    precondition(denominator != 0, "The denominator is 0, expected a non-zero integer.")
    let divisor = numerator.greatestCommonDivisor(with: denominator)
    let sign: BigInt = denominator < 0 ? -1 : 1
    self.numerator = sign * numerator / divisor
    self.denominator = sign * denominator / divisor
  }

  /// `numerator / denominator`, reduced; traps when `denominator` is 0.
  public init(_ numerator: Int, _ denominator: Int) {
    self.init(BigInt(numerator), BigInt(denominator))
  }

  public init(integerLiteral value: Int) {
    (numerator, denominator) = (BigInt(value), 1)
  }

  public init?<T: BinaryInteger>(exactly source: T) {
    (numerator, denominator) = (BigInt(source), 1)
  }

  /// The exact value of a finite binary64 number; traps when `value` is infinite or NaN.
  public init(exactly value: Double) {
    precondition(value.isFinite, "The value is \(value), expected a finite number.")
    guard value != 0 else {
      self.init(0, 1)
      return
    }
    let scale = value.exponent - Double.Exponent(52)
    let significand = BigInt(Int64(value.significand * 0x1p52)) * (value < 0 ? -1 : 1)
    if scale >= 0 {
      self.init(significand << Int(scale), 1)
    } else {
      self.init(significand, BigInt(1) << Int(-scale))
    }
  }

  /// |p / q|.
  public var magnitude: Rational { Rational(numerator.magnitude.asBigInt, denominator) }
  /// -1, 0 or 1, the paper's sign with sign(0) = 0.
  public var sign: Rational { Rational(numerator.signum(), 1) }
  /// The nearest binary64 number, within one unit in the last place for operands below 2^53.
  public var doubleValue: Double { Double(numerator) / Double(denominator) }
  public var description: String {
    denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)"
  }

  public static func + (a: Rational, b: Rational) -> Rational {
    Rational(
      a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)
  }

  public static func - (a: Rational, b: Rational) -> Rational { a + (-b) }

  public static func * (a: Rational, b: Rational) -> Rational {
    Rational(a.numerator * b.numerator, a.denominator * b.denominator)
  }

  /// The exact quotient; traps when `b` is 0.
  public static func / (a: Rational, b: Rational) -> Rational {
    Rational(a.numerator * b.denominator, a.denominator * b.numerator)
  }

  public static prefix func - (a: Rational) -> Rational { Rational(-a.numerator, a.denominator) }
  public static func += (a: inout Rational, b: Rational) { a = a + b }
  public static func -= (a: inout Rational, b: Rational) { a = a - b }
  public static func *= (a: inout Rational, b: Rational) { a = a * b }

  public static func < (a: Rational, b: Rational) -> Bool {
    a.numerator * b.denominator < b.numerator * a.denominator
  }
}

extension BigUInt {
  fileprivate var asBigInt: BigInt { BigInt(self) }
}
