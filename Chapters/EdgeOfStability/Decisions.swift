import Experiments

/// What the paper leaves open about Figure 4, or one may ask of it.
extension EdgeOfStability {
  static let largeRate = Decision(
    "F4.uniform.start1.rates.1", title: "larger learning rate alpha",
    options: [
      Decision.Option("10", reason: "the paper's, many times 2/L", isPapers: true),
      Decision.Option("1", reason: "above 2/L, but not by much"),
      Decision.Option("100", reason: "ten times the paper's")
    ], claims: ["F4.a", "F4.b"], span: Decision.Span(0.01...1_000, isLogarithmic: true))

  static let smallRate = Decision(
    "F4.uniform.start1.rates.0", title: "smaller learning rate alpha",
    options: [
      Decision.Option("0.1", reason: "the paper's, below 2/L", isPapers: true),
      Decision.Option("0.01", reason: "far below 2/L")
    ], claims: ["F4.b"], span: Decision.Span(0.001...10, isLogarithmic: true))

  static let data = Decision(
    "F4.data", title: "entries of Z and y",
    options: [
      Decision.Option(
        "uniform", words: HuberData.uniform.words,
        reason: "the distribution of the paper's other synthetic regressions"),
      Decision.Option(
        "nearlyNormal", words: HuberData.nearlyNormal.words, reason: "what such examples often have"
      ),
      Decision.Option(
        "wide", words: HuberData.wide.words, reason: "the same at three times the scale"),
      Decision.Option(
        "heavyTailed", words: HuberData.heavyTailed.words,
        reason: "large residuals, which the Huber loss is made for")
    ], claims: ["F4.a", "F4.b", "5.2"])

  static let start = Decision(
    "F4.uniform.start1.startScale", title: "beta_0 uniform between minus and plus",
    options: [
      Decision.Option("1", reason: "the start of F1"),
      Decision.Option("0", reason: "what many programs begin with"),
      Decision.Option("10", reason: "far away")
    ], claims: ["F4.a", "F4.b"], span: Decision.Span(0...100))

  static let length = Decision(
    "F4.uniform.start1.iterations", title: "iterations",
    options: [
      Decision.Option("1000", reason: "enough for the smaller rate to come near the minimum"),
      Decision.Option("200", reason: "few enough to be seen one by one")
    ], claims: ["F4.a", "F4.b"], span: Decision.Span(10...5_000, isLogarithmic: true, isWhole: true)
  )

  static let firstSeed = Decision(
    "F4.uniform.start1.seeds.0", title: "first seed, which is drawn above",
    options: [
      Decision.Option("1", reason: "the first of the seeds"),
      Decision.Option("1001", reason: "one that no other run here has")
    ], claims: ["F4.a", "F4.b"], span: Decision.Span(1...1_000_000, isWhole: true))
}
