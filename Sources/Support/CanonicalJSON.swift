import Foundation

/// JSON in one form: sorted keys, no spaces; infinities and NaN, which JSON lacks, as strings.
public enum CanonicalJSON {
  public static func encode(_ value: some Encodable, pretty: Bool = false) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try encoder.encode(value)
  }

  /// As lines that end with a newline, of a value whose encoding cannot fail, having plain members only.
  public static func text(of value: some Encodable) -> String {
    do {
      return String(decoding: try encode(value, pretty: true), as: UTF8.self) + "\n"
    } catch {
      preconditionFailure("\(type(of: value)): \(error), expected a value that can be encoded.")
    }
  }

  public static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(type, from: data)
  }
}
