import Bench
import Kernels
import TestSupport
import Testing

/// The forecast of a step with more threads than there are.
@Suite struct ScalingTests {
  /// Each thread takes the next unit when it is free.
  @Test(arguments: [(1, 10.0), (2, 6.0), (3, 5.0), (4, 4.0), (9, 4.0)])
  func unitsGoToWhoeverIsFree(threads: Int, span: Double) {
    #expect(Scaling.makespan([1, 2, 3, 4], threads: threads) == span)
    #expect(Scaling.makespan([], threads: threads) == 0)
  }

  @Test func whatHoldsAStepBackIsNamed() throws {
    let jobs = [
      JobRecorder.Job(label: "even", units: [0.002, 0.002, 0.002, 0.002], serialBefore: 0.001),
      JobRecorder.Job(label: "one unit", units: [0.003], serialBefore: 0)
    ]
    let alone = Scaling.forecast(jobs, threads: 1, barrier: 0.1)
    expectClose(alone.milliseconds, 12, .init(absolute: 1e-9, relative: 0))
    let four = Scaling.forecast(jobs, threads: 4, barrier: 0.1)
    // 1 alone, 2 side by side, 0.2 of waking, 3 that nobody shares.
    expectClose(four.milliseconds, 6.2, .init(absolute: 1e-9, relative: 0))
    #expect(four.losses.map(\.label) == ["one unit", "even"])
    expectClose(four.losses[0].imbalance, 2.25, .init(absolute: 1e-9, relative: 0))
    expectClose(four.losses[1].serial, 0.75, .init(absolute: 1e-9, relative: 0))
    expectClose(four.losses[1].barriers, 0.2, .init(absolute: 1e-9, relative: 0))
  }

  /// A pool that records runs every unit once, on the caller, cut for its threads.
  @Test func recordingPoolRunsAllUnits() {
    let recorder = JobRecorder()
    let pool = WorkerPool(cutFor: 8, recorder: recorder)
    pool.note("ranges")
    var ranges: [Range<Int>] = []
    pool.forEachRange(of: 80) { ranges.append($0) }
    #expect(ranges == (0..<8).map { $0 * 10..<($0 + 1) * 10 })
    #expect(recorder.jobs.map(\.label) == ["ranges"] && recorder.jobs[0].units.count == 8)
  }
}
