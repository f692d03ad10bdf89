/// What all optimizer steps over flat parameters have in common: PyTorch's equations work on
/// G = g + l1 sign(w) + weightDecay w (sign(0) = 0).
package struct UpdateRule {
  package var learningRate: Float
  package var weightDecay: Float
  package var l1: Float

  package init(learningRate: Float, weightDecay: Float, l1: Float) {
    (self.learningRate, self.weightDecay, self.l1) = (learningRate, weightDecay, l1)
  }
}

/// The scalars of one Adam step, computed in Double.
package struct AdamConstants {
  package let takeMean: Float
  package let keepSquare: Float
  package let takeSquare: Float
  package let rootCorrection: Float
  package let stepSize: Float
  package let epsilon: Float

  /// - Parameter step: 1 in the first step.
  package init(
    learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, step: Int
  ) {
    takeMean = Float(1 - beta1)
    keepSquare = Float(beta2)
    takeSquare = Float(1 - beta2)
    rootCorrection = Float((1 - Elementary.power(beta2, step)).squareRoot())
    stepSize = Float(learningRate / (1 - Elementary.power(beta1, step)))
    self.epsilon = Float(epsilon)
  }
}
