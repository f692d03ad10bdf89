/// The pieces of a JSON text without white space.
public enum JSONText {
  public static func object(_ fields: [(String, String)]) -> String {
    "{" + fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
  }

  public static func array(_ items: [String]) -> String { "[" + items.joined(separator: ",") + "]" }

  public static func numbers(_ values: [Double]) -> String { array(values.map(number)) }

  /// Six significant digits; null for what is not finite.
  public static func number(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    if value == value.rounded() && abs(value) < 1e6 { return "\(Int(value))" }
    let text = DecimalText.significant(value, 6)
    guard let place = text.firstIndex(of: "e") else { return text }
    // 1e-05 as 1e-5.
    let power = Int(text[text.index(after: place)...]) ?? 0
    return text[..<place] + "e\(power)"
  }

  /// The shortest number that reads back as the same `Double`; null for what is not finite.
  public static func exact(_ value: Double) -> String { value.isFinite ? "\(value)" : "null" }

  public static func string(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      // No tag ends a script before its time.
      case "<": quoted += "\\u003c"
      case "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + (digits.utf8.count < 2 ? "000" : "00") + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
