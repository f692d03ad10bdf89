import Foundation

/// Finished records of many variations of the same experiments: what several of them share is checked and decoded once.
public struct SharedResults: Results {
  private let stored: StoredResults
  private let cache: OutcomeCache

  /// - Parameters:
  ///   - experiments: Those of one variation, for their specifications.
  ///   - keys: Of the record of each; one that the variation leaves alone may have that of the declared run.
  ///   - cache: One for all variations.
  ///   - absent: Experiments that are done without.
  public init(
    store: any RunStore, experiments: [Experiment], keys: [String: RunKey], cache: OutcomeCache,
    absent: Set<String> = []
  ) {
    stored = StoredResults(
      store: store, keys: keys, specifications: Specifications(experiments), absent: absent)
    self.cache = cache
  }

  public var specifications: Specifications { stored.specifications }
  public var absent: Set<String> { stored.absent }

  public func outcome<Outcome: Decodable>(_ type: Outcome.Type, of name: String) throws -> Outcome {
    try cache.value(of: stored.key(of: name)) { try stored.outcome(type, of: name) }
  }

  public func directory(of name: String) throws -> URL {
    try cache.value(of: stored.key(of: name)) { try stored.directory(of: name) }
  }
}

/// What was read of records, by their keys.
public final class OutcomeCache: @unchecked Sendable {
  private struct Place: Hashable {
    var key: RunKey
    var type: ObjectIdentifier
  }

  private let lock = NSLock()
  private var values: [Place: Any] = [:]

  public init() {}

  /// What was read before, or what `read` returns. Two threads may read the same record at once.
  func value<Value>(of key: RunKey, _ read: () throws -> Value) rethrows -> Value {
    let place = Place(key: key, type: ObjectIdentifier(Value.self))
    if let known = lock.withLock({ values[place] as? Value }) { return known }
    let value = try read()
    lock.withLock { values[place] = value }
    return value
  }
}
