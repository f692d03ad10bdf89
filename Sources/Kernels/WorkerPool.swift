import Foundation
import Synchronization

/// A few threads that share the units of a loop; the caller is one of them.
///
/// What a unit computes must not depend on who computes it or on how many threads there are: kernels
/// split loops over independent outputs only. Threads look for work for some tens of microseconds
/// before they sleep, which is what the pauses between layers take. With a fifth of that, steps of 2 ms
/// took twice as long in one run of five: the system woke the sleeper on its waker's processor.
package final class WorkerPool: @unchecked Sendable {
  package let threads: Int
  /// The number of jobs so far, times 2^16, plus how many threads take part in the last one.
  private let posted = Atomic<UInt64>(0)
  private let nextUnit = Atomic<Int>(0)
  /// Threads that have not finished the last job.
  private let running = Atomic<Int>(0)
  private let sleepers = Atomic<Int>(0)
  private let condition = NSCondition()
  private var unitCount = 0
  private var body: ((Int, Int) -> Void)?
  private var isStopped = false
  private let spins: Int

  private static let stopSignal: UInt64 = .max

  /// - Parameter threads: 1 runs everything on the caller.
  package init(threads: Int) {
    precondition(
      (1...1024).contains(threads), "Worker pool: \(threads) threads, expected 1 to 1024.")
    self.threads = threads
    // With more threads than processors a thread that spins keeps another from working.
    spins = threads <= ProcessInfo.processInfo.activeProcessorCount ? 20_000 : 0
    for index in 1..<max(threads, 1) {
      let thread = Thread { [unowned self] in self.work(index) }
      thread.stackSize = 1 << 20
      thread.start()
    }
  }

  /// Ends the threads; the pool runs on the caller alone afterwards. Must be called before release.
  package func stop() {
    guard !isStopped else { return }
    isStopped = true
    running.store(threads - 1, ordering: .relaxed)
    post(Self.stopSignal)
    while running.load(ordering: .acquiring) > 0 { sched_yield() }
  }

  /// Calls `body(unit, worker)` for each unit below `count`, in any order; `worker` is below `threads`
  /// and never used by two calls at once.
  package func forEachUnit(of count: Int, _ body: (_ unit: Int, _ worker: Int) -> Void) {
    let parts = isStopped ? 1 : min(threads, count)
    if parts <= 1 {
      for unit in 0..<max(count, 0) { body(unit, 0) }
      return
    }
    withoutActuallyEscaping(body) { escaping in
      self.body = escaping
      unitCount = count
      nextUnit.store(0, ordering: .relaxed)
      running.store(parts - 1, ordering: .relaxed)
      let jobs = posted.load(ordering: .relaxed) >> 16 &+ 1
      post(jobs << 16 | UInt64(parts))
      takeUnits(worker: 0)
      var rounds = 0
      while running.load(ordering: .acquiring) > 0 {
        rounds += 1
        if rounds > spins { sched_yield() }
      }
      self.body = nil
    }
  }

  /// Splits 0 ..< `count` into one range per thread, each starting at a multiple of `grain`.
  package func forEachRange(of count: Int, grain: Int = 1, _ body: (Range<Int>) -> Void) {
    let grains = (count + grain - 1) / grain
    let parts = min(threads, grains)
    forEachUnit(of: parts) { part, _ in
      let lower = grains * part / parts * grain
      let upper = min(count, grains * (part + 1) / parts * grain)
      if lower < upper { body(lower..<upper) }
    }
  }

  private func post(_ job: UInt64) {
    posted.store(job, ordering: .sequentiallyConsistent)
    if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
      condition.lock()
      condition.broadcast()
      condition.unlock()
    }
  }

  /// A function of its own, so that no reference to the job outlives its call.
  @inline(never)
  private func takeUnits(worker: Int) {
    guard let body else { return }
    while true {
      let unit = nextUnit.wrappingAdd(1, ordering: .relaxed).oldValue
      if unit >= unitCount { return }
      body(unit, worker)
    }
  }

  private func work(_ index: Int) {
    var seen: UInt64 = 0
    while true {
      let job = waitForJob(after: seen)
      if job == Self.stopSignal {
        running.wrappingSubtract(1, ordering: .releasing)
        return
      }
      seen = job
      guard index < Int(job & 0xFFFF) else { continue }
      takeUnits(worker: index)
      running.wrappingSubtract(1, ordering: .releasing)
    }
  }

  private func waitForJob(after seen: UInt64) -> UInt64 {
    for _ in 0..<spins {
      let job = posted.load(ordering: .acquiring)
      if job != seen { return job }
    }
    condition.lock()
    sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
    while posted.load(ordering: .sequentiallyConsistent) == seen { condition.wait() }
    sleepers.wrappingSubtract(1, ordering: .sequentiallyConsistent)
    condition.unlock()
    return posted.load(ordering: .acquiring)
  }
}
