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

/// What runs came to, by the experiment's name; looking one up counts as reading that run (``RunReading``), also where
/// it is absent.
public struct RunOutcomes<Value: Sendable>: Sendable {
  /// Sorted.
  public let names: [String]
  private let find: @Sendable (String) -> Value?
  private var absent: Set<String> = []

  public init(_ values: [String: Value]) {
    self.init(names: values.keys.sorted()) { values[$0] }
  }

  /// - Parameter absent: More names, of runs that came to nothing, since they were not made.
  init(_ values: [String: Value], absent: Set<String>) {
    self.init(names: (Array(values.keys) + absent).sorted()) { values[$0] }
    self.absent = absent
  }

  /// Whether a run was made; asking does not count as reading it.
  public func isThere(_ name: String) -> Bool { !absent.contains(name) }

  /// - Parameter find: What the run of a name came to; asked each time that it is looked up.
  public init(names: [String], find: @escaping @Sendable (String) -> Value?) {
    (self.names, self.find) = (names, find)
  }

  public subscript(name: String) -> Value? {
    let value = find(name)
    if value != nil || absent.contains(name) { RunReading.note(name) }
    return value
  }
}
