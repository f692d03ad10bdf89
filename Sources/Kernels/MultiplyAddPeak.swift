/// How many multiply-adds of 8 floats the processor can do when nothing waits for memory: the yardstick
/// for every other kernel.
///
/// Twelve sums in registers, as in `MatrixTile`, each x := x f + 1 over and over from 1 to 12: more than the two to
/// four multiply-adds that a core starts per cycle times the four cycles that each takes.
package enum MultiplyAddPeak {
  /// Sums that run side by side.
  package static let sums = 12
  /// Floating-point operations of one round: a multiplication and an addition in each lane.
  package static let operationsPerRound = 2 * 8 * sums

  /// `rounds` rounds.
  ///
  /// - Returns: The sum of all lanes of all twelve, so that no round can be left out.
  @inline(never)
  package static func run(rounds: Int, factor: Float) -> Float {
    let (f, one) = (SIMD8<Float>(repeating: factor), SIMD8<Float>(repeating: 1))
    // Different starts, or the compiler would see one sum in all twelve.
    var (a0, a1, a2, a3, a4, a5) = (one, one * 2, one * 3, one * 4, one * 5, one * 6)
    var (b0, b1, b2, b3, b4, b5) = (one * 7, one * 8, one * 9, one * 10, one * 11, one * 12)
    for _ in 0..<rounds {
      a0 = one.addingProduct(a0, f)
      a1 = one.addingProduct(a1, f)
      a2 = one.addingProduct(a2, f)
      a3 = one.addingProduct(a3, f)
      a4 = one.addingProduct(a4, f)
      a5 = one.addingProduct(a5, f)
      b0 = one.addingProduct(b0, f)
      b1 = one.addingProduct(b1, f)
      b2 = one.addingProduct(b2, f)
      b3 = one.addingProduct(b3, f)
      b4 = one.addingProduct(b4, f)
      b5 = one.addingProduct(b5, f)
    }
    return (((a0 + a1) + (a2 + a3)) + ((a4 + a5) + (b0 + b1)) + ((b2 + b3) + (b4 + b5))).sum()
  }

  /// Operations per second of `threads` threads at once: the best of `repetitions` runs of some 20 ms.
  package static func measure(threads: Int, repetitions: Int = 7) -> Double {
    let pool = WorkerPool(threads: threads)
    defer { pool.stop() }
    let rounds = 6_000_000
    let clock = ContinuousClock()
    var best = 0.0
    for _ in 0..<repetitions {
      let start = clock.now
      pool.forEachUnit(of: threads) { unit, _ in
        // The factor depends on the unit, and the result is looked at, so that nothing is left out.
        precondition(run(rounds: rounds, factor: 0.5 / Float(unit + 1)).isFinite)
      }
      let seconds = (clock.now - start) / .seconds(1)
      best = max(best, Double(rounds * operationsPerRound * threads) / seconds)
    }
    return best
  }
}
