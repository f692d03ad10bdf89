import Kernels

/// One module of a network, with its memory planned for the largest batch.
package protocol Layer: AnyObject {
  /// As in tensor names, e.g. `"features.3"`.
  var name: String { get }
  var output: FeatureMap { get }
  /// Writes the output's values from the input's.
  func forward(_ pass: Pass)
  /// Writes the input's gradients, and those of the parameters, from the output's.
  func backward(_ pass: Pass)
}

/// What a pass through the network needs besides the layers.
package struct Pass {
  package let pool: WorkerPool
  package let workspace: ScratchMemory
  package let isTraining: Bool
  /// Step from 0 and seed, for dropout.
  package let step: Int
  package let seed: UInt64

  /// - Parameter workspace: Scratch memory to use again; a new one by default.
  package init(
    pool: WorkerPool, workspace: ScratchMemory? = nil, isTraining: Bool, step: Int = 0,
    seed: UInt64 = 0
  ) {
    (self.pool, self.isTraining, self.step, self.seed) = (pool, isTraining, step, seed)
    self.workspace = workspace ?? ScratchMemory(workers: pool.threads)
  }
}
