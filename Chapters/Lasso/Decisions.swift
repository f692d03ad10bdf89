import ChapterKit
import Experiments
import Reports

extension Lasso {
  public func decisions(for setting: Setting) throws -> [Decision] {
    let scale = Scale(setting.profile)
    return Self.toyDecisions + Self.regressionDecisions(scale) + Self.oscillationDecisions(scale)
      + Self.fateDecisions()
      + Self.tableDecisions() + Self.fineTuningDecisions(setting)
  }

  public var effects: [String: ClaimEffect] {
    let weak = short(Self.oscillationEnds.weak)
    let strong = short(Self.oscillationEnds.strong)
    return [
      "B2.a": ClaimEffect("share", "share of seeds with the larger norm"),
      "B2.b": ClaimEffect("ratio.median", "median factor between the norms"),
      "F5.a": ClaimEffect("share.lambda\(weak)", "share of seeds apart, smaller l1"),
      "F5.b": ClaimEffect("share.lambda\(weak)", "share of seeds above"),
      "F5.c": ClaimEffect("share.lambda\(strong)", "share of seeds below"),
      "B.4.a": ClaimEffect("largestLoss", "largest loss"),
      "B.4.b": ClaimEffect("largestLoss", "largest loss"),
      "B.4.c": ClaimEffect("largestLoss", "largest loss"),
      "B.4.d": ClaimEffect("largestLoss", "largest loss"),
      "B5": ClaimEffect("keptShare.lambda1", "share that keeps its cycle, l1 = 1"),
      "4.8.b": ClaimEffect("zeroShare.lambda1.binary64", "share at exactly 0, l1 = 1"),
      "T1.vanilla.limit": ClaimEffect("strengthMatters", "share of pairs that l1 moves"),
      "T1.momentum.limit": ClaimEffect("strengthMatters", "share of pairs that l1 moves"),
      "T1.rmsprop.limit": ClaimEffect("startMatters", "share of pairs that beta_0 moves"),
      "4.4": ClaimEffect("sgd.lambda2.finalL1Norm", "final norm of SGD, larger l1"),
      "4.5.sgd": ClaimEffect("growth", "norm at the larger l1 over that at the smaller"),
      "4.5.adam": ClaimEffect("growth", "norm at the larger l1 over that at the smaller"),
      "4.6": ClaimEffect("sgd.lambda0.002.percent", "SGD's small weights at the smaller l1, %")
    ]
  }

  /// B5 and 4.8.b: RMSProp's settings on L3.
  static func fateDecisions() -> [Decision] {
    let claims = ["B5", "4.8.b"]
    let declared = FateSpecification(coordinates: 0)
    return [
      Decision(
        "B5.fate:learningRate", title: "learning rate alpha",
        options: [
          Decision.Option(
            short(declared.learningRate), reason: "that of F5", isPapers: true),
          Decision.Option("0.01", reason: "a shorter step")
        ], claims: claims),
      Decision(
        "B5.fate:epsilon", title: "eps",
        options: [
          Decision.Option(short(declared.epsilon), reason: "the framework's default"),
          Decision.Option("1e-06", reason: "more, which small l1 feel")
        ], claims: claims),
      Decision(
        "B5.fate:decay", title: "decay gamma",
        options: [
          Decision.Option(short(declared.decay), reason: "as the paper has it", isPapers: true),
          Decision.Option("0.9", reason: "another framework's default"),
          Decision.Option("0.999", reason: "that of Adam")
        ], claims: claims),
      Decision(
        "B5.fate:steps", title: "number of steps",
        options: [
          Decision.Option(
            "\(declared.steps)", words: grouped(declared.steps), reason: "that of F5"),
          Decision.Option("1000", words: grouped(1000), reason: "fewer")
        ], claims: claims)
    ]
  }
}
