import Experiments
import Multiverse
import Plots
import Reports
import Testing

@Suite struct AnswerTests {
  private struct Sample: Codable, Sendable {
    var rate = 1.0
    var start = 0
  }

  private static func family() throws -> ClaimFamily {
    let decisions = [
      Decision(
        "E:rate", title: "rate",
        options: [
          Decision.Option("1", reason: "r"), Decision.Option("2", reason: "r", isPapers: true)
        ],
        claims: ["c"]),
      Decision(
        "E:start", title: "start",
        options: [Decision.Option("0", reason: "r"), Decision.Option("5", reason: "r")],
        claims: ["c"])
    ]
    let run = try Experiment("E", kind: "convex", specification: Sample()) { spec, _ in spec.rate }
    return try ClaimFamily(
      "chapter", claims: ["c"], decisions: decisions, experiments: [run], code: CodeFingerprints())
  }

  private static func universes(_ verdicts: [Verdict?]) -> [JudgedUniverse] {
    zip([[0, 0], [1, 0], [0, 1], [1, 1]], verdicts).enumerated().map { place, pair in
      JudgedUniverse(
        options: pair.0, verdicts: pair.1.map { ["c": $0] } ?? [:],
        effects: pair.1.map { _ in ["c": Double(10 - place)] } ?? [:],
        failure: pair.1 == nil ? "a run failed" : nil)
    }
  }

  private static func answer(_ verdicts: [Verdict?]) throws -> MultiverseAnswer {
    MultiverseAnswer(
      about: "c", effect: ClaimEffect("x", "x"), in: try family(), universes: universes(verdicts),
      command: "nonsmooth chapter chapter")
  }

  @Test func countsHaveTheirDenominators() throws {
    #expect(
      try Self.answer([.reproduced, .notReproduced, .reproduced, .undecided]).sentence
        == "reproduced in 2 of 4 universes, not reproduced in 1, contradicted in none, undecided in 1. The choice of rate flips "
        + "it in 100 % (2 of 2) of the pairs that differ in it alone, that of start in 50 % (1 of 2)."
    )
    #expect(
      try Self.answer([.reproduced, .reproduced, .reproduced, nil]).sentence
        == "reproduced in 3 of 4 universes, contradicted in none. 1 has no verdict, as a run failed in it. No decision "
        + "flips it in any of the 2 pairs that differ in one alone.")
    #expect(
      try Self.answer([.reproduced, .contradicted]).sentence
        == "reproduced in 1 of 2 universes, contradicted in 1. Of 4 universes in all these were made. The choice of rate flips "
        + "it in 100 % (1 of 1) of the pairs that differ in it alone.")
  }

  @Test func oursAndThePapersAreMarked() throws {
    let answer = try Self.answer([.reproduced, .undecided, .reproduced, .reproduced])
    #expect(answer.universes.map(\.isOurs) == [true, false, false, false])
    // Its text says nothing of the start.
    #expect(answer.universes.map(\.isPapers) == [false, true, false, true])
    #expect(
      answer.universes.map(\.settings) == [
        [], ["E:rate=2"], ["E:start=5"], ["E:rate=2", "E:start=5"]
      ])
    #expect(answer.ranking == [1, 0] || answer.ranking == [0, 1])
    #expect(answer.counts == ["reproduced": 3, "undecided": 1])
    #expect(answer.values(experiments: ["E"])["multiverse.c.rate.pairs"] == 2)
  }

  /// From the least effect to the largest, with an option of each decision below each universe.
  @Test func theCurveHoldsEveryUniverse() throws {
    let answer = try Self.answer([.reproduced, .undecided, .reproduced, .notReproduced])
    let figure = try #require(SpecificationCurve(of: answer).figure(experiments: ["E"])).figure
    try figure.validate()
    #expect(figure.id == "curve-c" && figure.panels.count == 2)
    var points: [(x: Double, y: Double, name: String)] = []
    for case .scatter(let name, let x, let y, _) in figure.panels[0].marks {
      points += zip(x, y).map { ($0, $1, name) }
    }
    points.sort { $0.x < $1.x }
    #expect(points.map(\.x) == [1, 2, 3, 4] && points.map(\.y) == [7, 8, 9, 10])
    #expect(points.map(\.name) == ["not reproduced", "reproduced", "undecided", "reproduced"])
    var dots = 0
    for case .scatter(_, let x, _, _) in figure.panels[1].marks { dots += x.count }
    // Two options each, ours once and the paper's twice.
    #expect(dots == 8 + 3)
    let rules = figure.panels[0].marks.compactMap { mark -> Double? in
      if case .verticalRule(let name, let x, _) = mark, name == "ours" { x } else { nil }
    }
    #expect(rules == [4])
    #expect(
      SpecificationCurve(of: try Self.answer([.reproduced, .reproduced, nil])).figure(
        experiments: []) == nil)
  }
}
