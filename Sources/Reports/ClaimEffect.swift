/// A number of a claim's evidence by which its universes can be put in order.
public struct ClaimEffect: Sendable, Equatable {
  /// Its name among the claim's evidence, e.g. `"ratio.median"`.
  public var evidence: String
  /// What it is, for an axis, e.g. `"median factor"`.
  public var words: String

  public init(_ evidence: String, _ words: String) {
    (self.evidence, self.words) = (evidence, words)
  }
}
