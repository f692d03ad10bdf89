import ChapterKit
import Experiments

extension Lasso {
  /// T0: the worked example's settings, all of which the paper gives.
  static let toyDecisions = [
    penalty(
      "T0:strengths.0", "smaller penalty l1",
      [
        Decision.Option("1", reason: "the paper's", isPapers: true),
        Decision.Option("10", reason: "nearer to the larger one")
      ]),
    penalty(
      "T0:strengths.1", "larger penalty l1",
      [
        Decision.Option("100", reason: "the paper's", isPapers: true),
        Decision.Option("10", reason: "nearer to the smaller one")
      ]),
    Decision(
      "T0:learningRates.0", title: "learning rate alpha at first",
      options: [
        Decision.Option("0.01", reason: "the paper's", isPapers: true),
        Decision.Option("0.1", reason: "ten times the paper's")
      ], span: Decision.Span(0.0001...1, isLogarithmic: true)),
    Decision(
      "T0:learningRates.1", title: "learning rate alpha after its fall",
      options: [
        Decision.Option("0.001", reason: "the paper's", isPapers: true),
        Decision.Option("0.0001", reason: "a tenth of the paper's")
      ], span: Decision.Span(0.00001...1, isLogarithmic: true)),
    Decision(
      "T0:start.0", title: "first coordinate of beta_0",
      options: [
        Decision.Option("0.5053", reason: "the paper's", isPapers: true),
        Decision.Option("0.5", reason: "a multiple of the step, from which it meets 0")
      ], span: Decision.Span(-1...1)),
    Decision(
      "T0:start.1", title: "second coordinate of beta_0",
      options: [
        Decision.Option("0.5053", reason: "the paper's", isPapers: true),
        Decision.Option("0.5", reason: "a multiple of the step, from which it meets 0")
      ], span: Decision.Span(-1...1)),
    Decision(
      "T0:stepsPerRate", title: "steps at each learning rate",
      options: [
        Decision.Option("100", reason: "enough to reach the cycle"),
        Decision.Option("50", reason: "fewer than the smaller penalty needs")
      ], span: Decision.Span(10...1000, isLogarithmic: true, isWhole: true))
  ]

  /// B2: NDGM's settings, of which the paper gives none.
  static func regressionDecisions(_ scale: Scale) -> [Decision] {
    let claims = ["B2.a", "B2.b"]
    let runs = regressionStrengths.map { "B2.lambda\(short($0))" }.joined(separator: ",")
    let steps = regressionIterations(scale, rate: regressionRate)
    return [
      Decision(
        "\(runs):learningRate", title: "learning rate alpha",
        options: [
          Decision.Option(
            short(regressionRate),
            reason:
              "half of P alpha l1 is the printed norm of \(Paper.norms.large) at the paper's larger l1 and a round alpha (D3)"
          )
        ]
          + regressionRates.map {
            Decision.Option(
              short($0), reason: $0 < regressionRate ? "a shorter step" : "a longer step")
          }, claims: claims, span: Decision.Span(0.0001...1, isLogarithmic: true)),
      Decision(
        "\(runs):start", title: "distribution of beta_0",
        options: [
          Decision.Option(
            "uniform", words: "uniform on [-1, 1]",
            reason: "as the paper draws W and y, and beta_0 in F1"),
          Decision.Option(
            "narrow", words: "uniform on [-0.1, 0.1]", reason: "nearer to the optimum"),
          Decision.Option("zero", words: "0", reason: "the usual start of convex programs")
        ], claims: claims),
      Decision(
        "\(runs):iterations", title: "iterations",
        options: [
          Decision.Option(
            "\(steps)", words: grouped(steps),
            reason:
              "so many times 1 / (alpha l1), the steps in which the penalty alone brings a coordinate from 1 to 0 at the smaller l1"
          ),
          Decision.Option("\(steps / 2)", words: grouped(steps / 2), reason: "half as many"),
          Decision.Option("\(2 * steps)", words: grouped(2 * steps), reason: "twice as many")
        ], claims: claims,
        span: Decision.Span(100...40_000, isLogarithmic: true, isWhole: true)),
      penalty(
        "B2.lambda0.01,\(optimumName(weakStrength)):strength", "smallest penalty l1",
        [
          Decision.Option("0.01", reason: "the paper's in one place", isPapers: true),
          Decision.Option("0.1", reason: "the paper's in another place (D3)", isPapers: true)
        ]),
      penalty(
        "B2.lambda10,\(optimumName(strongStrength)):strength", "largest penalty l1",
        [
          Decision.Option("10", reason: "as the paper has it", isPapers: true),
          Decision.Option("1", reason: "a tenth of it")
        ]),
      .firstSeed(of: "\(runs),\(regressionStrengths.map(optimumName).joined(separator: ","))")
    ]
  }

