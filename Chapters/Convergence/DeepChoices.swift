import ChapterKit
import Experiments
import Foundation
import Kernels
import Neural
import Plots
import Reports

/// Figure 2's discrepancies D17 and D19, and what the paper leaves open about it.
extension DeepResults {
  func discrepancies() -> [Discrepancy] { [depths(), .traced(missingSettings())] }

  /// Layers with weights: the convolutions, and the linear layer behind them.
  private func depths() -> Discrepancy {
    let layers = [NetworkSpecification.Architecture.vgg11, .vgg13, .vgg19].map { architecture in
      (
        architecture.rawValue.uppercased(),
        NetworkSpecification(architecture).widths.count { $0 > 0 } + 1
      )
    }
    return Discrepancy(
      id: "D17", kind: .textAgainstTable,
      paper: """
        The text compares depths 11 and 19; the configuration lists VGG13 as well, and the networks are named \
        after the depth.
        """,
      finding: "Counted from the layer lists, "
        + layers.map { "\($0.0) has \($0.1)" }.joined(separator: ", ")
        + " layers with weights. The names are those of the original networks, whose heads have three linear "
        + "layers where these have one; the network of 11 layers is VGG13, which appears in no figure.",
      evidence: Dictionary(
        uniqueKeysWithValues: layers.map { ("\($0.0).weightLayers", Double($0.1)) }))
  }

  private func missingSettings() -> Discrepancy {
    var evidence: [String: Double] = ["ln10": Elementary.log(10.0)]
    for variant in DeepExperiment.Variant.allCases {
      for network in DeepNetwork.all(variant) where !network.batchNorm {
        let name = "\(network.depth.rawValue).\(network.activation.rawValue).\(variant.rawValue)"
        evidence["\(name).finalLoss"] = Statistics.median(finalLosses(network))
      }
    }
    let (plain, all) = stuck(.uniformFanIn, batchNorm: false)
    let (norm, allNorm) = stuck(.uniformFanIn, batchNorm: true)
    let convolutions = NetworkSpecification(.vgg19).widths.count { $0 > 0 }
    let passed = String(format: "%.1e", Elementary.power(1.0 / 6, convolutions))
    let meaning =
      plain == 0
      ? "The networks left that plateau all the same."
      : "Curves on that plateau do not tell activations apart, so that the comparison hinges on a setting that "
        + "is not given."
    return Discrepancy(
      id: "D19", kind: .missingSetting,
      paper: "Neither the initialization nor the learning rate of Figure 2 is given.",
      finding: """
        With the framework's default initialization \(plain) of \(all) networks without batch norm end \
        \(epochWords(.uniformFanIn)) at a loss above ln 10 - \(ConvexClaims.text(Self.tolerance)), and \(norm) of \(allNorm) \
        with it. Its weights have the variance 1/(3 fan-in), so that a ReLU layer passes on, biases apart, a sixth \
        of its input's mean square: through the \(convolutions) convolutions of VGG19 that is 6^{-\(convolutions)}, about \(passed), and what \
        reaches the head hardly depends on the image. \(meaning)
        """,
      evidence: evidence)
  }

  func choices(_ specifications: Specifications, _ setting: Setting) throws -> [Choice] {
    let (small, codeBase) = (rate(.smallRate), rate(.codeBaseRate))
    let open = DeepExperiment.decisions(of: "plain", claims: [], setting.profile)
    func choice(_ fields: [String], effect: String) throws -> Choice {
      try Choice(
        "F2", fields.flatMap { field in open.filter { $0.field == field } }, specifications,
        effect: effect)
    }
    return [
      try choice(
        ["initialization"],
        effect:
          "With one seed and fewer epochs. Without batch norm: \(state(.chosen, false)) as chosen, "
          + "\(state(.uniformFanIn, false)) under the default. With it: \(state(.chosen, true)) as chosen, "
          + "\(state(.uniformFanIn, true)) under the default. \(hinge(.uniformFanIn))"),
      try choice(
        ["optimizer.name", "optimizer.learningRate", "optimizer.momentum"],
        effect:
          "With one seed and fewer epochs. Without batch norm at \(small): \(state(.smallRate, false)). With it: "
          + "\(state(.smallRate, true)) at \(small), \(state(.codeBaseRate, true)) at \(codeBase). "
          + hinge(.smallRate)),
      try choice(
        ["batchSize", "augmentation", "optimizer.weightDecay", "schedule.name"],
        effect:
          "Under the code base's whole script, \(scriptWords) (one seed, fewer epochs): \(state(.codeBaseScript, false)) "
          + "without batch norm, \(state(.codeBaseScript, true)) with it. \(hinge(.codeBaseScript))"
      ),
      try choice(
        ["epochs"],
        effect: !isWhole(.chosen, batchNorm: false)
          ? "Not all seeds were run."
          : "In the last epoch the median gap without batch norm is "
            + DeepExperiment.depths.map { depth in
              ConvexClaims.text(lastGap(depth)) + " at \(depth.rawValue.uppercased())"
            }.joined(separator: " and ") + ", which alone would "
            + (lastEpochWidens ? "meet" : "not meet") + " the thresholds of claim 3.3."),
      try choice(
        ["seed"],
        effect: !isWhole(.chosen, batchNorm: false)
          ? "Not all seeds were run."
          : "\(seeds(.chosen).count) seeds were run, each with weights and an order of images of its own. Without batch "
            + "norm their gaps are "
            + DeepExperiment.depths.map { depth in
              meanGaps(.chosen, depth, batchNorm: false).map(ConvexClaims.text)
                .joined(separator: ", ") + " at \(depth.rawValue.uppercased())"
            }.joined(separator: "; ") + ".")
    ]
  }

  /// `"all runs learn"` with the gaps, or how many do not.
  private func state(_ variant: DeepExperiment.Variant, _ batchNorm: Bool) -> String {
    guard isWhole(variant, batchNorm: batchNorm) else { return "not run" }
    let (count, all) = stuck(variant, batchNorm: batchNorm)
    if count > 0 { return "\(count) of \(all) on their plateau" }
    let gaps = DeepExperiment.depths.map { depth in
      ConvexClaims.text(
        Statistics.median(
          batchNorm
            ? absoluteGaps(variant, depth, batchNorm: true)
            : meanGaps(variant, depth, batchNorm: false)))
    }
    return "gaps of " + gaps.joined(separator: " and ")
  }

  /// Whether claim 3.4's bound is met under the variation as it is under the chosen setting.
  private func hinge(_ variant: DeepExperiment.Variant) -> String {
    guard [.chosen, variant].allSatisfy({ isWhole($0, batchNorm: true) }) else {
      return "Whether claim 3.4 hinges on it was not run."
    }
    func meets(_ variant: DeepExperiment.Variant) -> Bool? {
      if stuck(variant, batchNorm: true).count > 0 { return nil }
      return DeepExperiment.depths.allSatisfy {
        Statistics.median(absoluteGaps(variant, $0, batchNorm: true)) <= Self.tolerance
      }
    }
    guard let chosen = meets(.chosen), let varied = meets(variant) else {
      return "Whether claim 3.4 hinges on it cannot be told from runs on their plateau."
    }
    return chosen == varied
      ? "The bound of claim 3.4 is \(chosen ? "met" : "exceeded") either way."
      : "The bound of claim 3.4 is \(chosen ? "met" : "exceeded") as chosen and "
        + "\(varied ? "met" : "exceeded") under the variation: it hinges on it."
  }
}
