import ChapterKit
import Experiments

/// What the paper leaves open about Figure 4, or a reader may ask of it.
extension EdgeOfStability {
  static func decisions(_ profile: Profile) -> [Decision] {
    [data, start, iterations(profile), rates] + ofFigureAlone
  }

  /// What a reader may set below the figure.
  static func controls(_ profile: Profile) -> [Decision] {
    Array(ofFigureAlone.prefix(2)) + [data, start, iterations(profile)]
      + ofFigureAlone.dropFirst(2)
  }

  private static let claims = ["F4.a", "F4.b", "5.2"]
  private static let name = HuberOutcomes.chosenName
  /// Figure 4's runs, and the control that shares their data.
  private static let runs = "\(name),F4.leastSquares"

  static let data = Decision(
    "\(runs):data", title: "distribution of Z and y",
    options: HuberData.allCases.map { data in
      Decision.Option(
        data.rawValue, words: data.words,
        reason: data == .uniform
          ? "the distribution of the paper's other synthetic regressions (F1, B2)"
          : "another arbitrary choice")
    }, claims: claims)

  static let start = Decision(
    "\(runs):startScale", title: "beta_0",
    options: [
      Decision.Option("1", words: "uniform on [-1, 1]", reason: "the start of F1"),
      Decision.Option("0", reason: "the usual start of convex programs"),
      Decision.Option("10", words: "uniform on [-10, 10]", reason: "a start far out")
    ], claims: claims)

  static func iterations(_ profile: Profile) -> Decision {
    let steps = Sizes(profile: profile).iterations
    return Decision(
      "\(name):iterations", title: "iterations",
      options: [
        Decision.Option(
          "\(steps)",
          reason: "enough for the smaller rate to come near the minimum in the full profiles"),
        Decision.Option("\(steps / 2)", reason: "half as many"),
        Decision.Option("\(2 * steps)", reason: "twice as many")
      ], claims: claims, span: Decision.Span(100...5_000, isLogarithmic: true, isWhole: true))
  }

  static let rates = Decision(
    "\(name):rates", title: "pair of learning rates",
    options: [
      Decision.Option(
        "[0.1, 10]", words: "0.1 and 10", reason: "as the paper has them", isPapers: true),
      Decision.Option(
        "[1, 10]", words: "1 and 10", reason: "the smaller one larger, above or below 2/L"),
      Decision.Option("[10, 100]", words: "10 and 100", reason: "both far above 2/L")
    ], claims: ["F4.b"])

  private static let ofFigureAlone = [
    Decision(
      "\(name):rates.1", title: "larger learning rate alpha",
      options: [
        Decision.Option("10", reason: "the paper's, many times 2/L", isPapers: true),
        Decision.Option("1", reason: "above 2/L, but not by much"),
        Decision.Option("100", reason: "ten times the paper's")
      ], span: Decision.Span(0.01...1_000, isLogarithmic: true)),
    Decision(
      "\(name):rates.0", title: "smaller learning rate alpha",
      options: [
        Decision.Option("0.1", reason: "the paper's, below 2/L", isPapers: true),
        Decision.Option("0.01", reason: "far below 2/L")
      ], span: Decision.Span(0.001...10, isLogarithmic: true)),
    .firstSeed(of: name, title: "first seed, which is drawn above")
  ]
}
