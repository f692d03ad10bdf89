/// Scratch memory that all layers of a network use in turn: one part for each worker, and one that
/// they share. It grows when a layer asks for more than any before it, in the first step of a run, and
/// is never allocated again.
package final class ScratchMemory: @unchecked Sendable {
  private var perWorker: [AlignedBuffer]
  private var sharedBuffer = AlignedBuffer(count: 0)

  package init(workers: Int) {
    perWorker = (0..<workers).map { _ in AlignedBuffer(count: 0) }
  }

  /// Makes room for `perWorker` floats for each worker and `shared` for all together.
  ///
  /// Invalidates the pointers handed out before when it has to grow.
  package func reserve(perWorker count: Int, shared: Int = 0) {
    if let first = perWorker.first, first.count < count {
      for index in perWorker.indices { perWorker[index] = AlignedBuffer(count: count) }
    }
    if sharedBuffer.count < shared { sharedBuffer = AlignedBuffer(count: shared) }
  }

  package func scratch(worker: Int) -> UnsafeMutablePointer<Float> { perWorker[worker].pointer }
  package var shared: UnsafeMutablePointer<Float> { sharedBuffer.pointer }
}
