import Neural

/// What a chapter reads of a training run: its curves and its end, without anything that depends on
/// the machine.
///
/// Curves have one value per step, taken before that step's update.
public struct TrainingOutcome: Codable, Sendable {
  public var batches: BatchPlan
  public var loss: [Double]
  public var crossEntropy: [Double]
  public var l1Norm: [Double]
  /// Right answers of each step's batch.
  public var correct: [Int]
  /// sum |w| after the last step.
  public var finalL1Norm: Double
  public var parameterCount: Int
  /// Parameters with |w| < 1e-5 after the last step.
  public var belowThreshold: Int

  /// The mean cross-entropy over each epoch's images, from epoch 0: a short batch counts by its size.
  public var epochMeanCrossEntropy: [Double] {
    stride(from: 0, to: crossEntropy.count, by: max(batches.stepsPerEpoch, 1)).map { first in
      let steps = first..<min(first + batches.stepsPerEpoch, crossEntropy.count)
      let sum = steps.reduce(0) {
        $0 + Double(batches.positions(of: $1).count) * crossEntropy[$1]
      }
      return sum / Double(batches.imageCount(of: steps))
    }
  }

  public init(_ summary: TrainingSummary) {
    batches = summary.batches
    loss = summary.metrics.map(\.loss)
    crossEntropy = summary.metrics.map(\.crossEntropy)
    l1Norm = summary.metrics.map(\.l1Norm)
    correct = summary.metrics.map(\.correct)
    finalL1Norm = summary.finalL1Norm
    parameterCount = summary.parameterCount
    belowThreshold = summary.belowThreshold
  }
}
