import Reproduction
import Testing

@Suite struct RuleHistoryTests {
  /// The paper's claims, as the report numbers them.
  static let claims = [
    "2.1", "2.2", "3.1", "F1.a", "F1.b", "F1.c", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "A.1",
    "A.2", "A.3",
    "A.3.v", "A.4", "A.5", "A.6", "4.1.a", "4.1.b", "4.1.c", "4.2", "4.3", "4.4", "4.5.sgd",
    "4.5.adam", "4.6",
    "4.7.a", "4.7.b", "4.8.a", "4.8.b", "4.9", "B2.a", "B2.b", "T1.vanilla.limit",
    "T1.vanilla.zero",
    "T1.momentum.limit", "T1.momentum.zero", "T1.rmsprop.limit", "T1.rmsprop.zero", "B3", "B4",
    "B5", "B6",
    "B.4.a", "B.4.b", "B.4.c", "B.4.d",
    "F5.a", "F5.b",
    "F5.c", "5.1", "5.1.i", "D.1", "F4.a", "F4.b", "5.2", "5.3", "S2"
  ]

  @Test func everyClaimHasOneHistory() {
    let told = RuleHistory.groups.flatMap(\.claims)
    for claim in Self.claims {
      #expect(told.count { $0 == claim } == 1, "claim \(claim)")
    }
    #expect(told.count == Self.claims.count)
  }

  @Test func rulesThatWereNotBlindSaySo() throws {
    let rates = try #require(RuleHistory.groups.first { $0.claims == ["3.2"] })
    #expect(rates.blindness == .changed && rates.changed.contains("G^2/e^2"))
    let afterwards = RuleHistory.groups.filter { $0.blindness == .afterwards }.flatMap(\.claims)
    for claim in ["F1.a", "F4.b", "F5.c", "B2.b", "B5"] { #expect(afterwards.contains(claim)) }
  }

  /// Measured numbers come from results.
  @Test func noNumberOfARunIsTyped() {
    for group in RuleHistory.groups {
      #expect(!(group.written + group.changed).contains(/\d\.\d\d/), "\(group.claims)")
    }
  }
}
