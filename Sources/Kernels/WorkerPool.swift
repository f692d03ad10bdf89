private import CProcessor
import Foundation
import Synchronization

/// A few threads that share the units of a loop; the caller is one of them.
///
/// What a unit computes must not depend on who computes it or on how many threads there are: kernels
/// split loops over independent outputs only. Units take subnormal numbers as 0 (`Subnormals`).
///
/// Threads look for work for some tens of microseconds before they sleep, which is what the pauses
/// between layers take. With a fifth of that, steps of 2 ms took twice as long in one run of five: the
/// system woke the sleeper on its waker's processor.
package final class WorkerPool: @unchecked Sendable {
  package let threads: Int
  /// The number of jobs so far, times 2^16, plus how many threads take part in the last one.
  private let posted = SharedCounter()
  private let nextUnit = SharedCounter()
  /// Threads that have not finished the last job.
  private let running = SharedCounter()
  private let sleepers = SharedCounter()
  private let condition = NSCondition()
  private var unitCount = 0
  private var body: ((Int, Int) -> Void)?
  private var isBusy = false
  private var isStopped = false
  private let looks: Int
  private let recorder: JobRecorder?

  private static let stopSignal = Int.max

  /// - Parameter threads: 1 runs everything on the caller.
  package init(threads: Int) {
    precondition(
      (1...1024).contains(threads), "Worker pool: \(threads) threads, expected 1 to 1024.")
    self.threads = threads
    recorder = nil
    // With more threads than processors a thread that looks for work keeps another from working.
    looks = threads <= ProcessInfo.processInfo.activeProcessorCount ? 2_000 : 0
    for index in 1..<max(threads, 1) {
      let thread = Thread { [unowned self] in self.work(index) }
      thread.stackSize = 1 << 20
      thread.start()
    }
  }

  /// A pool that cuts its loops for `threads`, but runs them on the caller alone, into `recorder`.
  package init(cutFor threads: Int, recorder: JobRecorder) {
    (self.threads, self.recorder) = (threads, recorder)
    (looks, isStopped) = (0, true)
  }

  /// Says what the next loops belong to, for the records of them.
  package func note(_ label: @autoclosure () -> String) {
    if let recorder { recorder.label = label() }
  }

  /// Ends the threads; the pool runs on the caller alone afterwards. Must be called before release.
  package func stop() {
    guard !isStopped else { return }
    isStopped = true
    running.value.store(threads - 1, ordering: .relaxed)
    post(Self.stopSignal)
    while running.value.load(ordering: .acquiring) > 0 { sched_yield() }
  }

  /// Calls `body(unit, worker)` for each unit below `count`, in any order; `worker` is below `threads`
  /// and never used by two calls at once. A unit must not start a loop of its own in the same pool.
  package func forEachUnit(of count: Int, _ body: (_ unit: Int, _ worker: Int) -> Void) {
    precondition(!isBusy, "Worker pool: a loop within a loop, expected one at a time.")
    isBusy = true
    defer { isBusy = false }
    if let recorder {
      return Subnormals.flushed { recorder.record(count) { body($0, 0) } }
    }
    let parts = isStopped ? 1 : min(threads, count)
    if parts <= 1 {
      Subnormals.flushed { for unit in 0..<max(count, 0) { body(unit, 0) } }
      return
    }
    withoutActuallyEscaping(body) { escaping in
      self.body = escaping
      unitCount = count
      nextUnit.value.store(0, ordering: .relaxed)
      running.value.store(parts - 1, ordering: .relaxed)
      let jobs = posted.value.load(ordering: .relaxed) >> 16 &+ 1
      post(jobs << 16 | parts)
      takeUnits(worker: 0)
      var rounds = 0
      while running.value.load(ordering: .acquiring) > 0 {
        rounds += 1
        if rounds > looks { sched_yield() } else { nonsmooth_pause() }
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

  private func post(_ job: Int) {
    posted.value.store(job, ordering: .sequentiallyConsistent)
    if sleepers.value.load(ordering: .sequentiallyConsistent) > 0 {
      condition.lock()
      condition.broadcast()
      condition.unlock()
    }
  }

  /// A function of its own, so that no reference to the job outlives its call.
  @inline(never)
  private func takeUnits(worker: Int) {
    guard let body else { return }
    Subnormals.flushed {
      while true {
        let unit = nextUnit.value.wrappingAdd(1, ordering: .relaxed).oldValue
        if unit >= unitCount { return }
        body(unit, worker)
      }
    }
  }

  private func work(_ index: Int) {
    var seen = 0
    while true {
      let job = waitForJob(after: seen)
      if job == Self.stopSignal {
        running.value.wrappingSubtract(1, ordering: .releasing)
        return
      }
      seen = job
      guard index < job & 0xFFFF else { continue }
      takeUnits(worker: index)
      running.value.wrappingSubtract(1, ordering: .releasing)
    }
  }

  private func waitForJob(after seen: Int) -> Int {
    for _ in 0..<looks {
      let job = posted.value.load(ordering: .acquiring)
      if job != seen { return job }
      nonsmooth_pause()
    }
    condition.lock()
    sleepers.value.wrappingAdd(1, ordering: .sequentiallyConsistent)
    while posted.value.load(ordering: .sequentiallyConsistent) == seen { condition.wait() }
    sleepers.value.wrappingSubtract(1, ordering: .sequentiallyConsistent)
    condition.unlock()
    return posted.value.load(ordering: .acquiring)
  }
}

/// A number that several threads change, alone on its cache lines: processors fetch them in pairs of 64
/// bytes.
private struct SharedCounter: ~Copyable {
  private let before = SIMD64<UInt8>()
  let value = Atomic<Int>(0)
  private let after = SIMD64<UInt8>()
}
