import Experiments
import Kernels
import Neural

extension RunContext {
  /// How a training run in this context saves its state. The folder belongs to one key, which covers all
  /// that the result depends on.
  public var checkpoints: CheckpointPolicy {
    CheckpointPolicy(seconds: checkpointSeconds, warn: note)
  }
}

extension TrainingSpecification {
  /// About how much memory a run of this specification takes with one thread: the network's, and the
  /// images as bytes.
  public var memoryBytes: Int {
    TrainingCost(self, threads: 1).memoryBytes
      + (dataset.limit ?? 60_000) * ImageSet.bytesPerImage
  }
}
