import Support

/// What a comparison has seen of a stated tolerance.
public struct ToleranceUse: Sendable, Encodable {
  /// How much larger than any drift a limit may be before it counts as slack.
  public static let slackFactor = 5.0

  public let chapter: String
  public let tolerance: StatedTolerance
  /// The largest drift of this comparison, nil where nothing was held to it.
  public let drift: Double?
  /// Where that was.
  public let place: String

  public init(chapter: String, tolerance: StatedTolerance, drift: Double?, place: String) {
    (self.chapter, self.tolerance, self.drift, self.place) = (chapter, tolerance, drift, place)
  }

  /// What its author should know, nil when nothing.
  public var notice: String? {
    guard let drift else { return "Nothing is held to it: no such output or column." }
    let largest = max(drift.isFinite ? drift : 0, tolerance.largestDrift)
    if drift > tolerance.limit { return "Exceeded." }
    if drift > tolerance.largestDrift {
      return "The largest drift yet: set largestDrift to \(Wording.short(drift))."
    }
    if largest == 0 { return "Slack: no drift was ever seen, so that it can go." }
    guard tolerance.limit > Self.slackFactor * largest else { return nil }
    return "Slack: \(Wording.short(tolerance.limit / largest)) times the largest drift ever seen."
  }

  private enum CodingKeys: String, CodingKey { case chapter, tolerance, drift, place, notice }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(chapter, forKey: .chapter)
    try container.encode(tolerance, forKey: .tolerance)
    try container.encodeIfPresent(drift.flatMap { $0.isFinite ? $0 : nil }, forKey: .drift)
    try container.encode(place, forKey: .place)
    try container.encodeIfPresent(notice, forKey: .notice)
  }
}
