/// What one run came to; looking at it counts as reading the run (``RunReading``).
public struct RunOutcome<Value: Sendable>: Sendable {
  private let name: String
  private let find: @Sendable () -> Value

  /// - Parameter find: Asked each time that somebody looks.
  public init(_ name: String, find: @escaping @Sendable () -> Value) {
    (self.name, self.find) = (name, find)
  }

  public var value: Value {
    RunReading.note(name)
    return find()
  }
}

/// What runs came to, by the experiment's name; looking one up counts as reading that run (``RunReading``).
public struct RunOutcomes<Value: Sendable>: Sendable {
  /// Sorted.
  public let names: [String]
  private let find: @Sendable (String) -> Value?

  public init(_ values: [String: Value]) {
    self.init(names: values.keys.sorted()) { values[$0] }
  }

  /// - Parameter find: What the run of a name came to; asked each time that it is looked up.
  public init(names: [String], find: @escaping @Sendable (String) -> Value?) {
    (self.names, self.find) = (names, find)
  }

  public subscript(name: String) -> Value? {
    guard let value = find(name) else { return nil }
    RunReading.note(name)
    return value
  }
}
