import Reports

/// What the chapter's rules say of its claims in one universe.
public struct JudgedUniverse: Sendable, Codable, Equatable {
  /// By decision, the option taken.
  public var options: [Int]
  /// By claim; empty where a run failed.
  public var verdicts: [String: Verdict]
  /// By claim, the number that its curve shows; none where it is not finite.
  public var effects: [String: Double]
  /// Why there is no verdict.
  public var failure: String?

  public init(
    options: [Int], verdicts: [String: Verdict] = [:], effects: [String: Double] = [:],
    failure: String? = nil
  ) {
    (self.options, self.verdicts) = (options, verdicts)
    (self.effects, self.failure) = (effects, failure)
  }
}
