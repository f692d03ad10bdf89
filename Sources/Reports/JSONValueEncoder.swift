import Support

extension JSONValue {
  /// Any encodable value.
  ///
  /// A number keeps its kind, so that 12.0 stays a fraction, which Foundation's encoder would write as 12.
  ///
  /// - Throws: What the value's own encoding throws.
  public init(encoding value: some Encodable) throws {
    self = try JSONValueEncoder.encoded(value).result
  }

  /// A value whose encoding cannot fail, having plain members only.
  init(plain value: some Encodable) {
    do {
      try self.init(encoding: value)
    } catch {
      preconditionFailure("\(type(of: value)): \(error), expected a value that can be encoded.")
    }
  }
}

/// An optional that is written as null where there is nothing, in place of being left out.
@propertyWrapper
struct OrNull<Value: Encodable>: Encodable {
  // Without a default, so that whoever makes its owner gives it.
  var wrappedValue: Value?

  init(wrappedValue value: Value?) { wrappedValue = value }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}

extension OrNull: Equatable where Value: Equatable {}
extension OrNull: Hashable where Value: Hashable {}

/// One value while it is encoded, with those inside it.
private final class JSONValueEncoder: Encoder {
  private enum Content {
    case single(JSONValue)
    case array([JSONValueEncoder])
    case object([String: JSONValueEncoder])
  }

  private var content = Content.single(.null)
  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]

  var result: JSONValue {
    switch content {
    case .single(let value): value
    case .array(let elements): .array(elements.map(\.result))
    case .object(let members): .object(members.mapValues(\.result))
    }
  }

  static func encoded(_ value: some Encodable) throws -> JSONValueEncoder {
    let encoder = JSONValueEncoder()
    switch value {
    case let value as JSONValue: encoder.content = .single(value)
    case let value as String: encoder.content = .single(.string(value))
    case let value as Double: encoder.content = .single(.number(value))
    case let value as Int: encoder.content = .single(.integer(value))
    case let value as Bool: encoder.content = .single(.bool(value))
    case let value as any BinaryInteger: encoder.content = .single(.integer(Int(clamping: value)))
    case let value as any BinaryFloatingPoint: encoder.content = .single(.number(Double(value)))
    default: try value.encode(to: encoder)
    }
    return encoder
  }

  private func member(_ key: any CodingKey) -> JSONValueEncoder {
    let new = JSONValueEncoder()
    set(new, for: key)
    return new
  }

  private func set(_ member: JSONValueEncoder, for key: any CodingKey) {
    guard case .object(var members) = content else { return }
    content = .single(.null)
    members[key.stringValue] = member
    content = .object(members)
  }

  private func append(_ element: JSONValueEncoder) {
    guard case .array(var elements) = content else { return }
    content = .single(.null)
    elements.append(element)
    content = .array(elements)
  }

  // MARK: Containers

  /// A second one adds to the first.
  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .object = content {} else { content = .object([:]) }
    return KeyedEncodingContainer(Keyed<Key>(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    content = .array([])
    return Unkeyed(encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { Single(encoder: self) }

  private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: JSONValueEncoder
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { _ = encoder.member(key) }
    func encode(_ value: some Encodable, forKey key: Key) throws {
      encoder.set(try JSONValueEncoder.encoded(value), for: key)
    }
    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { encoder.member(key).container(keyedBy: type) }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      encoder.member(key).unkeyedContainer()
    }
    func superEncoder() -> any Encoder { encoder }
    func superEncoder(forKey key: Key) -> any Encoder { encoder.member(key) }
  }

  private struct Unkeyed: UnkeyedEncodingContainer {
    let encoder: JSONValueEncoder
    var codingPath: [any CodingKey] { [] }
    var count: Int { if case .array(let elements) = encoder.content { elements.count } else { 0 } }

    private func element() -> JSONValueEncoder {
      let new = JSONValueEncoder()
      encoder.append(new)
      return new
    }
    func encodeNil() { _ = element() }
    func encode(_ value: some Encodable) throws {
      encoder.append(try JSONValueEncoder.encoded(value))
    }
    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type
    ) -> KeyedEncodingContainer<Nested> { element().container(keyedBy: type) }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { element().unkeyedContainer() }
    func superEncoder() -> any Encoder { element() }
  }

  private struct Single: SingleValueEncodingContainer {
    let encoder: JSONValueEncoder
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { encoder.content = .single(.null) }
    func encode(_ value: some Encodable) throws {
      encoder.content = try JSONValueEncoder.encoded(value).content
    }
  }
}
