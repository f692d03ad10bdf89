import Experiments
import Multiverse
import Reports
import Testing

@Suite struct FlipRateTests {
  private static func judged(_ options: [Int], _ verdict: Verdict?, _ effect: Double? = nil)
    -> JudgedUniverse
  {
    JudgedUniverse(
      options: options, verdicts: verdict.map { ["c": $0] } ?? [:],
      effects: effect.map { ["c": $0] } ?? [:], failure: verdict == nil ? "a run failed" : nil)
  }

  /// Two decisions of two and three options; by hand.
  ///
  ///            b = 0         b = 1          b = 2
  ///     a = 0  reproduced 1  reproduced 3   undecided 4
  ///     a = 1  reproduced 2  not 7          failed
  ///
  /// a: (0,0)-(1,0) same, (0,1)-(1,1) flips and turns: 1 of 2, changes 1 and 4.
  /// b: in the first row 0-1 same, 0-2 and 1-2 flip to undecided; in the second 0-1 flips and turns: 3 of 4.
  @Test func aTableByHand() {
    let space = UniverseSpace(
      [
        UniverseSpaceTests.decision("F:a", ["0", "1"]),
        UniverseSpaceTests.decision("F:b", ["0", "1", "2"])
      ], defaults: [0, 0])
    let universes = [
      Self.judged([0, 0], .reproduced, 1), Self.judged([0, 1], .reproduced, 3),
      Self.judged([0, 2], .undecided, 4), Self.judged([1, 0], .reproduced, 2),
      Self.judged([1, 1], .notReproduced, 7), Self.judged([1, 2], nil)
    ]
    let a = FlipRate(of: 0, on: "c", among: universes, in: space)
    #expect((a.pairs, a.flips, a.turns) == (2, 1, 1))
    #expect(a.rate == 0.5 && a.medianChange == 2.5)
    let b = FlipRate(of: 1, on: "c", among: universes, in: space)
    #expect((b.pairs, b.flips, b.turns) == (4, 3, 1))
    #expect(b.rate == 0.75 && b.medianChange == 2.5)
    #expect(FlipRate(of: 1, on: "d", among: universes, in: space).rate == nil)
  }

  /// From SGD to Adam momentum drops out: each of SGD's two universes makes a pair with Adam's one.
  @Test func pairsSpanWhatIsNotOpen() {
    let universes = [
      Self.judged([0, 0, 0], .reproduced), Self.judged([0, 0, 1], .notReproduced),
      Self.judged([0, 1, 0], .reproduced), Self.judged([1, 1, 0], .undecided)
    ]
    func rate(_ decision: Int) -> (Int, Int) {
      let rate = FlipRate(
        of: decision, on: "c", among: universes, in: UniverseSpaceTests.conditional)
      return (rate.pairs, rate.flips)
    }
    #expect(rate(1) == (2, 1))
    #expect(rate(2) == (1, 1))
    #expect(rate(0) == (1, 1))
  }
}
