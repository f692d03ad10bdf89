import Support

/// Numbers as tick labels: thousands separators, a true minus sign, powers of ten as superscripts.
package enum NumberLabel {
  static let minus = "\u{2212}"

  /// `value` with `decimals` digits after the point, e.g. `12,500` or `−0.25`.
  package static func decimal(_ value: Double, decimals: Int) -> String {
    let digits = DecimalText.fixed(abs(value), decimals)
    let parts = digits.split(separator: ".", maxSplits: 1)
    var text = grouped(String(parts[0]))
    if parts.count > 1 { text += "." + parts[1] }
    let isZero = !digits.contains { $0 != "0" && $0 != "." }
    return value < 0 && !isZero ? minus + text : text
  }

  /// Digits in groups of three.
  package static func grouped(_ digits: String) -> String {
    var whole = ""
    for (index, digit) in digits.reversed().enumerated() {
      if index > 0 && index % 3 == 0 { whole.append(",") }
      whole.append(digit)
    }
    return String(whole.reversed())
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
