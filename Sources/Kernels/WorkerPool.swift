import Foundation

/// A few threads that run the parts of a loop; the caller is one of them.
///
/// What a part computes must not depend on how many parts there are: kernels split loops over
/// independent outputs only.
package final class WorkerPool: @unchecked Sendable {
  package let threads: Int
  private let condition = NSCondition()
  private var generation = 0
  private var running = 0
  private var stopped = false
  private var job: ((Int) -> Void)?

  /// - Parameter threads: 1 runs everything on the caller.
  package init(threads: Int) {
    precondition(threads >= 1, "Worker pool: \(threads) threads, expected 1 or more.")
    self.threads = threads
    for index in 1..<max(threads, 1) {
      let thread = Thread { [unowned self] in self.work(index) }
      thread.stackSize = 1 << 20
      thread.start()
    }
  }

  /// Ends the threads; the pool runs on the caller alone afterwards. Must be called before release.
  package func stop() {
    condition.lock()
    stopped = true
    running = threads - 1
    condition.broadcast()
    while running > 0 { condition.wait() }
    condition.unlock()
  }

  /// Splits 0 ..< `count` into one range per thread, each starting at a multiple of `grain`.
  package func forEachRange(of count: Int, grain: Int = 1, _ body: (Range<Int>) -> Void) {
    let units = (count + grain - 1) / grain
    let parts = stopped ? 1 : min(threads, units)
    if parts <= 1 {
      if count > 0 { body(0..<count) }
      return
    }
    run { part in
      guard part < parts else { return }
      let lower = units * part / parts * grain
      let upper = min(count, units * (part + 1) / parts * grain)
      if lower < upper { body(lower..<upper) }
    }
  }

  private func run(_ body: (Int) -> Void) {
    withoutActuallyEscaping(body) { escaping in
      condition.lock()
      job = escaping
      running = threads - 1
      generation += 1
      condition.broadcast()
      condition.unlock()
      escaping(0)
      condition.lock()
      while running > 0 { condition.wait() }
      job = nil
      condition.unlock()
    }
  }

  /// A function of its own, so that no reference to the job outlives its call.
  @inline(never)
  private func perform(_ index: Int) { job?(index) }

  private func work(_ index: Int) {
    var seen = 0
    while true {
      condition.lock()
      while generation == seen && !stopped { condition.wait() }
      let isLast = stopped
      seen = generation
      condition.unlock()
      if !isLast { perform(index) }
      condition.lock()
      running -= 1
      if running == 0 { condition.broadcast() }
      condition.unlock()
      if isLast { return }
    }
  }
}
