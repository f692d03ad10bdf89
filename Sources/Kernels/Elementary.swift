/// exp, log and cos that give the same bits on every machine: no C library is involved.
public enum Elementary {
  /// ln 2 in two parts; the first has 21 trailing zero bits, so that n * high is exact.
  fileprivate static let ln2High = 0x1.62e42feep-1
  fileprivate static let ln2Low = 0x1.a39ef35793c76p-33

  /// e^x in Double, within 2 units in the last place.
  ///
  /// Overflows to infinity above 709.79, underflows through the subnormals to 0; NaN stays NaN.
  @inline(never)
  public static func exp(_ x: Double) -> Double {
    expVector(SIMD4(repeating: x))[0]
  }

  /// The natural logarithm in Double, within 2 units in the last place.
  ///
  /// x = 2^k m with m in [1/sqrt 2, sqrt 2), log m = 2 (s + s^3/3 + s^5/5 + ...), s = (m-1)/(m+1).
  /// log 0 = -infinity; negative and NaN give NaN.
  @inline(never)
  public static func log(_ x: Double) -> Double {
    if x.isNaN || x < 0 { return .nan }
    if x == 0 { return -.infinity }
    if x == .infinity { return x }
    var k = Double(x.exponent)
    var m = x.significand
    if m > 1.4142135623730951 {
      m /= 2
      k += 1
    }
    let s = (m - 1) / (m + 1)
    let z = s * s
    var series = 0.0
    for j in stride(from: 25.0, through: 3, by: -2) { series = series * z + 1 / j }
    return k * ln2High + (2 * s + (2 * s * z * series + k * ln2Low))
  }

  /// log(1 + x) in Double for x > -1, within 4 units in the last place, also where x is tiny.
  ///
  /// With u = 1 + x rounded, log(u) x / (u - 1): the error of u cancels in the quotient.
  public static func logOnePlus(_ x: Double) -> Double {
    let u = 1 + x
    return u == 1 ? x : log(u) * (x / (u - 1))
  }

  /// The error function in Double, within 1e-15 absolutely.
  ///
  /// 2 / sqrt(pi) e^(-x^2) times the sum over n of 2^n x^(2n+1) / (1 3 5 ... (2n+1)), whose terms all
  /// have the sign of x, for |x| < 3; 1 - erfc beyond.
  public static func erf(_ x: Double) -> Double {
    if x < 0 { return -erf(-x) }
    if x >= 3 { return 1 - erfc(x) }
    var (term, sum, n) = (x, x, 1.0)
    while term > sum * 1e-17 {
      term *= 2 * x * x / (2 * n + 1)
      sum += term
      n += 1
    }
    return sum * exp(-x * x) * 1.1283791670955126
  }

  /// 1 - erf x in Double, without cancellation for x >= 3, where it comes from Laplace's continued
  /// fraction x + (1/2)/(x + 1/(x + (3/2)/(x + ...))); relative error 1e-15 there, 1e-11 below.
  public static func erfc(_ x: Double) -> Double {
    if x < 3 { return 1 - erf(x) }
    var fraction = x
    for k in stride(from: 60.0, through: 1, by: -1) { fraction = x + k / 2 / fraction }
    return exp(-x * x) / fraction * 0.5641895835477563
  }

  /// cos(pi x) in Double for 0 <= x <= 1, within 1e-15 absolutely.
  @inline(never)
  public static func cosPi(_ x: Double) -> Double {
    // By symmetry the series runs over |y| <= pi / 4 only.
    if x > 0.5 { return -cosPi(1 - x) }
    let useSine = x > 0.25
    let y = Double.pi * (useSine ? 0.5 - x : x)
    let z = y * y
    var sum = 1.0
    let first = useSine ? 19.0 : 18.0
    for k in stride(from: first, to: 1, by: -2) { sum = 1 - sum * z / (k * (k - 1)) }
    return useSine ? y * sum : sum
  }

  /// The natural logarithm in Float, rounded from the one in Double.
  public static func log(_ x: Float) -> Float { Float(log(Double(x))) }

  /// base^n for n >= 0 by repeated squaring.
  public static func power(_ base: Double, _ n: Int) -> Double {
    precondition(n >= 0, "Power: exponent \(n), expected 0 or more.")
    var (result, square, rest) = (1.0, base, n)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }
}

/// e^x lane by lane in Double: x = n ln 2 + r with |r| <= ln 2 / 2, then the Taylor series of e^r to
/// degree 13, and n into the exponent bits.
@inline(__always)
func expVector(_ x: SIMD4<Double>) -> SIMD4<Double> {
  typealias Vector = SIMD4<Double>
  let clamped = x.replacing(with: 709.79, where: x .> 709.79)
    .replacing(with: -745.2, where: x .< -745.2)
  let n = (clamped * 1.4426950408889634).rounded(.toNearestOrEven)
  let r = (clamped - n * Elementary.ln2High) - n * Elementary.ln2Low
  // The factorials are exact in Double, so that each coefficient is rounded once.
  var p = Vector(repeating: 1.0 / 6_227_020_800)
  p = Vector(repeating: 1.0 / 479_001_600).addingProduct(p, r)
  p = Vector(repeating: 1.0 / 39_916_800).addingProduct(p, r)
  p = Vector(repeating: 1.0 / 3_628_800).addingProduct(p, r)
  p = Vector(repeating: 1.0 / 362_880).addingProduct(p, r)
  p = Vector(repeating: 1.0 / 40_320).addingProduct(p, r)
  p = Vector(repeating: 1.0 / 5_040).addingProduct(p, r)
  p = Vector(repeating: 1.0 / 720).addingProduct(p, r)
  p = Vector(repeating: 1.0 / 120).addingProduct(p, r)
  p = Vector(repeating: 1.0 / 24).addingProduct(p, r)
  p = Vector(repeating: 1.0 / 6).addingProduct(p, r)
  p = Vector(repeating: 0.5).addingProduct(p, r)
  p = Vector(repeating: 1).addingProduct(p, r)
  p = Vector(repeating: 1).addingProduct(p, r)
  // Adding 1.5 * 2^52 leaves n in the low bits; two halves of it, so that neither power overflows nor
  // underflows before the product does.
  let magic = Vector(repeating: 6_755_399_441_055_744)
  let half = (n * 0.5).rounded(.towardZero)
  @inline(__always)
  func power(_ n: Vector) -> Vector {
    let bits = unsafeBitCast(n + magic, to: SIMD4<Int64>.self) &- 0x4338_0000_0000_0000
    return unsafeBitCast((bits &+ 1023) &<< 52, to: Vector.self)
  }
  let result = p * power(half) * power(n - half)
  return result.replacing(with: .infinity, where: x .> 709.79)
    .replacing(with: Vector(), where: x .< -745.2)
    .replacing(with: x, where: x .!= x)
}
