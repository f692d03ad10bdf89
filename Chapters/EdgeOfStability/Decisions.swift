import ChapterKit
import Experiments
import Reports

extension EdgeOfStability {
  public func decisions(for setting: Setting) throws -> [Decision] {
    let steps = Sizes(profile: setting.profile).iterations
    return [Self.data, Self.start, Self.iterations(steps), Self.rates]
  }

  public var effects: [String: ClaimEffect] {
    [
      "F4.a": ClaimEffect("maxLoss.median", "largest loss, median"),
      "F4.b": ClaimEffect("leastGain", "least gain in turning points, share of steps"),
      "5.2": ClaimEffect("leastSquares.growth.median", "growth without linear tails, factor")
    ]
  }

  private static let figureFour = ["F4.a", "F4.b", "5.2"]
  /// Figure 4's runs, and the control that shares their data.
  private static let runs = "\(Outcomes.chosenName),F4.leastSquares"

  static let data = Decision(
    "\(runs):data", title: "distribution of Z and y",
    options: HuberData.allCases.map { data in
      Decision.Option(
        data.rawValue, words: data.words,
        reason: data == .uniform
          ? "the distribution of the paper's other synthetic regressions (F1, B2)"
          : "another arbitrary choice")
    }, claims: figureFour)

  static let start = Decision(
    "\(runs):startScale", title: "beta_0",
    options: [
      Decision.Option("1", words: "uniform on [-1, 1]", reason: "the start of F1"),
      Decision.Option("0", reason: "the usual start of convex programs"),
      Decision.Option("10", words: "uniform on [-10, 10]", reason: "a start far out")
    ], claims: figureFour)

  static func iterations(_ steps: Int) -> Decision {
    Decision(
      "\(Outcomes.chosenName):iterations", title: "iterations",
      options: [
        Decision.Option(
          "\(steps)",
          reason: "enough for the smaller rate to come near the minimum in the full profiles"),
        Decision.Option("\(steps / 2)", reason: "half as many"),
        Decision.Option("\(2 * steps)", reason: "twice as many")
      ], claims: figureFour)
  }

  static let rates = Decision(
    "\(Outcomes.chosenName):rates", title: "pair of learning rates",
    options: [
      Decision.Option(
        "[0.1, 10]", words: "0.1 and 10", reason: "as the paper has them", isPapers: true),
      Decision.Option(
        "[1, 10]", words: "1 and 10", reason: "the smaller one larger, above or below 2/L"),
      Decision.Option("[10, 100]", words: "10 and 100", reason: "both far above 2/L")
    ], claims: ["F4.b"])
}
