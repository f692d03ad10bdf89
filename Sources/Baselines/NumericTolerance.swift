/// How far a number may lie from its baseline, in one of two units:
///
///     absolute:  |a - b|                    <= limit
///     relative:  |a - b| / max(|a|, |b|)    <= limit
///
/// Limit 0 is equality. `portable` numerics repeat every bit, so that equality is what data are held
/// to where nothing else is stated.
public struct NumericTolerance: Sendable, Equatable {
  public enum Unit: String, Sendable, Codable { case absolute, relative }

  public let unit: Unit
  public let limit: Double

  public static let exact = NumericTolerance(.relative, 0)

  public init(_ unit: Unit, _ limit: Double) { (self.unit, self.limit) = (unit, limit) }

  /// The distance of `a` and `b` in this unit. NaN is at distance 0 from NaN, an infinity from itself;
  /// from anything else they are infinitely far.
  public func drift(_ a: Double, _ b: Double) -> Double {
    if a == b || (a.isNaN && b.isNaN) { return 0 }
    guard a.isFinite, b.isFinite else { return .infinity }
    let distance = abs(a - b)
    return unit == .absolute ? distance : distance / max(abs(a), abs(b))
  }

  public func admits(_ a: Double, _ b: Double) -> Bool { drift(a, b) <= limit }
}
