import Reports
import Support

/// How many of our runs show what the paper shows in one run, with Wilson's interval.
///
/// With p = count / total and z = 1.96, the interval of 95 % is
///
///     (p + z^2/2n +- z sqrt(p (1 - p)/n + z^2/4n^2)) / (1 + z^2/n).
///
/// **Source**: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927).
public struct Share: Sendable, Equatable {
  public let count: Int
  public let total: Int

  /// A single run of the paper is typical when more than this share of draws show the same.
  public static let typical = 0.5
  /// What a claim's rule says of it.
  public static let rule =
    "Reproduced when Wilson's 95 % interval of that share lies above \(percent(typical)), not reproduced when it "
    + "lies below, undecided when it holds \(percent(typical)): then neither is shown to be the usual outcome."
  /// What would decide a share whose interval holds `typical`.
  public static let wouldDecide = "More seeds, which narrow the interval."

  public init(_ count: Int, of total: Int) {
    precondition(
      (0...max(total, 0)).contains(count), "Share: \(count) of \(total), expected a part of it.")
    (self.count, self.total) = (count, total)
  }

  /// Between 0 and 1; NaN of nothing.
  public var value: Double { Double(count) / Double(total) }

  public var interval: (low: Double, high: Double) {
    let (n, z) = (Double(total), 1.96)
    let center = value + z * z / (2 * n)
    let reach = z * (value * (1 - value) / n + z * z / (4 * n * n)).squareRoot()
    return (max(0, (center - reach) / (1 + z * z / n)), min(1, (center + reach) / (1 + z * z / n)))
  }

  /// By ``rule``.
  public var verdict: Verdict {
    if interval.low > Self.typical { return .reproduced }
    return interval.high < Self.typical ? .notReproduced : .undecided
  }

  /// Several shares that must all agree.
  public static func verdict(of shares: [Share]) -> Verdict {
    let verdicts = shares.map { $0.verdict }
    if verdicts.contains(.notReproduced) { return .notReproduced }
    return verdicts.contains(.undecided) ? .undecided : .reproduced
  }

  /// For a table's cell, e.g. `"18 of 20 (69.9 to 97.2 %)"`.
  public var cell: String {
    "\(count) of \(total) (\(Self.digits(interval.low)) to \(Self.percent(interval.high)))"
  }

  /// Where a table's heading says that it is per cent, e.g. `"90 (69.9 to 97.2)"`.
  public var perCent: String {
    "\(Self.digits(value)) (\(Self.digits(interval.low)) to \(Self.digits(interval.high)))"
  }

  /// E.g. `"18 of 20 seeds (90 %; 69.9 to 97.2 %)"`.
  public var words: String {
    "\(count) of \(total) seeds (\(Self.percent(value)); \(Self.digits(interval.low)) to "
      + "\(Self.percent(interval.high)))"
  }

  /// The share and its interval, as evidence under `name`.
  public func evidence(_ name: String) -> [String: Double] {
    [name: value, "\(name).low": interval.low, "\(name).high": interval.high]
  }

  private static func digits(_ share: Double) -> String { Wording.short(100 * share) }
  private static func percent(_ share: Double) -> String { digits(share) + " %" }
}
