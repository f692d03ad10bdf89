import Reports
import Testing

@Suite struct ClaimTests {
  private func claim(_ evidence: [String: Double], _ verdict: Verdict) -> Claim {
    Claim(
      id: "1", place: "Section 1", statement: "s", paperValue: "", ourValue: "", rule: "r",
      evidence: evidence,
      verdict: verdict, reason: "why", wouldDecide: "more")
  }

  @Test func aClaimLeadsToItsPlaceInThePaper() {
    #expect(claim([:], .reproduced).link == "https://arxiv.org/html/2401.08426")
    let known = Claim(
      id: "1", place: "Section 4", anchor: "S4", statement: "s", paperValue: "", ourValue: "",
      rule: "r", evidence: [:], verdict: .notTested, reason: "why")
    #expect(known.link == "https://arxiv.org/html/2401.08426#S4" && known.place == "Section 4")
  }

  @Test func onlyWhatIsUndecidedSaysWhatWouldDecideIt() {
    for verdict in Verdict.allCases {
      #expect(claim([:], verdict).wouldDecide == (verdict == .undecided ? "more" : nil))
    }
    #expect(Verdict.allCases.map(\.words).contains("undecided"))
  }

  /// As in a variation whose runs diverge.
  @Test(arguments: [Verdict.reproduced, .notReproduced, .contradicted, .undecided])
  func aVerdictOnANumberThatIsNotThereIsNone(verdict: Verdict) {
    let absent = claim(["a": 1, "b": .nan, "c": .infinity], verdict)
    #expect(absent.verdict == .undecided)
    #expect(
      absent.reason
        == "In these runs there is no finite number b, c, on which the verdict rests.")
    #expect(absent.wouldDecide == "Runs in which these numbers are finite.")
    let there = claim(["a": 1], verdict)
    #expect(there.verdict == verdict && there.reason == "why")
  }
}
