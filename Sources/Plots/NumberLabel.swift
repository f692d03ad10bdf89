import Foundation

/// Numbers as tick labels: thousands separators, a true minus sign, powers of ten as superscripts.
enum NumberLabel {
  static let minus = "\u{2212}"

  /// `value` with `decimals` digits after the point, e.g. `12,500` or `−0.25`.
  static func decimal(_ value: Double, decimals: Int) -> String {
    let digits = String(format: "%.\(decimals)f", abs(value))
    let parts = digits.split(separator: ".", maxSplits: 1)
    var whole = ""
    for (index, digit) in parts[0].reversed().enumerated() {
      if index > 0 && index % 3 == 0 { whole.append(",") }
      whole.append(digit)
    }
    var text = String(whole.reversed())
    if parts.count > 1 { text += "." + parts[1] }
    let isZero = !digits.contains { $0 != "0" && $0 != "." }
    return value < 0 && !isZero ? minus + text : text
  }

  /// `10^{exponent}`.
  static func power(_ exponent: Int) -> String {
    "10^{\(exponent < 0 ? minus : "")\(abs(exponent))}"
  }

  /// `mantissa` × 10^{exponent}, the mantissa with `decimals` digits; a mantissa of 1 is left out.
  static func scientific(_ mantissa: Double, exponent: Int, decimals: Int) -> String {
    if mantissa == 0 { return "0" }
    if decimals == 0 && abs(mantissa).rounded() == 1 {
      return (mantissa < 0 ? minus : "") + power(exponent)
    }
    return decimal(mantissa, decimals: decimals) + "\u{00D7}" + power(exponent)
  }
}
