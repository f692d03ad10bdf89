import Kernels
import Testing

@Suite struct WorkerPoolTests {
  @Test(arguments: [1, 2, 5], [0, 1, 2, 100])
  func everyUnitRunsOnce(threads: Int, count: Int) {
    let pool = WorkerPool(threads: threads)
    defer { pool.stop() }
    // Each unit counts in a place of its own, so that ThreadSanitizer sees whether the pool orders its loops.
    var runs = [Int](repeating: 0, count: count)
    runs.withUnsafeMutableBufferPointer { runs in
      for _ in 0..<3 { pool.forEachUnit(of: count) { unit, _ in runs[unit] += 1 } }
    }
    #expect(runs == [Int](repeating: 3, count: count))
  }

  @Test func aLoopWithinALoopTraps() async {
    await #expect(processExitsWith: .failure) {
      let pool = WorkerPool(threads: 1)
      pool.forEachUnit(of: 2) { _, _ in pool.forEachUnit(of: 2) { _, _ in } }
    }
  }
}
