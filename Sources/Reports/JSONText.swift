import Foundation
import Support

/// A value's one spelling: keys sorted, two spaces of indent, shortest numbers that read back equal.
/// Equal values make equal bytes.
extension JSONValue {
  /// A JSON text.
  ///
  /// - Throws: a `DecodingError` when `data` is not JSON.
  public init(parsing data: Data) throws {
    self = try JSONDecoder().decode(Self.self, from: data)
  }

  /// The text, ending in a newline. A number that is not finite is `null`, JSON having no such number.
  public var text: String {
    var out = ""
    write(to: &out, indent: "")
    return out + "\n"
  }

  private func write(to out: inout String, indent: String) {
    let inner = indent + "  "
    switch self {
    case .null: out += "null"
    case .bool(let flag): out += flag ? "true" : "false"
    case .integer(let number): out += String(number)
    case .number(let number): out += number.isFinite ? "\(number)" : "null"
    case .string(let text): Self.quote(text, to: &out)
    case .array(let elements):
      guard !elements.isEmpty else {
        out += "[]"
        return
      }
      // Short lists of plain values stay on one line.
      let plain = elements.allSatisfy { $0.isPlain }
      out += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { out += "," }
        out += plain ? (index > 0 ? " " : "") : "\n" + inner
        element.write(to: &out, indent: inner)
      }
      out += plain ? "]" : "\n" + indent + "]"
    case .object(let entries):
      guard !entries.isEmpty else {
        out += "{}"
        return
      }
      out += "{"
      for (index, key) in entries.keys.sorted().enumerated() {
        out += (index > 0 ? "," : "") + "\n" + inner
        Self.quote(key, to: &out)
        out += ": "
        entries[key, default: .null].write(to: &out, indent: inner)
      }
      out += "\n" + indent + "}"
    }
  }

  private static func quote(_ text: String, to out: inout String) {
    out += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    out += "\""
  }
}
