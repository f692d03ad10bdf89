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
    try validate()
  }

  func validate() throws {
    func check(_ name: String, _ value: Double, _ isValid: Bool, _ expected: String) throws {
      guard isValid && value.isFinite else {
        throw NeuralError.field("optimizer.\(name)", found: "\(value)", expected: expected)
      }
    }
    try check("learningRate", learningRate, learningRate >= 0, "0 or more")
    try check("weightDecay", weightDecay, weightDecay >= 0, "0 or more")
    try check("epsilon", epsilon, epsilon >= 0, "0 or more")
    for (name, value) in [
      ("momentum", momentum), ("decay", decay), ("beta1", beta1), ("beta2", beta2)
    ] { try check(name, value, value >= 0 && value < 1, "0 up to below 1") }
  }
}
