import Support

/// Which optimizer, with PyTorch's parameters; fields of the other optimizers do not apply.
public struct OptimizerSpecification: Codable, Sendable, Equatable {
  public enum Name: String, Codable, Sendable, CaseIterable { case sgd, rmsprop, adam }

  public var name: Name
  public var learningRate: Double
  /// Of sgd alone.
  public var momentum: Double
  /// Added to the gradient as weightDecay w, for all three.
  public var weightDecay: Double
  /// Of rmsprop and adam, added to the root.
  public var epsilon: Double
  /// Of rmsprop: the weight of the old mean square.
  public var decay: Double
  public var beta1: Double
  public var beta2: Double
  /// A file of averages to start from, as `runTraining` leaves in optimizer.safetensors.
  public var initialState: String?

  public init(
    _ name: Name, learningRate: Double, momentum: Double = 0, weightDecay: Double = 0,
    epsilon: Double = 1e-8, decay: Double = 0.99, beta1: Double = 0.9, beta2: Double = 0.999,
    initialState: String? = nil
  ) {
    (self.name, self.learningRate, self.momentum) = (name, learningRate, momentum)
    (self.weightDecay, self.epsilon, self.decay) = (weightDecay, epsilon, decay)
    (self.beta1, self.beta2, self.initialState) = (beta1, beta2, initialState)
  }

  public init(from decoder: any Decoder) throws {
    let fields = try FieldReader(
      decoder,
      known: [
        "name", "learningRate", "momentum", "weightDecay", "epsilon", "decay", "beta1", "beta2",
        "initialState"
      ])
    self.init(
      try fields.choice("name"), learningRate: try fields.required(Double.self, "learningRate"),
      momentum: try fields.value("momentum", default: 0),
      weightDecay: try fields.value("weightDecay", default: 0),
      epsilon: try fields.value("epsilon", default: 1e-8),
      decay: try fields.value("decay", default: 0.99),
      beta1: try fields.value("beta1", default: 0.9),
      beta2: try fields.value("beta2", default: 0.999),
      initialState: try fields.optional(String.self, "initialState"))
  }

  /// The kernels compute in Float, where weights of averages above 0.9999999 are 1.
  ///
  /// There the square of a gradient below 1e-19 is under the smallest normal number: it loses digits and becomes 0, and
  /// epsilon alone bounds the quotient. 1e-18 is a normal Float of which such a gradient is less than a tenth, so that
  /// the step is short whatever is left of the square. Over a much smaller epsilon it would have any length, and over 0
  /// the zeros that pad the weights would be 0 / 0.
  var ranges: [FieldRange] {
    let shares = [("momentum", momentum), ("decay", decay), ("beta1", beta1), ("beta2", beta2)]
    return [
      .number("optimizer.learningRate", learningRate, 0...1e6),
      .number("optimizer.weightDecay", weightDecay, 0...1e6),
      .number("optimizer.epsilon", epsilon, 1e-18...1e6)
    ] + shares.map { .number("optimizer.\($0)", $1, 0...0.9999999) }
  }
}
