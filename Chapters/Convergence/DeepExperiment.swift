import ChapterKit

/// F2: ReLU against GELU in the narrow VGG11 and VGG19, without and with batch norm.
enum DeepExperiment {
  /// What the variations change; `chosen` is figure 2 itself.
  enum Variant: String, CaseIterable {
    case chosen
    /// The framework's default initialization.
    case uniformFanIn
    /// A quarter of the chosen learning rate, 0.005; larger ones can diverge, and 0.1 is left out for that.
    case smallRate
  }

  static let depths: [NetworkSpecification.Architecture] = [.vgg11, .vgg19]
  static let activations: [NetworkSpecification.Activation] = [.relu, .gelu]

  static func name(
    _ variant: Variant, _ depth: NetworkSpecification.Architecture, batchNorm: Bool,
    _ activation: NetworkSpecification.Activation
  ) -> String {
    let kind = batchNorm ? "batchNorm" : "plain"
    let suffix = variant == .chosen ? "" : ".\(variant.rawValue)"
    return "F2.\(depth.rawValue).\(kind).\(activation.rawValue)\(suffix)"
  }

  static func all(for setting: Setting) throws -> [Experiment] {
    var result: [Experiment] = []
    for depth in depths {
      for activation in activations {
        for batchNorm in [false, true] {
          result.append(try make(.chosen, depth, batchNorm, activation, setting))
        }
        // The variations concern the networks that can fail to start: those without batch norm.
        for variant in [Variant.uniformFanIn, .smallRate] {
          result.append(try make(variant, depth, false, activation, setting))
        }
      }
    }
    return result
  }

  /// Figure 2's epochs; smoke takes a handful of steps instead.
  static func epochs(_ variant: Variant, _ profile: Profile) -> Int {
    switch profile {
    case .smoke: 1
    case .quick: variant == .chosen ? 10 : 4
    case .standard: variant == .chosen ? 30 : 10
    case .paper: variant == .chosen ? 200 : 40
    }
  }

  static func limit(_ profile: Profile) -> Int? {
    switch profile {
    case .smoke: 24
    case .quick: 5000
    case .standard, .paper: nil
    }
  }

  private static func make(
    _ variant: Variant, _ depth: NetworkSpecification.Architecture, _ batchNorm: Bool,
    _ activation: NetworkSpecification.Activation, _ setting: Setting
  ) throws -> Experiment {
    let profile = setting.profile
    let count = epochs(variant, profile)
    let seconds: Double =
      switch profile {
      case .smoke: 0.3
      case .quick: Double(count) * (depth == .vgg19 ? 2.4 : 1.4)
      case .standard, .paper: Double(count) * (depth == .vgg19 ? 24 : 14)
      }
    return try .training(
      name(variant, depth, batchNorm: batchNorm, activation),
      TrainingSpecification(
        network: NetworkSpecification(depth, activation: activation, batchNorm: batchNorm),
        initialization: variant == .uniformFanIn ? .uniformFanIn : .he,
        dataset: DatasetSpecification(
          .embedded, limit: limit(profile), normalization: .perChannel),
        shuffle: true, batchSize: profile == .smoke ? 8 : 128, epochs: count,
        optimizer: OptimizerSpecification(
          .sgd, learningRate: variant == .smallRate ? 0.005 : 0.02, momentum: 0.9),
        seed: 1, numerics: setting.numerics),
      dataset: setting.dataset, estimatedSeconds: seconds)
  }
}
