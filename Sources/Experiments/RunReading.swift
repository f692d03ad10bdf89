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
