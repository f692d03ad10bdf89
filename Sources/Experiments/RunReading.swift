import Foundation

/// Notes which runs' outcomes are read while something is computed, so that a number can say where it
/// comes from without anybody writing it down.
///
/// Chapters hold their outcomes as ``RunOutcome`` and ``RunOutcomes``, each access to which is noted in every
/// recording that is under way in the same task.
public enum RunReading {
  @TaskLocal private static var logs: [Log] = []

  /// What `body` returns, and the names of the experiments whose outcomes it has read.
  public static func record<Value>(_ body: () throws -> Value) rethrows -> (Value, Set<String>) {
    let log = Log()
    let value = try $logs.withValue(logs + [log]) { try body() }
    return (value, log.names)
  }

  static func note(_ name: String) {
    for log in logs { log.insert(name) }
  }

  private final class Log: @unchecked Sendable {
    private let lock = NSLock()
    private var noted: Set<String> = []

    func insert(_ name: String) { lock.withLock { _ = noted.insert(name) } }

    var names: Set<String> { lock.withLock { noted } }
  }
}

/// The decoded outcome of one run; looking at it counts as reading the run (``RunReading``).
public struct RunOutcome<Value: Decodable & Sendable>: Sendable {
  private let name: String
  private let decoded: Value

  /// - Throws: What `Results.outcome(_:of:)` throws.
  public init(_ results: any Results, _ name: String) throws {
    self.name = name
    decoded = try results.outcome(Value.self, of: name)
  }

  public var value: Value {
    RunReading.note(name)
    return decoded
  }
}

/// What runs came to, by the experiment's name; looking one up counts as reading that run (``RunReading``).
public struct RunOutcomes<Value: Sendable>: Sendable {
  private let values: [String: Value]

  public init(_ values: [String: Value]) { self.values = values }

  /// Keeps what `reduce` makes of each decoded outcome.
  ///
  /// - Throws: What `Results.outcome(_:of:)` throws.
  public init<Outcome: Decodable>(
    _ results: any Results, _ names: [String], as type: Outcome.Type,
    keeping reduce: (Outcome) -> Value
  ) throws {
    self.init(
      try Dictionary(
        uniqueKeysWithValues: names.map { ($0, reduce(try results.outcome(type, of: $0))) }))
  }

  /// Sorted.
  public var names: [String] { values.keys.sorted() }

  public subscript(name: String) -> Value? {
    guard let value = values[name] else { return nil }
    RunReading.note(name)
    return value
  }
}

extension RunOutcomes where Value: Decodable {
  /// The decoded outcomes of the experiments called `names`.
  ///
  /// - Throws: What `Results.outcome(_:of:)` throws.
  public init(_ results: any Results, _ names: [String]) throws {
    try self.init(results, names, as: Value.self) { $0 }
  }
}
