import Testing

/// Whatever happens: no run is made again that has its record, none is under way twice, attempts are bounded, every
/// campaign ends, and each run ends with its record or with one sentence.
@Suite struct RandomCampaignTests {
  /// Seeds `part * 250` and on; `RandomCampaign(seed:)` plays one of them again.
  @Test(arguments: 0..<8) func everyRunFinishesOrIsToldOf(part: UInt64) throws {
    var rounds = 0
    for seed in part * 250..<(part + 1) * 250 {
      let campaign = try RandomCampaign(seed: seed)
      let faults = try campaign.play()
      #expect(faults.isEmpty, "seed \(seed): \(faults)")
      rounds += campaign.rounds
    }
    #expect(rounds > 250)
  }
}
