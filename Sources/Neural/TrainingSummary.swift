/// What a finished run was, beside the files in its directory.
public struct TrainingSummary: Codable, Sendable, Equatable {
  /// Every step's metrics, as in metrics.jsonl.
  public var metrics: [StepMetrics]
  /// How they went through the images.
  public var batches: BatchPlan
  /// sum |w| after the last step.
  public var finalL1Norm: Double
  public var parameterCount: Int
  /// Parameters with |w| < 1e-5 after the last step.
  public var belowThreshold: Int
  /// Over the steps that this call took, loading of images included; 0 when it took none.
  public var imagesPerSecond: Double
  /// Seconds that those steps took.
  public var trainingSeconds: Double
}
