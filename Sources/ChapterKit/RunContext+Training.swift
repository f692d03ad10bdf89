import Experiments
import Kernels
import Neural

extension RunContext {
  /// How a training run in this context saves its state. The folder belongs to one key, which covers all
  /// that the result depends on.
  public var checkpoints: CheckpointPolicy {
    CheckpointPolicy(seconds: checkpointSeconds, stopwatch: stopwatch, warn: note)
  }
}

extension TrainingSpecification: CheckedSpecification {
  public func checkTogether() throws(SpecificationError) {
    do {
      try validate()
    } catch NeuralError.field(let name, let found, let expected) {
      throw SpecificationError(field: name, found: found, expected: expected)
    } catch {}
  }

  /// The network's with one thread, and the images as bytes.
  public var memoryBytes: Int {
    TrainingCost(self, threads: 1).memoryBytes
      + dataset.imageCount * ImageSet.bytesPerImage
  }
}
