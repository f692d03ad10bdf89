import ChapterKit
import Experiments

extension Lasso {
  /// The runs of F3 that its claims read, without those that carry the optimizer's averages over.
  private static let fineTuningRuns = FineTuningScale.strengths.map {
    "F3.*.lambda\(short($0)).seed*"
  }.joined(separator: ",")
  /// Of those the ones that have an optimizer's averages to carry over.
  private static let rememberingRuns = CarryOver.optimizers.map {
    "F3.\($0.rawValue).lambda\(short(CarryOver.strength)).seed*"
  }.joined(separator: ",")
  /// Those that do, which start from weights of the others' shapes.
  private static let carryingRuns =
    "F3.*.lambda\(short(CarryOver.strength)).seed*\(CarryOver.suffix)"
  static let pretrainingRuns = "F3.pretraining.seed*"

  /// F3: what a profile chooses in the paper's place, and what a reader would ask after.
  static func fineTuningDecisions(_ setting: Setting) -> [Decision] {
    let scale = FineTuningScale(setting.profile)
    let claims = ["4.4", "4.5.adam", "4.5.sgd", "4.6"]
    let isPretrained = scale.pretrainingSteps > 0
    let all = fineTuningRuns + (isPretrained ? ",\(pretrainingRuns)" : "")
    let isFull = setting.profile == .paper
    var decisions = [
      Decision(
        "\(all):network.widthMultiplier", title: "width",
        options: [
          Decision.Option(
            short(scale.widthMultiplier), words: digits(scale.widthMultiplier),
            reason: isFull ? "as the paper has it" : "the widest that the profile's budget allows",
            isPapers: isFull),
          isFull
            ? Decision.Option("0.5", reason: "half of it")
            : Decision.Option(
              short(2 * scale.widthMultiplier), words: digits(2 * scale.widthMultiplier),
              reason: "twice as wide")
        ], claims: claims, chapterTarget: "\(all),\(carryingRuns):network.widthMultiplier"),
      Decision(
        "\(fineTuningRuns):steps", title: "number of steps",
        options: [
          Decision.Option(
            "\(scale.steps)", words: grouped(scale.steps),
            reason: "the paper's epochs, or what a test has time for",
            isPapers: scale.steps == FineTuningScale.paperSteps),
          Decision.Option(
            "\(scale.steps / 2)", words: grouped(scale.steps / 2), reason: "half as many")
        ], claims: claims),
      Decision(
        "\(fineTuningRuns):optimizer.learningRate", title: "learning rate alpha",
        options: [
          Decision.Option(
            short(FineTuningScale.learningRate), reason: "as the paper has it", isPapers: true),
          Decision.Option("0.001", reason: "a third of it")
        ], claims: claims, span: Decision.Span(0.0001...0.02, isLogarithmic: true)),
      Decision(
        "\(fineTuningRuns):batchSize", title: "batch size",
        options: [
          Decision.Option(
            "\(scale.batchSize)",
            reason: scale.batchSize == Paper.batchSize
              ? "as the paper has it" : "what the profile's budget allows",
            isPapers: scale.batchSize == Paper.batchSize),
          Decision.Option("\(scale.batchSize / 2)", reason: "half of it")
        ], claims: claims)
    ]
    decisions.append(
      Decision(
        "\(rememberingRuns):optimizerState", title: "averages at the smaller l1",
        options: [
          Decision.Option(
            "fresh", reason: "an optimizer of its own for each run, as two runs suggest"),
          Decision.Option(
            "carriedOver", words: "carried over from the larger l1",
            reason: "as the listing has them (D15)", isPapers: true)
        ], claims: claims))
    if isPretrained {
      decisions.append(
        Decision(
          "\(pretrainingRuns):steps", title: "steps before fine-tuning",
          options: [
            Decision.Option(
              "\(scale.pretrainingSteps)", words: grouped(scale.pretrainingSteps),
              reason: "enough for a network that has learned something"),
            Decision.Option(
              "\(scale.pretrainingSteps / 4)", words: grouped(scale.pretrainingSteps / 4),
              reason: "a quarter of them")
          ], claims: claims))
    }
    if scale.seeds.count == 1 {
      decisions.append(
        Decision(
          "\(all):seed", title: "seed",
          options: [
            Decision.Option("\(scale.seeds[0])", reason: "as the listing has it", isPapers: true),
            Decision.Option("\(scale.seeds[0] + 1)", reason: "another draw"),
            Decision.Option("\(scale.seeds[0] + 2)", reason: "another draw")
          ], claims: claims))
    }
    return decisions
  }
}
