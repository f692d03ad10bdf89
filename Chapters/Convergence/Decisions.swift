import ChapterKit
import Experiments
import Neural
import Reports

extension Convergence {
  public func decisions(for setting: Setting) throws -> [Decision] {
    RegressionExperiment.decisions(for: setting.profile) + RateExperiment.decisions
      + DeepExperiment.decisions(for: setting)
  }

  public var effects: [String: ClaimEffect] {
    [
      "F1.a": ClaimEffect("share", "share of seeds that leave the ball"),
      "F1.b": ClaimEffect("share", "share of seeds that rise and fall"),
      "F1.c": ClaimEffect("softplus", "share of seeds, softplus"),
      "3.3": ClaimEffect("vgg19.median", "gap at VGG19, nats"),
      "3.4": ClaimEffect("vgg19.median", "absolute gap at VGG19, nats"),
      "3.6": ClaimEffect("vgg19.loss", "loss at VGG19, nats", of: "3.3")
    ]
  }
}

extension DeepExperiment {
  /// What the paper leaves open about Figure 2, for the networks without batch norm and for those with it.
  static func decisions(for setting: Setting) -> [Decision] {
    decisions(of: "plain", claims: ["3.3", "3.6"], setting.profile)
      + decisions(of: "batchNorm", claims: ["3.4"], setting.profile)
  }

  /// Figure 2's runs without or with batch norm, by that part of their names, and not their variations.
  static func runs(_ part: String, depth: String = "*") -> String {
    "F2.\(depth).\(part).*.seed*"
  }

  /// Whose runs a decision is about, where a figure has both.
  private static func scope(_ part: String) -> String {
    part == "plain" ? "without batch norm" : "with batch norm"
  }

  private static func initialization(of part: String, claims: [String]) -> Decision {
    Decision(
      "\(runs(part)):initialization", title: "initialization",
      options: [
        Decision.Option(
          "he", words: "He: variance 2 / fan-in, biases 0",
          reason:
            "the initialization derived for ReLU, which keeps a signal's size from layer to layer"),
        Decision.Option(
          "uniformFanIn", words: "the framework's default", reason: "what the code base uses")
      ], claims: claims, scope: scope(part))
  }

  static func decisions(
    of part: String, claims: [String], _ profile: Profile
  ) -> [Decision] {
    let runs = runs(part)
    let scope = scope(part)
    let optimizer = "\(runs):optimizer.name"
    let batch = profile == .smoke ? 8 : batchSize
    var decisions = [
      initialization(of: part, claims: claims),
      Decision(
        "\(runs):optimizer.learningRate", title: "learning rate",
        options: [
          Decision.Option(
            "\(Variant.chosen.learningRate)",
            reason: "a rate at which the networks without batch norm begin to learn under SGD"),
          Decision.Option(
            "\(Variant.smallRate.learningRate)", reason: "a quarter of the chosen one"),
          Decision.Option(
            "\(Variant.codeBaseRate.learningRate)", reason: "what the code base uses"),
          Decision.Option("0.001", reason: "the default of RMSProp and Adam in frameworks")
        ], claims: claims, span: Decision.Span(0.0001...1, isLogarithmic: true), scope: scope),
      Decision(
        optimizer, title: "optimizer",
        options: [
          Decision.Option("sgd", words: "SGD", reason: "what the code base uses"),
          Decision.Option("adam", words: "Adam", reason: "the other common choice")
        ], claims: claims, scope: scope),
      Decision(
        "\(runs):optimizer.momentum", title: "momentum",
        options: [
          Decision.Option("\(momentum)", reason: "what the code base uses"),
          Decision.Option("0", reason: "none")
        ], claims: claims, onlyIf: Decision.Condition(optimizer, is: ["sgd"]), scope: scope),
      Decision(
        "\(runs):optimizer.weightDecay", title: "weight decay",
        options: [
          Decision.Option("0", reason: "leaves the activation alone with the loss"),
          Decision.Option("\(scriptWeightDecay)", reason: "what the code base uses")
        ], claims: claims, scope: scope),
      Decision(
        "\(runs):batchSize", title: "batch size",
        options: [
          Decision.Option("\(batch)", reason: "what the code base uses"),
          Decision.Option("\(batch / 2)", reason: "half of it, and twice as many steps")
        ], claims: claims, scope: scope),
      Decision(
        "\(Self.runs(part, depth: "vgg11")):network.architecture",
        title: "shallow network",
        options: [
          Decision.Option(
            "vgg11", words: "VGG11", reason: "as the paper has it", isPapers: true),
          Decision.Option(
            "vgg13", words: "VGG13", reason: "which the paper lists and does not show")
        ], claims: claims, scope: scope)
    ]
    if let images = limit(profile) {
      decisions.append(
        Decision(
          "\(runs):dataset.limit", title: "number of images",
          options: [
            Decision.Option("\(images)", reason: "what the profile's time allows"),
            Decision.Option("\(images / 2)", reason: "half of them, in the same number of epochs")
          ], claims: claims, scope: scope))
    }
    return decisions + readersDecisions(of: part, profile)
  }

  /// What a reader may set beside what the multiverse crosses.
  private static func readersDecisions(of part: String, _ profile: Profile) -> [Decision] {
    let runs = runs(part)
    let scope = scope(part)
    let epochs = epochs(.chosen, profile)
    return [
      Decision(
        "\(runs):epochs", title: "epochs",
        options: [
          Decision.Option("\(epochs)", reason: "what the profile's time allows"),
          Decision.Option("\(2 * epochs)", reason: "twice as many")
        ], span: Decision.Span(1...200, isLogarithmic: true, isWhole: true), scope: scope),
      Decision(
        "\(runs):schedule.name", title: "schedule",
        options: [
          Decision.Option("constant", reason: "leaves the activation alone with the loss"),
          Decision.Option("cosine", reason: "what the code base uses")
        ], scope: scope),
      Decision(
        "\(runs):augmentation", title: "augmentation",
        options: [
          Decision.Option("none", reason: "leaves the activation alone with the loss"),
          Decision.Option("cropFlip", words: "crop and flip", reason: "what the code base uses")
        ], scope: scope),
      .firstSeed(of: "F2.*.\(part).*.seed1", field: "seed", scope: scope)
    ]
  }
}
