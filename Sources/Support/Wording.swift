/// Numbers, durations and sizes as people read them.
public enum Wording {
  /// `"1 run"`, `"3 runs"`; `plural` for nouns that take no s.
  public static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
  }

  /// E.g. `"0.4 s"`, `"3 min 20 s"`, `"2 h 5 min"`.
  public static func duration(_ seconds: Double) -> String {
    let seconds = max(seconds, 0)
    guard seconds.rounded() < 1e9 else { return "over 30 years" }
    if seconds < 9.95 { return DecimalText.fixed(seconds, 1) + " s" }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }

  /// Files: powers of 1000, e.g. `"1.3 MB"`.
  public static func size(_ bytes: Int) -> String {
    scaled(bytes, by: 1000, ["B", "kB", "MB", "GB", "TB"])
  }

  /// Memory: powers of 1024, e.g. `"1.3 GiB"`.
  public static func memory(_ bytes: Int) -> String {
    scaled(bytes, by: 1024, ["B", "KiB", "MiB", "GiB", "TiB"])
  }

  private static func scaled(_ bytes: Int, by step: Double, _ units: [String]) -> String {
    var (value, unit) = (Double(bytes), 0)
    while value >= step && unit < units.count - 1 {
      value /= step
      unit += 1
    }
    return DecimalText.fixed(value, unit == 0 ? 0 : 1) + " " + units[unit]
  }

  /// Three significant digits, e.g. `"0.00123"`, `"1.2e-07"`.
  public static func short(_ value: Double) -> String { DecimalText.significant(value, 3) }

  /// As per cent, e.g. `"0.5 %"`.
  public static func percent(_ share: Double) -> String { "\(short(share * 100)) %" }
}
