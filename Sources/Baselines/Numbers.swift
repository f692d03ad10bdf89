import Foundation

/// How numbers are written for people.
enum Numbers {
  /// Three significant digits, e.g. `"0.00123"`, `"1.2e-07"`.
  static func short(_ value: Double) -> String { String(format: "%.3g", value) }

  /// As per cent, e.g. `"0.5 %"`.
  static func percent(_ share: Double) -> String { "\(short(share * 100)) %" }

  /// `"1 number"`, `"3 numbers"`.
  static func count(_ count: Int, _ singular: String, _ plural: String) -> String {
    "\(count) \(count == 1 ? singular : plural)"
  }
}
