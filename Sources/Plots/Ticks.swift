import Foundation

/// A labeled position on an axis.
public struct Tick: Sendable, Equatable {
  public var value: Double
  /// May hold `^{…}`.
  public var label: String
}

/// Where an axis has ticks: labeled ones, and minor ones without labels.
public struct Ticks: Sendable, Equatable {
  public var major: [Tick] = []
  public var minor: [Double] = []

  /// At most `count` multiples (but two where they exist) of the smallest step
  /// {1, 2, 2.5, 5} x 10^k that are in `range`; of the steps that are whole numbers, where
  /// `wholeNumbers` asks for it.
  public static func linear(
    over range: ClosedRange<Double>, atMost count: Int, wholeNumbers: Bool = false
  ) -> Ticks {
    let (low, high) = (range.lowerBound, range.upperBound)
    let span = high - low
    guard span > 1e-304, span.isFinite else { return Ticks(major: [Tick(value: low, label: "")]) }
    var exponent = Int(log10(span / Double(max(count, 2))).rounded(.down)) - 1
    if wholeNumbers { exponent = max(0, exponent) }
    while true {
      for mantissa in [1, 2, 2.5, 5] where !(wholeNumbers && exponent == 0 && mantissa == 2.5) {
        let ticks = multiples(of: mantissa, exponent: exponent, low: low, high: high)
        if ticks.count <= max(count, 2) {
          let label = labeler(mantissa: mantissa, exponent: exponent, low: low, high: high)
          return Ticks(major: ticks.map { Tick(value: $0, label: label($0)) })
        }
      }
      exponent += 1
    }
  }

  private static func multiples(
    of mantissa: Double, exponent: Int, low: Double, high: Double
  ) -> [Double] {
    // 10^-k is inexact and 10^k is not, so that small steps divide: 3 / 10 is 0.3, 3 * 0.1 is not.
    let power = pow(10, Double(abs(exponent)))
    let scaled = { (value: Double) in exponent < 0 ? value * power : value / power }
    let first = (scaled(low) / mantissa - 1e-9).rounded(.up)
    let last = (scaled(high) / mantissa + 1e-9).rounded(.down)
    guard first <= last else { return [] }
    guard last - first < 1000 else { return Array(repeating: 0, count: 1000) }
    return stride(from: first, through: last, by: 1).map {
      $0 == 0 ? 0 : exponent < 0 ? $0 * mantissa / power : $0 * mantissa * power
    }
  }

  private static func labeler(
    mantissa: Double, exponent: Int, low: Double, high: Double
  ) -> (Double) -> String {
    let decimals = max(0, -exponent + (mantissa == 2.5 ? 1 : 0))
    let largest = max(abs(low), abs(high))
    if largest < 1e7 && !(largest < 2e-3 && decimals > 4) {
      return { NumberLabel.decimal($0, decimals: decimals) }
    }
    let common = Int(log10(largest).rounded(.down))
    let digits = min(15, max(0, decimals > 0 ? decimals + common : common - exponent))
    let fewer = mantissa == 2.5 && decimals == 0 ? digits + 1 : digits
    return { value in
      NumberLabel.scientific(
        common < 0 ? value * pow(10, Double(-common)) : value / pow(10, Double(common)),
        exponent: common, decimals: min(15, decimals > 0 ? digits : fewer))
    }
  }

  /// Decades, thinned to at most `count`; 1-2-5 or 1-3 within few decades; linear ticks where the
  /// range is narrower than a factor of 4 or holds fewer than two of those. `range` must be positive.
  public static func log(over range: ClosedRange<Double>, atMost count: Int) -> Ticks {
    let low = log10(range.lowerBound)
    let high = log10(range.upperBound)
    let first = Int((low - 1e-9).rounded(.up))
    let last = Int((high + 1e-9).rounded(.down))
    let decades = first <= last ? Array(first...last) : []
    let limit = max(count, 2)
    if decades.count < 3 {
      // Below a factor of 4, 1-2-5 is too coarse.
      for digits in [[1, 2, 5], [1, 3]] where high - low >= 0.6 {
        let values = digitsOf(digits, low: low, high: high)
        if values.count >= 2 && values.count <= limit {
          return Ticks(
            major: values.map { Tick(value: $0.value, label: label($0.digit, $0.exponent)) },
            minor: digitsOf(Array(1...9), low: low, high: high).map(\.value).filter { value in
              !values.contains { $0.value == value }
            })
        }
      }
      if decades.count < 2 { return linear(over: range, atMost: limit) }
    }
    let step = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 400].first { step in
      decades.filter { $0 % step == 0 }.count <= limit
    }!
    let shown = decades.filter { $0 % step == 0 }
    let plain = shown.allSatisfy { (-2...4).contains($0) }
    let major = shown.map { exponent in
      Tick(
        value: pow(10, Double(exponent)),
        label: plain ? label(1, exponent) : NumberLabel.power(exponent))
    }
    let minor: [Double]
    if step == 1 {
      minor = high - low > 10 ? [] : digitsOf(Array(2...9), low: low, high: high).map(\.value)
    } else {
      minor = step > 10 ? [] : decades.filter { $0 % step != 0 }.map { pow(10, Double($0)) }
    }
    return Ticks(major: major, minor: minor)
  }

  /// 0, and beyond `threshold` on both sides what `log` has there; linear ticks where the range goes less than a factor of 4
  /// beyond it.
  public static func symmetricLog(
    over range: ClosedRange<Double>, threshold: Double, atMost count: Int
  ) -> Ticks {
    let (below, above) = (-range.lowerBound, range.upperBound)
    let farthest = max(below, above)
    guard farthest >= 4 * threshold else { return linear(over: range, atMost: count) }
    let sides = [below, above].count { $0 > threshold }
    let side = log(over: threshold...farthest, atMost: (max(count, 3) - 1) / sides)
    func mirrored<Item>(_ items: [Item], _ negated: (Item) -> Item) -> [Item] {
      items.reversed().map(negated) + items
    }
    let major = mirrored(side.major) {
      Tick(value: -$0.value, label: NumberLabel.minus + $0.label)
    }
    let zero = Tick(value: 0, label: "0")
    return Ticks(
      major: (major + [zero]).filter { range.contains($0.value) }.sorted { $0.value < $1.value },
      minor: mirrored(side.minor, -).filter(range.contains))
  }

  private static func digitsOf(
    _ digits: [Int], low: Double, high: Double
  ) -> [(value: Double, digit: Int, exponent: Int)] {
    let first = Int(low.rounded(.down)) - 1
    let last = Int(high.rounded(.up))
    return (first...last).flatMap { exponent in
      digits.compactMap { digit in
        let position = Double(exponent) + log10(Double(digit))
        guard position >= low - 1e-9 && position <= high + 1e-9 else { return nil }
        let power = pow(10, Double(abs(exponent)))
        return (exponent < 0 ? Double(digit) / power : Double(digit) * power, digit, exponent)
      }
    }
  }

  private static func label(_ digit: Int, _ exponent: Int) -> String {
    guard (-4...5).contains(exponent) else {
      return NumberLabel.scientific(Double(digit), exponent: exponent, decimals: 0)
    }
    return NumberLabel.decimal(
      Double(digit) * pow(10, Double(exponent)), decimals: max(0, -exponent))
  }
}
