import Foundation
import Kernels
import Testing

/// Own functions against the C library's in Double.
@Suite struct ElementaryTests {
  static let arguments = stride(from: -708.0, through: 708, by: 0.37).map { $0 }

  @Test func expIsWithinTwoUnits() {
    for x in Self.arguments + [0, 1, -1, 1e-300, -1e-9] {
      let expected = Foundation.exp(x)
      #expect(abs(Elementary.exp(x) - expected) <= 2 * expected.ulp, "exp \(x)")
    }
    #expect(Elementary.exp(Double.infinity) == .infinity)
    #expect(Elementary.exp(-Double.infinity) == 0)
    #expect(Elementary.exp(Double.nan).isNaN)
  }

  @Test func logIsWithinTwoUnits() {
    for x in Self.arguments.map({ Foundation.exp($0) }) + [
      1, 2, 0.5, 1.0000001, .leastNonzeroMagnitude, 3
    ] {
      let expected = Foundation.log(x)
      #expect(abs(Elementary.log(x) - expected) <= 2 * expected.ulp, "log \(x)")
    }
    #expect(Elementary.log(0.0) == -.infinity)
    #expect(Elementary.log(-1.0).isNaN)
  }

  @Test func logOnePlusIsWithinFourUnits() {
    for x in Self.arguments.map({ Foundation.exp($0) }).filter({ $0 < 1e6 }) + [-0.5, -0.99, 0] {
      let expected = Foundation.log1p(x)
      #expect(
        abs(Elementary.logOnePlus(x) - expected) <= 4 * abs(expected).ulp, "log(1 + \(x))")
    }
  }

  @Test func errorFunctionsInDouble() {
    for x in stride(from: -6.0, through: 6, by: 0.0137) {
      #expect(abs(Elementary.erf(x) - Foundation.erf(x)) <= 1e-15, "erf \(x)")
    }
    for x in stride(from: 0.0, through: 20, by: 0.037) {
      let expected = Foundation.erfc(x)
      let relative = x < 3 ? 1e-10 : 4e-14
      #expect(abs(Elementary.erfc(x) - expected) <= relative * expected, "erfc \(x)")
    }
  }

  @Test func cosPiIsWithin1e15() {
    for x in stride(from: 0.0, through: 1, by: 0.001) {
      #expect(abs(Elementary.cosPi(x) - Foundation.cos(.pi * x)) < 1e-15, "cosPi \(x)")
    }
  }
}
