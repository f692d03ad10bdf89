import Foundation
import Support

extension Specifications {
  /// What the first experiment of a decision has in its field.
  ///
  /// - Throws: `VariationError` where no experiment of that name, or no such field, is declared.
  package func value(of decision: Decision) throws -> JSONValue {
    let names = json.keys.sorted()
    let change = try Variation(parsing: [decision.change(to: 0)]).changes[0]
    let target = try VariationTarget(change, among: names)
    for place in target.places {
      guard let specification = json[names[place]],
        let whole = try? CanonicalJSON.decode(JSONValue.self, from: specification),
        let present = whole.value(at: target.path)
      else { continue }
      return present
    }
    throw VariationError.unknownField(
      target.field, of: target.name, setting: change.text, known: [])
  }

  /// The place of that option, where it is one, and how a reader sees it. Under a variation it may be none of the options.
  ///
  /// - Throws: What `value(of:)` throws.
  public func chosen(_ decision: Decision) throws -> (option: Int?, words: String) {
    let present = try value(of: decision)
    let option = decision.options.firstIndex { present.isSame(as: $0.value) }
    return (option, option.map { decision.options[$0].words } ?? present.words)
  }
}

extension JSONValue {
  /// Whether `text`, as `--set` takes it, says the same.
  func isSame(as text: String) -> Bool {
    if case .string(let own) = self { return own == text }
    guard let other = try? CanonicalJSON.decode(JSONValue.self, from: Data(text.utf8)) else {
      return false
    }
    return isEqual(to: other)
  }

  /// Equality in which 1 and 1.0 are the same.
  private func isEqual(to other: JSONValue) -> Bool {
    switch (self, other) {
    case (.integer(let one), .number(let two)), (.number(let two), .integer(let one)):
      Double(one) == two
    case (.array(let one), .array(let two)):
      one.count == two.count && zip(one, two).allSatisfy { $0.isEqual(to: $1) }
    default: self == other
    }
  }
}
