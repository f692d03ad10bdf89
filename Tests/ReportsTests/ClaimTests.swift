import Reports
import Testing

@Suite struct ClaimTests {
  private func claim(_ evidence: [String: Double], _ verdict: Verdict) -> Claim {
    Claim(
      id: "1", statement: "s", paperValue: "", ourValue: "", rule: "r", evidence: evidence,
      verdict: verdict, reason: "why")
  }

  /// As in a variation whose runs diverge.
  @Test(arguments: [Verdict.reproduced, .notReproduced, .contradicted])
  func aVerdictOnANumberThatIsNotThereIsNone(verdict: Verdict) {
    let absent = claim(["a": 1, "b": .nan, "c": .infinity], verdict)
    #expect(absent.verdict == .notTested)
    #expect(
      absent.reason
        == "In these runs there is no finite number b, c, on which the verdict rests.")
    let there = claim(["a": 1], verdict)
    #expect(there.verdict == verdict && there.reason == "why")
  }
}
