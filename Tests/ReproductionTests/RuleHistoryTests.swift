import Reproduction
import Testing

@Suite struct RuleHistoryTests {
  /// The paper's claims, as the report numbers them.
  static let claims = [
    "2.1", "3.1", "F1", "3.2", "3.3", "3.4", "3.5", "4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7",
    "B2", "T1", "B4", "B5", "B6", "F5", "5.1", "F4", "5.2", "A.2", "A.3", "A.4", "A.6"
  ]

  @Test func everyClaimHasOneHistory() {
    let told = RuleHistory.groups.flatMap(\.claims)
    for claim in Self.claims {
      #expect(told.count { $0 == claim } == 1, "claim \(claim)")
    }
    #expect(told.count == Self.claims.count)
  }

  @Test func rulesThatWereNotBlindSayWhatWasSeen() throws {
    let rates = try #require(RuleHistory.groups.first { $0.claims == ["3.2"] })
    #expect(rates.changed.contains("2.36") && rates.changed.contains("2.01"))
    #expect(rates.blindness == .changed)
    let afterwards = RuleHistory.groups.filter { $0.blindness == .afterwards }
    #expect(afterwards.flatMap(\.claims) == ["B2", "F5"])
  }
}
