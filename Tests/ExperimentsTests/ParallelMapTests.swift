import Experiments
import Foundation
import Testing

@Suite struct ParallelMapTests {
  /// How many are at work at once, at most.
  private final class Count: @unchecked Sendable {
    private let lock = NSLock()
    private var now = 0
    private(set) var most = 0

    func enter() {
      lock.withLock {
        now += 1
        most = max(most, now)
      }
    }

    func leave() { lock.withLock { now -= 1 } }
  }

  @Test(arguments: [1, 2, 7]) func resultsKeepTheOrderAndThreadsTheirNumber(threads: Int) {
    let count = Count()
    let squares = Array(0..<100).parallelMap(threads: threads) { number in
      count.enter()
      defer { count.leave() }
      return number * number
    }
    #expect(squares == (0..<100).map { $0 * $0 })
    #expect(count.most <= threads)
    #expect([Int]().parallelMap(threads: threads) { $0 }.isEmpty)
  }
}
