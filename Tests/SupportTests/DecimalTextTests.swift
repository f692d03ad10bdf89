import Foundation
import Support
import TestSupport
import Testing

/// Numbers in digits, held against the system's own.
@Suite struct DecimalTextTests {
  /// Repeatable numbers of 64 bits (a Weyl sequence, mixed).
  private struct Weyl: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      let mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      return mixed ^ (mixed >> 27)
    }
  }

  private static func check(_ value: Double) {
    for digits in [1, 2, 3, 6, 17] {
      let words = DecimalText.significant(value, digits)
      #expect(words == String(format: "%.\(digits)g", value), "\(value), \(digits) digits")
    }
    for decimals in [0, 1, 2, 5, 15] {
      let words = DecimalText.fixed(value, decimals)
      #expect(words == String(format: "%.\(decimals)f", value), "\(value), \(decimals) decimals")
    }
  }

  /// Halves, carries into another digit, both ends of the range, and where the power of ten begins.
  @Test(arguments: [
    0, 0.5, 1.5, 2.5, 1.125, 0.05, 0.005, 0.015, 9.995, 99.95, 999.5, 0.95, 0.0999, 0.4, 0.6, 1e-5,
    0.00012345, 0.000099999, 123_456, 999_999.5, 1_234_567, 10, 100, 1e6, 1e22, 1e300,
    .leastNonzeroMagnitude, .greatestFiniteMagnitude, .leastNormalMagnitude, .infinity
  ]) func particularNumbers(value: Double) {
    Self.check(value)
    Self.check(-value)
  }

  @Test func numbersOfAllSizes() {
    var random = Weyl(state: 16)
    for _ in 0..<400 {
      let value = Double(bitPattern: random.next())
      if value.isFinite { Self.check(value) }
      Self.check(Double.random(in: -1...1, using: &random))
      // Many of them halves.
      Self.check((Double.random(in: 0...8000, using: &random)).rounded() / 8)
    }
  }

  @Test func whatIsNoNumber() {
    #expect(DecimalText.significant(.nan, 3) == "nan" && DecimalText.fixed(-.nan, 1) == "nan")
  }

  @Test func jsonNumbersReadBack() throws {
    #expect(JSONText.exact(0.1) == "0.1" && JSONText.exact(.infinity) == "null")
    #expect(JSONText.string("a\"\u{1}<\\") == "\"a\\\"\\u0001\\u003c\\\\\"")
  }
}
