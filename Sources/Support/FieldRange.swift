/// A field of a specification with what it may hold: its name, its range and its unit, stated once, and whether
/// its value is in it.
public struct FieldRange: Sendable, Equatable {
  public let name: String
  /// The first value that is out of range, or the value.
  public let found: String
  public let expected: String
  public let holds: Bool

  /// A whole number; nil, for a field that may be left out, holds.
  public static func whole(
    _ name: String, _ value: Int?, _ range: ClosedRange<Int>, _ unit: String = ""
  ) -> FieldRange {
    .whole(name, each: value.map { [$0] } ?? [], range, unit)
  }

  /// A list of whole numbers.
  public static func whole(
    _ name: String, each values: [Int], _ range: ClosedRange<Int>, _ unit: String = ""
  ) -> FieldRange {
    make(name, values, range, unit) { "\($0)" }
  }

  /// A number; NaN is in no range.
  public static func number(
    _ name: String, _ value: Double?, _ range: ClosedRange<Double>, _ unit: String = ""
  ) -> FieldRange {
    .number(name, each: value.map { [$0] } ?? [], range, unit)
  }

  /// A list of numbers.
  public static func number(
    _ name: String, each values: [Double], _ range: ClosedRange<Double>, _ unit: String = ""
  ) -> FieldRange {
    make(name, values, range, unit) { bound in
      // Whole numbers without a decimal point.
      Int(exactly: bound).map { "\($0)" } ?? "\(bound)"
    }
  }

  /// How many elements a list has.
  public static func count(
    _ name: String, _ count: Int, _ range: ClosedRange<Int>, _ unit: String
  ) -> FieldRange {
    let expected =
      range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
    return FieldRange(
      name: name, found: "\(count) \(unit)", expected: "\(expected) \(unit)",
      holds: range.contains(count))
  }

  private static func make<Value: Comparable & CustomStringConvertible>(
    _ name: String, _ values: [Value], _ range: ClosedRange<Value>, _ unit: String,
    words: (Value) -> String
  ) -> FieldRange {
    let value = values.first { !range.contains($0) } ?? values.first
    let expected = "\(words(range.lowerBound)) to \(words(range.upperBound))"
    return FieldRange(
      name: name, found: value.map { $0.description } ?? "nothing",
      expected: unit.isEmpty ? expected : "\(expected) \(unit)",
      holds: value.map(range.contains) ?? true)
  }
}
