import Foundation
import Plots
import Testing

@Suite struct TicksTests {
  @Test func linearTicksAreNiceAndWithinTheRange() {
    #expect(
      Ticks.linear(over: 0...1, atMost: 6).major.map(\.label)
        == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(
      Ticks.linear(over: -0.1...0.55, atMost: 4).major.map(\.label)
        == ["0.0", "0.2", "0.4"])
    #expect(
      Ticks.linear(over: -2000...200_000, atMost: 5).major.map(\.label)
        == ["0", "50,000", "100,000", "150,000", "200,000"])
    #expect(
      Ticks.linear(over: -3...3, atMost: 7).major.map(\.label)
        == ["\u{2212}3", "\u{2212}2", "\u{2212}1", "0", "1", "2", "3"])
  }

  @Test func wholeNumbersHaveNoTicksBetweenThem() {
    func labels(_ range: ClosedRange<Double>, _ count: Int) -> [String] {
      Ticks.linear(over: range, atMost: count, wholeNumbers: true).major.map(\.label)
    }
    #expect(labels(0.92...2.08, 6) == ["1", "2"])
    #expect(labels(0.6...10.4, 5) == ["2", "4", "6", "8", "10"])
    #expect(labels(0...10, 4) == ["0", "5", "10"], "and 2.5 is no step")
    #expect(labels(0...100, 5) == ["0", "25", "50", "75", "100"])
  }

  @Test func largeAndSmallValuesShareAPowerOfTen() {
    #expect(
      Ticks.linear(over: 0...3e8, atMost: 4).major.map(\.label)
        == ["0", "10^{8}", "2\u{00D7}10^{8}", "3\u{00D7}10^{8}"])
    #expect(
      Ticks.linear(over: 0...2e-5, atMost: 5).major.map(\.label)
        == [
          "0", "0.5\u{00D7}10^{\u{2212}5}", "1.0\u{00D7}10^{\u{2212}5}",
          "1.5\u{00D7}10^{\u{2212}5}", "2.0\u{00D7}10^{\u{2212}5}"
        ])
    #expect(Ticks.linear(over: 0...3e-5, atMost: 4).major.map(\.value) == [0, 1e-5, 2e-5, 3e-5])
  }

  @Test(arguments: [
    (1e-300, 3e-300), (-7.0, 1e15), (999.999, 1000.001), (0.0, 1e300), (-1e-8, 1e-8)
  ])
  func linearTicksAreDistinctIncreasingAndInRange(low: Double, high: Double) {
    let ticks = Ticks.linear(over: low...high, atMost: 6)
    let values = ticks.major.map(\.value)
    let slack = (high - low) * 1e-6
    #expect(values.count >= 2 && values.count <= 6)
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
    #expect(values.allSatisfy { $0 >= low - slack && $0 <= high + slack })
    #expect(Set(ticks.major.map(\.label)).count == values.count)
  }

  @Test func logTicksAreDecadesWithMinorOnes() {
    let ticks = Ticks.log(over: 1e-4...1, atMost: 8)
    #expect(
      ticks.major.map(\.label)
        == (-4...(-1)).map { "10^{\u{2212}\(-$0)}" } + ["10^{0}"])
    #expect(ticks.minor.count == 32)
    #expect(
      Ticks.log(over: 1...10_000, atMost: 8).major.map(\.label)
        == ["1", "10", "100", "1,000", "10,000"])
  }

  @Test func symmetricTicksAreZeroAndLogarithmicOnes() {
    let ticks = Ticks.symmetricLog(over: -0.9...2.2, threshold: 0.05, atMost: 7)
    #expect(ticks.major.map(\.value) == [-0.3, -0.1, 0, 0.1, 0.3, 1])
    #expect(
      ticks.major.map(\.label) == ["\u{2212}0.3", "\u{2212}0.1", "0", "0.1", "0.3", "1"])
    #expect(ticks.minor.contains(-0.9) && ticks.minor.contains(2))
    #expect(ticks.minor.allSatisfy { abs($0) >= 0.05 && $0 > -0.95 })
    // Of one sign: all ticks for that.
    #expect(
      Ticks.symmetricLog(over: -0.01...0.9, threshold: 0.05, atMost: 7).major.map(\.label)
        == ["0", "0.05", "0.1", "0.2", "0.5"])
    #expect(
      Ticks.symmetricLog(over: -0.08...0.085, threshold: 0.05, atMost: 6).major.map(\.label)
        == ["\u{2212}0.05", "0.00", "0.05"])
    let wide = Ticks.symmetricLog(over: -1e200...1e-3, threshold: 1e-9, atMost: 5)
    #expect(wide.major.count <= 5 && wide.major.contains { $0.value < -1e90 })
  }

  @Test func manyDecadesAreThinnedAndFewAreFilled() {
    let many = Ticks.log(over: 1e-12...1, atMost: 5)
    #expect(many.major.map(\.value) == [1e-12, 1e-9, 1e-6, 1e-3, 1])
    #expect(many.minor.count == 8)
    #expect(
      Ticks.log(over: 0.02...0.6, atMost: 8).major.map(\.label)
        == ["0.02", "0.05", "0.1", "0.2", "0.5"])
    #expect(
      Ticks.log(over: 0.98...2.1, atMost: 5).major.map(\.label) == [
        "1.00", "1.25", "1.50", "1.75", "2.00"
      ])
    let narrow = Ticks.log(over: 1.1...1.4, atMost: 4)
    #expect(narrow.major.map(\.label) == ["1.1", "1.2", "1.3", "1.4"])
  }
}
