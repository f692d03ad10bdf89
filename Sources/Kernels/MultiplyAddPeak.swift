/// How many multiply-adds the processor can do when nothing waits for memory: the yardstick for every
/// other kernel, and what decides between the widths of vectors.
///
/// Twelve sums in registers, each x := x f + 1 over and over from 1 to 12: more than the two to
/// four multiply-adds that a core starts per cycle times the four cycles that each takes.
package enum MultiplyAddPeak {
  /// Sums that run side by side.
  package static let sums = 12

  /// Operations per second of `threads` threads at once: the best of `repetitions` runs, each of some 20 ms
  /// with the default `rounds`.
  package static func measure(
    _ vectors: any VectorKernels, threads: Int, repetitions: Int = 7, rounds: Int = 6_000_000
  ) -> Double {
    let pool = WorkerPool(threads: threads)
    defer { pool.stop() }
    // A multiplication and an addition in each lane.
    let operations = Double(rounds * 2 * vectors.lanes * sums * threads)
    let clock = ContinuousClock()
    var best = 0.0
    for _ in 0..<repetitions {
      let start = clock.now
      pool.forEachUnit(of: threads) { unit, _ in
        // The factor depends on the unit, and the result is looked at, so that nothing is left out.
        precondition(
          vectors.multiplyAdds(rounds: rounds, factor: 0.5 / Float(unit + 1)).isFinite)
      }
      best = max(best, operations / ((clock.now - start) / .seconds(1)))
    }
    return best
  }
}
