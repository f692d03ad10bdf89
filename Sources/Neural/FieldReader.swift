/// Reads the fields of one JSON object, with defaults, and turns every problem into one sentence.
struct FieldReader {
  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private let container: KeyedDecodingContainer<Key>
  private let path: String

  /// - Throws: `NeuralError.field` for a field that is not in `known`.
  init(_ decoder: any Decoder, known: [String]) throws {
    path = decoder.codingPath.map { $0.stringValue + "." }.joined()
    guard let container = try? decoder.container(keyedBy: Key.self) else {
      throw NeuralError.field(
        path.isEmpty ? "run specification" : String(path.dropLast()), found: "no JSON object",
        expected: "an object with \(known.joined(separator: ", "))")
    }
    self.container = container
    for key in container.allKeys.map(\.stringValue).sorted() where !known.contains(key) {
      throw NeuralError.field(
        path + key, found: "an unknown field", expected: "one of " + known.joined(separator: ", "))
    }
  }

  /// The field's value, or nil when it is absent or null.
  func optional<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value? {
    let key = Key(stringValue: name)
    guard container.contains(key), (try? container.decodeNil(forKey: key)) != true else {
      return nil
    }
    do {
      return try container.decode(type, forKey: key)
    } catch let error as NeuralError {
      throw error
    } catch {
      throw NeuralError.field(
        path + name, found: "a value of another type", expected: Self.kind(of: type))
    }
  }

  func value<Value: Decodable>(_ name: String, default fallback: Value) throws -> Value {
    try optional(Value.self, name) ?? fallback
  }

  func required<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
    guard let value = try optional(type, name) else {
      throw NeuralError.field(path + name, found: "nothing", expected: Self.kind(of: type))
    }
    return value
  }

  /// One of the cases of an enumeration, by its name.
  func choice<Value: RawRepresentable & CaseIterable>(
    _ name: String, default fallback: Value? = nil
  ) throws -> Value where Value.RawValue == String {
    guard let value = try optionalChoice(Value.self, name) ?? fallback else {
      throw NeuralError.field(path + name, found: "nothing", expected: Self.names(of: Value.self))
    }
    return value
  }

  /// Nil where the field is not there.
  func optionalChoice<Value: RawRepresentable & CaseIterable>(
    _ type: Value.Type, _ name: String
  ) throws -> Value? where Value.RawValue == String {
    guard let text = try optional(String.self, name) else { return nil }
    guard let value = Value(rawValue: text) else {
      throw NeuralError.field(path + name, found: text, expected: Self.names(of: type))
    }
    return value
  }

  private static func names<Value: RawRepresentable & CaseIterable>(
    of type: Value.Type
  ) -> String where Value.RawValue == String {
    "one of " + type.allCases.map(\.rawValue).joined(separator: ", ")
  }

  private static func kind(of type: Any.Type) -> String {
    switch type {
    case is Int.Type, is UInt64.Type: "a whole number"
    case is Double.Type: "a number"
    case is Bool.Type: "true or false"
    case is String.Type: "text"
    default: "an object"
    }
  }
}
