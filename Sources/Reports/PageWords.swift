import Support

/// What pages need beside results.json: the parts of its texts (``Words``), by each text that is set otherwise than it
/// is written.
struct PageWords {
  private(set) var parts: [String: [Words.Part]] = [:]

  init(of results: ResultsFile) {
    let entries: [any Encodable] = [
      results.claims, results.discrepancies, results.choices, results.figures, results.findings,
      results.tables, results.multiverse
    ]
    for entry in entries {
      // What was just encoded can be decoded.
      add((try? CanonicalJSON.decode(JSONValue.self, from: CanonicalJSON.encode(entry))) ?? .null)
    }
  }

  private mutating func add(_ node: JSONValue) {
    switch node {
    case .string(let text) where self.parts[text] == nil:
      let parts = Words(text).parts
      if parts != [.text(text)] { self.parts[text] = parts }
    case .array(let elements): for element in elements { add(element) }
    case .object(let members): for member in members.values { add(member) }
    default: break
    }
  }
}

/// A text is itself; anything else is a pair of its style and its content.
extension Words.Part: Encodable {
  package func encode(to encoder: any Encoder) throws {
    func pair(_ style: String, _ content: some Encodable) throws {
      var pair = encoder.unkeyedContainer()
      try pair.encode(style)
      try pair.encode(content)
    }
    switch self {
    case .text(let text): try text.encode(to: encoder)
    case .variable(let letter): try pair("var", String(letter))
    case .code(let code): try pair("code", code)
    case .lowered(let parts): try pair("sub", parts)
    case .raised(let parts): try pair("sup", parts)
    }
  }
}
