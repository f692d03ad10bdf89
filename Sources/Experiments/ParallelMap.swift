import Foundation

extension Array where Element: Sendable {
  /// What `transform` makes of each element, in order, on several threads.
  ///
  /// For work of some tenths of a millisecond each and more, such as reading a record.
  package func parallelMap<Value: Sendable>(
    threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    _ transform: @Sendable (Element) -> Value
  ) -> [Value] {
    let places = Places<Value>(count: count)
    // Each thread takes the next element when it is free, since some take longer.
    DispatchQueue.concurrentPerform(iterations: Swift.min(count, Swift.max(threads, 1))) { _ in
      while let index = places.next() { places.set(index, transform(self[index])) }
    }
    return places.values
  }
}

/// What several threads fill in.
private final class Places<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var taken = 0
  private var filled: [Value?]

  init(count: Int) { filled = Array(repeating: nil, count: count) }

  /// The next place that no thread has taken; nil when all are.
  func next() -> Int? {
    lock.withLock {
      guard taken < filled.count else { return nil }
      taken += 1
      return taken - 1
    }
  }

  func set(_ index: Int, _ value: Value) { lock.withLock { filled[index] = value } }

  var values: [Value] { lock.withLock { filled.map { $0! } } }
}
