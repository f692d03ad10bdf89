/// What was found out about one output.
public struct Comparison: Sendable, Codable, Equatable {
  public enum Outcome: String, Sendable, Codable {
    /// The bytes agree.
    case identical
    /// The bytes differ, the contents agree within the tolerance.
    case withinTolerance
    case different
    /// A baseline exists, the output does not.
    case missing
    /// The output exists, a baseline does not.
    case extra
  }

  /// The output's path below `Output/<profile>/`, e.g. `"figures/figure-1.csv"`.
  public let path: String
  public let outcome: Outcome
  /// Where the two differ most, and by how much; empty when they do not.
  public let detail: String
  /// The largest relative difference (data) or the worst tile's mean difference (images), 0 to 1.
  public let score: Double

  public var isDifference: Bool { outcome != .identical && outcome != .withinTolerance }

  public init(path: String, outcome: Outcome, detail: String = "", score: Double = 0) {
    (self.path, self.outcome, self.detail, self.score) = (path, outcome, detail, score)
  }
}
