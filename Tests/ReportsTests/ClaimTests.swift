import Reports
import Testing

@Suite struct ClaimTests {
  private func claim(_ evidence: [String: Double], _ verdict: Verdict) -> Claim {
    Claim(
      id: "1", place: "Section 1", statement: "s", paperValue: "", ourValue: "", rule: "r",
      evidence: evidence,
      verdict: verdict, reason: "why", wouldDecide: "more")
  }

  /// By LaTeXML's names of sections; what stands in none leads to the whole paper.
  @Test(arguments: [
    ("Section 4", "#S4"), ("Section 4, Figure 3", "#S4"), ("Sections 1 and 4", "#S1"),
    ("Proposition 4.1, Appendix B.2", "#S4"), ("Proposition B.3", "#A2"),
    ("Appendix D.1, the limit", "#A4.SS1"),
    ("Appendix A.2.2, after Proposition A.3", "#A1.SS2.SSS2"),
    ("Appendix B.4", "#A2.SS4"), ("Figure 4, caption", "#S5"), ("Figure 5", "#A2.SS4"),
    ("Table 1", "#A2.SS3"), ("Equation 9", "#S4"), ("Title", "")
  ]) func aClaimLeadsToItsPlaceInThePaper(place: String, fragment: String) {
    let claim = Claim(
      id: "1", place: place, statement: "s", paperValue: "", ourValue: "", rule: "r",
      evidence: [:], verdict: .notTested, reason: "why")
    #expect(claim.link == "https://arxiv.org/html/2401.08426\(fragment)")
    #expect(claim.place == place)
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
