/// A number of a claim's evidence by which its universes can be put in order.
public struct ClaimEffect: Sendable, Equatable {
  /// Its name among the claim's evidence, e.g. `"ratio.median"`.
  public var evidence: String
  /// What it is, for an axis, e.g. `"median factor"`.
  public var words: String
  /// The claim whose evidence has it; nil for the claim itself.
  public var claim: String?

  public init(_ evidence: String, _ words: String, of claim: String? = nil) {
    (self.evidence, self.words, self.claim) = (evidence, words, claim)
  }
}
