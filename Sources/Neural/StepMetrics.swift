/// What a step saw before its update.
public struct StepMetrics: Codable, Sendable, Equatable {
  /// From 1.
  public var step: Int
  /// From 0.
  public var epoch: Int
  /// crossEntropy + l1Strength l1Norm
  public var loss: Double
  /// The mean over the batch, in nats.
  public var crossEntropy: Double
  /// sum |w| over all trainable parameters.
  public var l1Norm: Double
  /// Images of the batch whose label has the largest logit.
  public var correct: Int
  /// Trainable parameters with |w| < 1e-5, on the steps that the caller asked for; else nil.
  public var belowThreshold: Int?

  public init(
    step: Int, epoch: Int, loss: Double, crossEntropy: Double, l1Norm: Double, correct: Int,
    belowThreshold: Int? = nil
  ) {
    (self.step, self.epoch, self.loss) = (step, epoch, loss)
    (self.crossEntropy, self.l1Norm, self.correct) = (crossEntropy, l1Norm, correct)
    self.belowThreshold = belowThreshold
  }

  /// One line of metrics.jsonl, without the line break; `belowThreshold` stands there only where it
  /// was counted.
  var jsonLine: String {
    "{\"step\": \(step), \"epoch\": \(epoch), \"loss\": \(loss), \"crossEntropy\": "
      + "\(crossEntropy), \"l1Norm\": \(l1Norm), \"correct\": \(correct)"
      + (belowThreshold.map { ", \"belowThreshold\": \($0)}" } ?? "}")
  }
}
