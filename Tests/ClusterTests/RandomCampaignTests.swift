import TestSupport
import Testing

/// Whatever happens: no run is made again that has its record, none is under way twice, attempts are bounded, every
/// campaign ends, and each run ends with its record or with one sentence.
@Suite struct RandomCampaignTests {
  /// Each part has seeds of its own; `RandomCampaign(seed:)` plays one of them again.
  @Test(arguments: 0..<8) func everyRunFinishesOrIsToldOf(part: UInt64) throws {
    var rounds = 0
    let count: UInt64 = Stress.isOn ? 250 : 50
    for seed in part * 250..<part * 250 + count {
      let campaign = try RandomCampaign(seed: seed)
      let faults = try campaign.play()
      #expect(faults.isEmpty, "seed \(seed): \(faults)")
      rounds += campaign.rounds
    }
    #expect(rounds > count)
  }
}
