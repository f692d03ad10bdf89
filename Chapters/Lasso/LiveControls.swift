import Experiments

/// What a reader may set of the chapter's live figures.
enum LiveControls {
  private static func rate(_ target: String, _ options: [Decision.Option], claims: [String] = [])
    -> Decision
  {
    Decision(
      target, title: "learning rate alpha", options: options, claims: claims,
      span: Decision.Span(0.0001...1, isLogarithmic: true))
  }

  private static func penalty(
    _ target: String, _ title: String, _ options: [Decision.Option],
    claims: [String] = []
  ) -> Decision {
    Decision(
      target, title: title, options: options, claims: claims,
      span: Decision.Span(0.0001...1000, isLogarithmic: true))
  }

  static let toy = [
    penalty(
      "T0.strengths.0", "smaller penalty l1",
      [
        Decision.Option("1", reason: "the paper's", isPapers: true),
        Decision.Option("10", reason: "nearer to the larger one")
      ]),
    penalty(
      "T0.strengths.1", "larger penalty l1",
      [
        Decision.Option("100", reason: "the paper's", isPapers: true),
        Decision.Option("10", reason: "nearer to the smaller one")
      ]),
    Decision(
      "T0.learningRates.0", title: "learning rate alpha at first",
      options: [
        Decision.Option("0.01", reason: "the paper's", isPapers: true),
        Decision.Option("0.1", reason: "ten times the paper's")
      ], claims: [], span: Decision.Span(0.0001...1, isLogarithmic: true)),
    Decision(
      "T0.learningRates.1", title: "learning rate alpha after its fall",
      options: [
        Decision.Option("0.001", reason: "the paper's", isPapers: true),
        Decision.Option("0.0001", reason: "a tenth of the paper's")
      ], claims: [], span: Decision.Span(0.00001...1, isLogarithmic: true)),
    Decision(
      "T0.start.0", title: "first coordinate of beta_0",
      options: [
        Decision.Option("0.5053", reason: "the paper's", isPapers: true),
        Decision.Option("0.5", reason: "a multiple of the step, from which it meets 0")
      ], claims: [], span: Decision.Span(-1...1)),
    Decision(
      "T0.start.1", title: "second coordinate of beta_0",
      options: [
        Decision.Option("0.5053", reason: "the paper's", isPapers: true),
        Decision.Option("0.5", reason: "a multiple of the step, from which it meets 0")
      ], claims: [], span: Decision.Span(-1...1)),
    Decision(
      "T0.stepsPerRate", title: "steps at each learning rate",
      options: [
        Decision.Option("100", reason: "enough to reach the cycle"),
        Decision.Option("50", reason: "fewer than the smaller penalty needs")
      ], claims: [], span: Decision.Span(10...1000, isLogarithmic: true, isWhole: true))
  ]

  private static let regressionClaims = ["B2.a", "B2.b"]

  static let regression = [
    rate(
      "B2.learningRate",
      [
        Decision.Option("0.01", reason: "half of P alpha l1 is then the printed norm (D3)"),
        Decision.Option("0.003", reason: "smaller"), Decision.Option("0.03", reason: "larger")
      ], claims: regressionClaims),
    penalty(
      "B2.lambda0.01.strength", "smallest penalty l1",
      [
        Decision.Option("0.01", reason: "the paper's in one place", isPapers: true),
        Decision.Option("0.1", reason: "the paper's in another place", isPapers: true)
      ], claims: regressionClaims),
    penalty(
      "B2.lambda10.strength", "largest penalty l1",
      [
        Decision.Option("10", reason: "the paper's", isPapers: true),
        Decision.Option("1", reason: "a tenth of the paper's")
      ], claims: regressionClaims),
    Decision(
      "B2.start", title: "distribution of beta_0",
      options: [
        Decision.Option(
          "uniform", words: "uniform on [-1, 1]", reason: "as the paper draws W and y"),
        Decision.Option("narrow", words: "uniform on [-0.1, 0.1]", reason: "nearer to 0"),
        Decision.Option("zero", words: "0", reason: "what many programs begin with")
      ], claims: regressionClaims),
    Decision(
      "B2.iterations", title: "iterations",
      options: [
        Decision.Option("20000", reason: "twice 1 / (alpha l1) at the smaller l1"),
        Decision.Option("10000", reason: "half as many"), Decision.Option("1000", reason: "few")
      ], claims: regressionClaims,
      span: Decision.Span(100...40_000, isLogarithmic: true, isWhole: true)),
    Decision(
      "B2.seeds.0", title: "first seed",
      options: [
        Decision.Option("1", reason: "the first of the seeds"),
        Decision.Option("1001", reason: "one that no other run here has")
      ], claims: regressionClaims, span: Decision.Span(1...1_000_000, isWhole: true))
  ]

  private static let oscillationClaims = ["F5.a", "F5.b", "F5.c"]

  static let oscillation = [
    penalty(
      "F5.lambda0.001.strength", "smaller penalty l1",
      [
        Decision.Option(
          "0.001", reason: "that of the caption, which describes what is drawn", isPapers: true),
        Decision.Option("0.01", reason: "ten times as large")
      ], claims: oscillationClaims),
    penalty(
      "F5.lambda100.strength", "larger penalty l1",
      [
        Decision.Option(
          "100", reason: "that of the caption, which describes what is drawn", isPapers: true),
        Decision.Option("1", reason: "as large as the limit of RMSProp's step")
      ], claims: oscillationClaims),
    rate(
      "F5.learningRate",
      [
        Decision.Option("0.1", reason: "the paper's", isPapers: true),
        Decision.Option("0.01", reason: "a tenth of the paper's")
      ], claims: oscillationClaims),
    Decision(
      "F5.drawnLength", title: "iterations T",
      options: [
        Decision.Option("10100", reason: "1 / (alpha l1) at the smaller l1, and the drawn ones"),
        Decision.Option("1000", reason: "a tenth"), Decision.Option("100", reason: "a hundredth")
      ], claims: oscillationClaims),
    Decision(
      "F5.dimension", title: "coordinates P",
      options: [
        Decision.Option("10", reason: "the paper's", isPapers: true),
        Decision.Option("1", reason: "a single one"),
        Decision.Option("100", reason: "ten times as many")
      ], claims: oscillationClaims, span: Decision.Span(1...100, isLogarithmic: true, isWhole: true)
    ),
    Decision(
      "F5.seeds.0", title: "first seed",
      options: [
        Decision.Option("1", reason: "the first of the seeds"),
        Decision.Option("1001", reason: "one that no other run here has")
      ], claims: oscillationClaims, span: Decision.Span(1...1_000_000, isWhole: true))
  ]
}
