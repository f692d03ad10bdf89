import Support
import Testing

@Suite struct TimeTextTests {
  @Test(arguments: [("90s", 90.0), ("30m", 1800), ("2h", 7200), ("1h30m", 5400), ("1h1s", 3601)])
  func timesAreUnderstood(text: String, seconds: Double) {
    #expect(TimeText.seconds(text) == seconds)
  }

  @Test(arguments: ["", "x", "30", "m", "0s", "-5m", "1.5h", "30 m", "5m1h", "99999h", "1h "])
  func whatIsNoTimeIsRefused(text: String) {
    #expect(TimeText.seconds(text) == nil)
  }
}
