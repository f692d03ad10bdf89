import BigInt
import Convex
import Testing

@Suite struct RationalTests {
  @Test func fractionsAreReducedWithPositiveDenominators() {
    let x = Rational(6, -8)
    #expect(x.numerator == -3 && x.denominator == 4)
    #expect(x.description == "-3/4")
    #expect(Rational(8, 4).description == "2")
  }

  @Test func arithmeticIsExact() {
    let tenth = Rational(1, 10)
    #expect(tenth + tenth + tenth == Rational(3, 10))
    #expect(Rational(1, 3) * 3 == 1)
    #expect(Rational(2, 3) / Rational(4, 9) == Rational(3, 2))
    #expect(Rational(1, 3) - Rational(1, 2) == Rational(-1, 6))
    #expect(Rational(-1, 3) < Rational(-1, 4))
    #expect(Rational(-7, 5).magnitude == Rational(7, 5))
    #expect(Rational(-7, 5).sign == -1 && Rational(0, 5).sign == 0)
  }

  @Test(arguments: [0.0, 1, -1, 0.1, -0.5053, .leastNonzeroMagnitude, 1.7e308, 0x1p-1060])
  func binary64IsConvertedExactly(value: Double) {
    let exact = Rational(exactly: value)
    #expect(exact.sign == Rational(exactly: signOrZero(value)))
    if abs(value) < 1e300 && abs(value) > 1e-300 { #expect(exact.doubleValue == value) }
    #expect(exact + exact == Rational(exactly: value) * 2)
  }

  @Test func oneTenthIsNotTheBinaryNumber() {
    #expect(Rational(exactly: 0.1) != Rational(1, 10))
    #expect(Rational(exactly: 0.1) == Rational(3_602_879_701_896_397, 36_028_797_018_963_968))
  }
}
