import ChapterKit
import Experiments
import Neural

/// F2: ReLU against GELU in the narrow VGG11 and VGG19, without and with batch norm, over seeds.
enum DeepExperiment {
  /// What a variation changes; `chosen` is figure 2 itself.
  enum Variant: String, CaseIterable {
    case chosen
    /// The framework's default initialization.
    case uniformFanIn
    /// A quarter of the chosen learning rate.
    case smallRate
    /// The learning rate of the code base's own script.
    case codeBaseRate
    /// The whole of that script, but for the number of epochs, over which its cosine goes.
    case codeBaseScript

    var learningRate: Double {
      switch self {
      case .chosen, .uniformFanIn: 0.02
      case .smallRate: 0.005
      case .codeBaseRate, .codeBaseScript: 0.1
      }
    }

    var initialization: TrainingSpecification.Initialization {
      self == .uniformFanIn || self == .codeBaseScript ? .uniformFanIn : .he
    }

    /// Without batch norm the code base's rate can make the loss infinite from He's weights, which ends a run.
    var batchNorm: [Bool] { self == .codeBaseRate ? [true] : [false, true] }
  }

  static let depths: [NetworkSpecification.Architecture] = [.vgg11, .vgg19]
  static let activations: [NetworkSpecification.Activation] = [.relu, .gelu]
  static let batchSize = 128
  static let momentum = 0.9
  /// Of the code base's script alone.
  static let scriptWeightDecay = 5e-4

  static func seeds(_ variant: Variant, _ profile: Profile) -> [UInt64] {
    switch (variant, profile) {
    case (.chosen, .smoke): [1, 2]
    case (.chosen, .standard): [1, 2, 3, 4, 5]
    case (.chosen, _): [1, 2, 3]
    default: [1]
    }
  }

  /// Figure 2's epochs; smoke takes a handful of steps instead.
  static func epochs(_ variant: Variant, _ profile: Profile) -> Int {
    switch profile {
    case .smoke: 1
    case .quick: variant == .chosen ? 10 : 2
    case .standard: variant == .chosen || variant == .codeBaseScript ? 30 : 10
    case .paper: variant == .chosen || variant == .codeBaseScript ? 200 : 40
    }
  }

  /// The number of images; nil for all.
  static func limit(_ profile: Profile) -> Int? {
    switch profile {
    case .smoke: 24
    case .quick: 5000
    case .standard, .paper: nil
    }
  }

  static func all(for setting: Setting) throws -> [Experiment] {
    try Variant.allCases.flatMap { variant in
      try DeepNetwork.all(variant).flatMap { network in
        try seeds(variant, setting.profile).map { try make(network, seed: $0, setting) }
      }
    }
  }

  private static func make(
    _ network: DeepNetwork, seed: UInt64, _ setting: Setting
  ) throws -> Experiment {
    let profile = setting.profile
    let count = epochs(network.variant, profile)
    let isScript = network.variant == .codeBaseScript
    return try .training(
      network.experiment(seed: seed),
      TrainingSpecification(
        network: NetworkSpecification(
          network.depth, activation: network.activation, batchNorm: network.batchNorm),
        initialization: network.variant.initialization,
        dataset: DatasetSpecification(
          .embedded, limit: limit(profile), normalization: .perChannel),
        shuffle: true, batchSize: profile == .smoke ? 8 : batchSize, epochs: count,
        optimizer: OptimizerSpecification(
          .sgd, learningRate: network.variant.learningRate, momentum: momentum,
          weightDecay: isScript ? scriptWeightDecay : 0),
        schedule: isScript ? .cosine : .constant, augmentation: isScript ? .cropFlip : .none,
        seed: seed, numerics: setting.numerics),
      dataset: setting.dataset,
      estimatedSeconds: estimatedSeconds(network, images: limit(profile) ?? 50_000, epochs: count))
  }

  /// From runs on one core: 5,000 images take VGG11 about 1.2 s and VGG19 3 s without batch norm.
  private static func estimatedSeconds(
    _ network: DeepNetwork, images: Int, epochs: Int
  ) -> Double {
    let plain = network.depth == .vgg19 ? 3.0 : 1.2
    let share = (network.batchNorm ? 1.2 : 1) * (network.activation == .gelu ? 1.15 : 1)
    return 0.1 + plain * share * Double(epochs) * Double(images) / 5000
  }
}

/// One network of F2 under one variant; its runs differ by their seed alone.
struct DeepNetwork: Hashable {
  var variant: DeepExperiment.Variant
  var depth: NetworkSpecification.Architecture
  var batchNorm: Bool
  var activation: NetworkSpecification.Activation

  static func all(_ variant: DeepExperiment.Variant) -> [DeepNetwork] {
    DeepExperiment.depths.flatMap { depth in
      variant.batchNorm.flatMap { batchNorm in
        DeepExperiment.activations.map {
          DeepNetwork(variant: variant, depth: depth, batchNorm: batchNorm, activation: $0)
        }
      }
    }
  }

  /// E.g. `"F2.vgg19.plain.gelu"` or `"F2.vgg11.batchNorm.relu.smallRate"`; names of values start so.
  var name: String {
    "F2.\(depth.rawValue).\(batchNorm ? "batchNorm" : "plain").\(activation.rawValue)"
      + (variant == .chosen ? "" : ".\(variant.rawValue)")
  }

  func experiment(seed: UInt64) -> String { "\(name).seed\(seed)" }
}
