import ChapterKit
import TestSupport
import Testing

@Suite struct ShareTests {
  static let printed = Tolerance(absolute: 5e-5, relative: 0)

  /// Values as R's binom package prints them for Wilson's method.
  @Test(arguments: [
    (0, 10, 0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1), (18, 20, 0.6990, 0.9721)
  ])
  func theIntervalIsWilsons(count: Int, total: Int, low: Double, high: Double) {
    let interval = Share(count, of: total).interval
    expectClose(interval.low, low, Self.printed, "four digits are given")
    expectClose(interval.high, high, Self.printed, "four digits are given")
  }

  @Test func aShareComesOutEitherWayOrNeither() {
    #expect(Share(18, of: 20).verdict == .reproduced)
    #expect(Share(2, of: 20).verdict == .notReproduced)
    #expect(Share(10, of: 20).verdict == .undecided)
    // Three of three could still be the rarer outcome, four of four could not.
    #expect(Share(3, of: 3).verdict == .undecided && Share(4, of: 4).verdict == .reproduced)
    #expect(Share(0, of: 0).verdict == .undecided)
  }

  @Test func severalMustAgree() {
    let (yes, no, open) = (Share(20, of: 20), Share(0, of: 20), Share(10, of: 20))
    #expect(Share.verdict(of: [yes, yes]) == .reproduced)
    #expect(Share.verdict(of: [yes, open]) == .undecided)
    #expect(Share.verdict(of: [open, no]) == .notReproduced)
  }

  @Test func itsWordsHoldCountShareAndInterval() {
    #expect(Share(18, of: 20).words == "18 of 20 seeds (90 %; 69.9 to 97.2 %)")
    #expect(Share(18, of: 20).cell == "18 of 20 (69.9 to 97.2 %)")
    #expect(Share(18, of: 20).perCent == "90 (69.9 to 97.2)")
    #expect(Share(18, of: 20).evidence("x").keys.sorted() == ["x", "x.high", "x.low"])
  }
}
