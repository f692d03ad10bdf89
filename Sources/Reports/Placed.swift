/// An entry of results.json: what a chapter gave, with the chapter's name and what else is known of it, as one object.
struct Placed<Content: Encodable>: Encodable {
  var content: Content
  var chapter: String
  /// Of a claim: the profile that the verdict holds for.
  var profile: String?
  /// Of a claim or discrepancy: why numbers of its evidence are missing, by their names.
  var missing: [String: Missing] = [:]
  /// Of a figure or a table.
  var facts: OutputFacts.Facts?

  private enum CodingKeys: CodingKey { case chapter, profile, missing }

  func encode(to encoder: any Encoder) throws {
    try content.encode(to: encoder)
    try facts?.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(chapter, forKey: .chapter)
    try container.encodeIfPresent(profile, forKey: .profile)
    if !missing.isEmpty { try container.encode(missing, forKey: .missing) }
  }
}

/// Why a number is null in results.json, or not there.
enum Missing: String, Encodable {
  case infinite, negativeInfinite, undefined
  /// The chapter has no such number here, though it may have under other settings.
  case absent

  /// Nil for a number that is there.
  init?(_ number: Double) {
    if number.isFinite { return nil }
    self = number.isNaN ? .undefined : number > 0 ? .infinite : .negativeInfinite
  }

  static func reasons(of numbers: [String: Double]) -> [String: Missing] {
    numbers.compactMapValues(Missing.init)
  }
}
