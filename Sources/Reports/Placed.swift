/// Two values whose members stand in one object of results.json.
struct Joined<First: Encodable, Second: Encodable>: Encodable {
  var first: First
  var second: Second

  func encode(to encoder: any Encoder) throws {
    try first.encode(to: encoder)
    try second.encode(to: encoder)
  }
}

/// An entry of results.json: what a chapter gave, with the chapter's name and what else is known of it.
typealias Placed<Content: Encodable> = Joined<Content, Place>

/// Whose an entry is, and what else is known of it; what is nil is left out.
struct Place: Encodable {
  var chapter: String
  /// Of a claim: the profile that the verdict holds for.
  var profile: String?
  /// Of a claim or discrepancy: why numbers of its evidence are not there, by their names; nil where all are.
  var missing: [String: Missing]?

  /// Of a figure or a table.
  var declaration: Declaration?
  /// Of the experiments behind it; nil where it has none.
  var experimentDeclarations: [Declaration]?
  var seeds: [Int]?
  var seconds: Double?
  /// SHA-256 by file name.
  var files: [String: String]?
}

/// Why a number is not in results.json, which has only finite ones.
enum Missing: String, Encodable {
  case infinite, negativeInfinite, undefined
  /// The chapter has no such number here, though it may have under other settings.
  case absent

  /// Nil for a number that is there.
  init?(_ number: Double) {
    if number.isFinite { return nil }
    self = number.isNaN ? .undefined : number > 0 ? .infinite : .negativeInfinite
  }

  /// Takes what is not finite out of `numbers` and says why; nil where nothing was.
  static func take(from numbers: inout [String: Double]) -> [String: Missing]? {
    let reasons = numbers.compactMapValues(Missing.init)
    numbers = numbers.filter(\.value.isFinite)
    return reasons.isEmpty ? nil : reasons
  }
}
