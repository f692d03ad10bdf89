import Foundation

/// A JSON value with one spelling: keys sorted, two spaces of indent, shortest numbers that read
/// back equal. Equal values make equal bytes.
public enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case int(Int)
  /// Written as `null` when it is not finite, since JSON has no such number.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// Any encodable value, by way of `JSONEncoder`.
  ///
  /// - Throws: what the value's own encoding throws, or an `EncodingError` for a number that is not
  ///   finite.
  public init(encoding value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    let data = try encoder.encode(value)
    self.init(foundation: try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed))
  }

  /// A JSON text.
  ///
  /// - Throws: Foundation's error when `data` is not JSON.
  public init(parsing data: Data) throws {
    self.init(foundation: try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed))
  }

  init(numbers: [String: Double]) { self = .object(numbers.mapValues { .number($0) }) }

  init(strings: [String]) { self = .array(strings.map { .string($0) }) }

  private init(foundation value: Any) {
    switch value {
    case let entries as [String: Any]: self = .object(entries.mapValues { .init(foundation: $0) })
    case let elements as [Any]: self = .array(elements.map { .init(foundation: $0) })
    case let text as String: self = .string(text)
    case let number as NSNumber:
      if CFBooleanLike.isBoolean(number) {
        self = .bool(number.boolValue)
      } else if let whole = Int(exactly: number.doubleValue), abs(whole) < 1 << 53 {
        self = .int(whole)
      } else {
        self = .number(number.doubleValue)
      }
    default: self = .null
    }
  }

  /// The canonical text, ending in a newline.
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
    case .int(let number): out += String(number)
    case .number(let number): out += number.isFinite ? "\(number)" : "null"
    case .string(let text): Self.quote(text, to: &out)
    case .array(let elements):
      guard !elements.isEmpty else { return out += "[]" }
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
      guard !entries.isEmpty else { return out += "{}" }
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

  private var isPlain: Bool {
    switch self {
    case .array, .object: false
    default: true
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

/// Tells `true` from `1`, which Foundation boxes in one class.
private enum CFBooleanLike {
  static func isBoolean(_ number: NSNumber) -> Bool {
    String(cString: number.objCType) == "c" && (number.intValue == 0 || number.intValue == 1)
  }
}
