import Foundation
import Support

/// What pages need beside results.json: the parts of its texts (``Words``), and the Swift that declares each figure
/// and table.
struct PageFacts: Encodable {
  struct Excerpt: Encodable {
    var source: String
    var first: Int
    var last: Int
    /// The lines without the margin that all of them have.
    var code: String
  }

  /// Of each text that is set otherwise than it is written.
  private(set) var words: [String: [Words.Part]] = [:]
  /// By the figure's or table's id.
  private(set) var declarations: [String: Excerpt] = [:]

  /// - Parameters:
  ///   - results: The content of results.json.
  ///   - declarations: By the figure's or table's id.
  init(of results: JSONValue, declarations: [String: Excerpt]) {
    self.declarations = declarations
    guard case .object(let members) = results else { return }
    for kind in ["claims", "discrepancies", "choices", "figures", "findings", "tables"] {
      if let member = members[kind] { add(member) }
    }
  }

  private mutating func add(_ node: JSONValue) {
    switch node {
    case .string(let text) where words[text] == nil:
      let parts = Words(text).parts
      if parts != [.text(text)] { words[text] = parts }
    case .array(let elements): for element in elements { add(element) }
    case .object(let members): for member in members.values { add(member) }
    default: break
    }
  }
}

/// A text is itself; anything else is a pair of its style and its content.
extension Words.Part: Encodable {
  package func encode(to encoder: any Encoder) throws {
    if case .text(let text) = self {
      var container = encoder.singleValueContainer()
      return try container.encode(text)
    }
    var pair = encoder.unkeyedContainer()
    switch self {
    case .text: break
    case .variable(let letter):
      try pair.encode("var")
      try pair.encode(String(letter))
    case .code(let code):
      try pair.encode("code")
      try pair.encode(code)
    case .lowered(let parts):
      try pair.encode("sub")
      try pair.encode(parts)
    case .raised(let parts):
      try pair.encode("sup")
      try pair.encode(parts)
    }
  }
}