  /// F5 and B.4: what a run of L3 leaves open.
  static func oscillationDecisions(_ scale: Scale) -> [Decision] {
    func names(_ strengths: [Double], _ methods: [String]) -> String {
      strengths.flatMap { strength in methods.map { "F5.lambda\(short(strength)).\($0)" } }
        .joined(separator: ",")
    }
    let (weak, strong) = oscillationEnds
    let orders = ["F5.a", "F5.b", "F5.c"]
    let lengths = scale.lengths.filter { $0 != Scale.chosenLength }.suffix(2)
    let all = oscillationStrengths.filter { $0 != 1 }
    return [
      Decision(
        "\(names(all, ["ndgm", "rmsprop"])):drawnLength", title: "iterations T",
        options: [
          Decision.Option(
            "\(Scale.chosenLength)", words: grouped(Scale.chosenLength),
            reason:
              "1 / (alpha l1) steps, which bring beta_0 = 1 home at the smaller l1, and those drawn"
          )
        ]
          + lengths.map {
            Decision.Option(
              "\($0)", words: grouped($0), reason: $0 < Scale.chosenLength ? "fewer" : "more")
          }, claims: orders + ["B.4.a", "B.4.b", "B.4.c", "B.4.d"]),
      Decision(
        "\(names(all, ["rmsprop"])):method.rmsProp.form", title: "placement of eps",
        options: [
          Decision.Option(
            "paper", words: "sqrt(v + eps)", reason: "equations 18 and 19 as printed",
            isPapers: true),
          Decision.Option(
            "framework", words: "sqrt(v) + eps", reason: "as in the framework of the listing")
        ], claims: orders + ["B.4.a", "B.4.c"]),
      Decision(
        "\(names([weak, strong], ["ndgm", "rmsprop"])):learningRate", title: "learning rate alpha",
        options: [
          Decision.Option(
            short(Scale.rmsPropRate), reason: "as the paper has it", isPapers: true),
          Decision.Option("0.01", reason: "a shorter step"),
          Decision.Option("1", reason: "a longer step")
        ], claims: orders, span: Decision.Span(0.0001...1, isLogarithmic: true)),
      Decision(
        "\(names([weak], ["ndgm", "rmsprop"])):strength", title: "smaller l1",
        options: [
          Decision.Option(
            short(weak), reason: "as the caption of Figure 5 has it (D4)", isPapers: true),
          Decision.Option("0.01", reason: "as the explanation has it (D4)", isPapers: true)
        ], claims: ["F5.a", "F5.b"], span: penalties),
      Decision(
        "\(names([strong], ["ndgm", "rmsprop"])):strength", title: "larger l1",
        options: [
          Decision.Option(
            short(strong), reason: "as the caption and the explanation have it (D4)",
            isPapers: true),
          Decision.Option("10", reason: "less, and still above 1")
        ], claims: ["F5.a", "F5.c"], span: penalties),
      Decision(
        "\(names([weak, strong], ["ndgm", "rmsprop"])):dimension", title: "coordinates P",
        options: [
          Decision.Option("10", reason: "as the paper has it", isPapers: true),
          Decision.Option("1", reason: "a single one"),
          Decision.Option("100", reason: "ten times as many")
        ], span: Decision.Span(1...100, isLogarithmic: true, isWhole: true)),
      .firstSeed(of: names([weak, strong], ["ndgm", "rmsprop"]))
    ]
  }

  private static let penalties = Decision.Span(0.0001...1000, isLogarithmic: true)

  /// T1: what its pairs of runs leave open.
  static func tableDecisions() -> [Decision] {
    let declared = SensitivitySpecification(seeds: [])
    let limits = ["T1.vanilla.limit", "T1.momentum.limit", "T1.rmsprop.limit"]
    return [
      Decision(
        "T1:learningRate", title: "learning rate alpha",
        options: [
          Decision.Option(short(declared.learningRate), reason: "that of F5"),
          Decision.Option("0.01", reason: "a shorter step"),
          Decision.Option("1", reason: "a longer step")
        ], claims: limits, span: Decision.Span(0.001...10, isLogarithmic: true)),
      Decision(
        "T1:strengths", title: "pair of l1",
        options: [
          Decision.Option("[1, 3]", words: "1 and 3", reason: "both above eps by far"),
          Decision.Option("[0.1, 0.3]", words: "0.1 and 0.3", reason: "smaller, in the same ratio"),
          Decision.Option("[1, 100]", words: "1 and 100", reason: "those of the worked example")
        ], claims: limits),
      Decision(
        "T1:tolerance", title: "tolerance of a limit",
        options: [
          Decision.Option(
            short(declared.tolerance), reason: "what a plot would show"),
          Decision.Option("0.001", reason: "a tenth of it"),
          Decision.Option("0.1", reason: "ten times as much")
        ], claims: limits, span: Decision.Span(0.0001...1, isLogarithmic: true)),
      Decision(
        "T1:momentum", title: "momentum",
        options: [
          Decision.Option(short(declared.momentum), reason: "the framework's usual one"),
          Decision.Option("0.5", reason: "less")
        ], claims: ["T1.momentum.limit"], span: Decision.Span(0...0.99))
    ]
  }

  /// What a reader may set of T1: its pair of l1 one by one, and the first seed.
  static var liveTableDecisions: [Decision] {
    let first = Decision.Option("1", reason: "far above eps")
    return tableDecisions().filter { $0.target != "T1:strengths" } + [
      penalty(
        "T1:strengths.0", "l1 of all runs but the pairs' second",
        [first, .init("0.1", reason: "a tenth")]),
      penalty(
        "T1:strengths.1", "l1 that the pairs' second has",
        [
          .init("3", reason: "three times the other"),
          .init("100", reason: "that of the worked example")
        ]),
      .firstSeed(of: "T1")
    ]
  }

  private static func penalty(
    _ target: String, _ title: String, _ options: [Decision.Option]
  ) -> Decision { Decision(target, title: title, options: options, span: penalties) }
}
