import Support

extension JSONValue {
  /// Every leaf with its path, e.g. `("optimizer.learningRate", 0.01)`, sorted. A list of plain values is one
  /// leaf; others count from 0.
  package var leaves: [(path: String, value: JSONValue)] {
    var found: [(path: String, value: JSONValue)] = []
    collect(into: &found, path: [])
    return found
  }

  private func collect(into found: inout [(path: String, value: JSONValue)], path: [String]) {
    switch self {
    case .object(let members) where !members.isEmpty:
      for (name, value) in members.sorted(by: { $0.key < $1.key }) {
        value.collect(into: &found, path: path + [name])
      }
    case .array(let elements) where !elements.allSatisfy(\.isPlain):
      for (index, value) in elements.enumerated() {
        value.collect(into: &found, path: path + [String(index)])
      }
    default: found.append((path.joined(separator: "."), self))
    }
  }

  /// What stands at `path`; nil when nothing does.
  func value(at path: ArraySlice<String>) -> JSONValue? {
    guard let name = path.first else { return self }
    switch self {
    case .object(let members): return members[name]?.value(at: path.dropFirst())
    case .array(let elements):
      guard let index = Int(name), elements.indices.contains(index) else { return nil }
      return elements[index].value(at: path.dropFirst())
    default: return nil
    }
  }

  /// The same with `value` at `path`, which must be there already.
  func replacing(at path: ArraySlice<String>, with value: JSONValue) -> JSONValue {
    guard let name = path.first else { return value }
    switch self {
    case .object(var members):
      members[name] = members[name]?.replacing(at: path.dropFirst(), with: value)
      return .object(members)
    case .array(var elements):
      guard let index = Int(name), elements.indices.contains(index) else { return self }
      elements[index] = elements[index].replacing(at: path.dropFirst(), with: value)
      return .array(elements)
    default: return self
    }
  }

  /// As people write it: `0.01`, `uniform`, `[1, 2, 3]`.
  package var words: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .number(let value): "\(value)"
    case .string(let value): value
    case .array(let values): "[" + values.map(\.words).joined(separator: ", ") + "]"
    case .object(let members):
      "{"
        + members.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.words)" }
        .joined(separator: ", ") + "}"
    }
  }

  /// Whether two values have the same kind: numbers, texts, truths, lists, objects.
  func isOfKind(of other: JSONValue) -> Bool {
    switch (self, other) {
    case (.integer, .integer), (.integer, .number), (.number, .integer), (.number, .number): true
    case (.string, .string), (.bool, .bool), (.null, .null), (.object, .object): true
    case (.array(let a), .array(let b)):
      // A chapter reads the elements of a list by their places.
      a.count == b.count && zip(a, b).allSatisfy { $0.isOfKind(of: $1) }
    default: false
    }
  }

  /// The kind as a sentence has it.
  var kindWords: String {
    switch self {
    case .null: "nothing"
    case .bool: "true or false"
    case .integer, .number: "a number"
    case .string: "text"
    case .array(let values): "a list of \(values.count) like \(words)"
    case .object: "an object"
    }
  }
}
