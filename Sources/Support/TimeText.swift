/// Times as people write them in an option: `90s`, `30m`, `2h`, `1h30m`.
public enum TimeText {
  /// The seconds that `text` says; nil where it is none, not above 0, or longer than a thousand hours.
  public static func seconds(_ text: String) -> Double? {
    guard let match = text.wholeMatch(of: /(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,7})s)?/) else {
      return nil
    }
    func number(_ part: Substring?) -> Double { part.flatMap { Double($0) } ?? 0 }
    let seconds = 3600 * number(match.1) + 60 * number(match.2) + number(match.3)
    return seconds > 0 && seconds <= 3_600_000 ? seconds : nil
  }
}
