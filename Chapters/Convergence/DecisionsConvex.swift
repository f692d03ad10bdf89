import ChapterKit
import Convex
import Experiments

extension RegressionExperiment {
  /// What the paper leaves open about Figure 1; the smooth controls follow the same rule.
  static func decisions(for profile: Profile) -> [Decision] {
    let claims = ["F1.a", "F1.b", "F1.c"]
    let runs = ([.relu] + controls).map(name).joined(separator: ",")
    let steps = iterations(for: profile)
    return [
      Decision(
        "\(runs):rateFactor", title: "learning rate",
        options: [
          Decision.Option(
            "1", words: "1/L",
            reason:
              "the classical step of gradient descent for the smooth piece with all rows active")
        ]
          + otherRates.map { factor in
            Decision.Option(
              "\(factor)", words: "\(factor)/L",
              reason: factor > 1
                ? "just below 2/L, where descent on the smooth piece ends" : "a shorter step")
          },
        claims: claims, span: Decision.Span(0.001...4, isLogarithmic: true)),
      Decision(
        "\(runs):iterations", title: "number of iterations",
        options: [
          Decision.Option(
            "\(steps)",
            reason:
              "far beyond the initial fall of the loss, which takes a few iterations at the chosen rate"
          ),
          Decision.Option("\(steps / 10)", reason: "a tenth of them, a run that is stopped early")
        ], claims: claims, span: Decision.Span(5...1000, isLogarithmic: true, isWhole: true)),
      Decision(
        "\(runs):columns", title: "number of coordinates",
        options: [
          Decision.Option("500", reason: "as the paper has it", isPapers: true),
          Decision.Option("50", reason: "fewer, of which fewer start close to 1"),
          Decision.Option("10", reason: "fewer than rows, so that least squares has one minimum")
        ], claims: claims, span: Decision.Span(5...1000, isLogarithmic: true, isWhole: true)),
      Decision(
        "\(runs):l2", title: "l2 penalty",
        options: [
          Decision.Option("0.01", reason: "as the paper has it", isPapers: true),
          Decision.Option("1", reason: "a stronger pull towards 0"),
          Decision.Option("0", reason: "none")
        ], claims: claims, span: Decision.Span(0...2)),
      .firstSeed(of: runs, title: "first seed, which is drawn above")
    ]
  }
}

extension RateExperiment {
  /// What a reader may set of the counts of steps.
  static let decisions = [
    Decision(
      "C3.2.huber:errors.0", title: "largest error delta of gradient descent",
      options: [
        Decision.Option("0.1", reason: "a tenth"), Decision.Option("0.03", reason: "a third of it")
      ], span: Decision.Span(0.001...0.4, isLogarithmic: true)),
    Decision(
      "C3.2.maxFunction:errors.0", title: "largest error delta of the subgradient method",
      options: [
        Decision.Option("0.05", reason: "a twentieth"), Decision.Option("0.2", reason: "a fifth")
      ], span: Decision.Span(0.01...0.4, isLogarithmic: true)),
    .firstSeed(of: "C3.2.relu", title: "first seed of ReLU on Figure 1's data"),
    Decision(
      "C3.2.*:limit", title: "most steps",
      options: [
        Decision.Option("1000000", reason: "more than any of them takes"),
        Decision.Option("10000", reason: "fewer than the smallest errors ask for")
      ], span: Decision.Span(100...1_000_000, isLogarithmic: true, isWhole: true))
  ]
}
