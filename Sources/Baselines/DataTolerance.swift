/// How far a number may lie from its baseline:
/// `|a - b| <= absolute + relative * max(|a|, |b|)`.
///
/// The convex experiments are exact up to the last bits of `exp` and `log`; the networks run in Float
/// with sums of a fixed order. A change of compiler or processor moves the last digits, and training
/// lets them grow, so that the default admits a thousandth.
public struct DataTolerance: Sendable, Codable {
  public var absolute: Double
  public var relative: Double

  public init(absolute: Double = 1e-9, relative: Double = 1e-3) {
    (self.absolute, self.relative) = (absolute, relative)
  }

  /// Whether `a` and `b` count as equal. NaN equals NaN, and an infinity equals itself.
  public func admits(_ a: Double, _ b: Double) -> Bool {
    if a == b || (a.isNaN && b.isNaN) { return true }
    guard a.isFinite, b.isFinite else { return false }
    return abs(a - b) <= absolute + relative * max(abs(a), abs(b))
  }

  /// |a - b| / max(|a|, |b|), capped at 1; 1 when only one of them is finite.
  public func distance(_ a: Double, _ b: Double) -> Double {
    if a == b || (a.isNaN && b.isNaN) { return 0 }
    guard a.isFinite, b.isFinite else { return 1 }
    return min(1, abs(a - b) / max(abs(a), abs(b)))
  }
}
