import Kernels
import Synchronization
import Testing

@Suite struct WorkerPoolTests {
  @Test(arguments: [1, 2, 5], [0, 1, 2, 100])
  func everyUnitRunsOnce(threads: Int, count: Int) {
    let pool = WorkerPool(threads: threads)
    defer { pool.stop() }
    let units = Mutex<[Int]>([])
    for _ in 0..<3 { pool.forEachUnit(of: count) { unit, _ in units.withLock { $0.append(unit) } } }
    #expect(units.withLock { $0.sorted() } == (0..<count).flatMap { [$0, $0, $0] })
  }

  @Test func aLoopWithinALoopTraps() async {
    await #expect(processExitsWith: .failure) {
      let pool = WorkerPool(threads: 1)
      pool.forEachUnit(of: 2) { _, _ in pool.forEachUnit(of: 2) { _, _ in } }
    }
  }
}
