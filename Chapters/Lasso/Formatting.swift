import Foundation

/// A number as it stands in names of values: 0.01, 1, 10.
func short(_ value: Double) -> String {
  value == value.rounded() && abs(value) < 1e9 ? String(Int(value)) : "\(value)"
}

/// Four significant digits.
func digits(_ value: Double, _ count: Int = 4) -> String {
  String(format: "%.\(count)g", value)
}

/// A share as a percentage.
func percent(_ share: Double) -> String { digits(100 * share, 3) + " %" }
