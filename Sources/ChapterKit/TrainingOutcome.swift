import Neural

/// What a chapter reads of a training run: its curves and its end, without anything that depends on
/// the machine.
///
/// Curves have one value per step, taken before that step's update.
public struct TrainingOutcome: Codable, Sendable {
  public var batchSize: Int
  public var epoch: [Int]
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

  /// 100 belowThreshold / parameterCount.
  public var percentBelowThreshold: Double { 100 * Double(belowThreshold) / Double(parameterCount) }

  /// The mean cross-entropy of each epoch's steps, from epoch 0.
  public var epochMeanCrossEntropy: [Double] {
    var sums: [Double] = []
    var counts: [Int] = []
    for (index, value) in zip(epoch, crossEntropy) {
      while sums.count <= index {
        sums.append(0)
        counts.append(0)
      }
      sums[index] += value
      counts[index] += 1
    }
    return zip(sums, counts).map { $0 / Double(max($1, 1)) }
  }

  public init(_ summary: TrainingSummary, batchSize: Int) {
    self.batchSize = batchSize
    epoch = summary.metrics.map(\.epoch)
    loss = summary.metrics.map(\.loss)
    crossEntropy = summary.metrics.map(\.crossEntropy)
    l1Norm = summary.metrics.map(\.l1Norm)
    correct = summary.metrics.map(\.correct)
    finalL1Norm = summary.finalL1Norm
    parameterCount = summary.parameterCount
    belowThreshold = summary.belowThreshold
  }
}
