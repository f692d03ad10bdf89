import Experiments
import Support

/// A decision as a page lets its reader make it.
struct FigureControl: Codable {
  var target: String
  var title: String
  var options: [Decision.Option]
  var span: Decision.Span?
  /// The value that the report's runs have.
  var chosen: String
  var claims: [String]
  var condition: Decision.Condition?
  var scope: String?

  /// Those of `decisions`, but for one whose field the experiments have not.
  static func all(_ decisions: [Decision], _ experiments: [Experiment]) -> [FigureControl] {
    let specifications = Specifications(experiments)
    return decisions.compactMap { decision in
      guard let chosen = try? specifications.value(of: decision).words else { return nil }
      return FigureControl(
        target: decision.chapterTarget, title: decision.title, options: decision.options,
        span: decision.span, chosen: chosen, claims: decision.claims,
        condition: decision.condition, scope: decision.scope)
    }
  }

  /// What is wrong with a value as `--set` takes it; nil for one that is declared, and is not the report's own.
  func fault(of value: String) -> String? {
    if value == chosen { return "\(value), expected another than the report's own" }
    if options.contains(where: { $0.value == value }) || span?.holds(value) == true { return nil }
    let known = options.map(\.value).joined(separator: ", ")
    guard let span else { return "\(value), expected one of \(known)" }
    return "\(value), expected one of \(known), or a \(span.isWhole ? "whole " : "")number from "
      + "\(Wording.short(span.low)) to \(Wording.short(span.high))"
  }
}

extension Decision.Span {
  /// Whether `text` is a number of this span, in plain digits.
  fileprivate func holds(_ text: String) -> Bool {
    guard text.allSatisfy((isWhole ? "0123456789-" : "0123456789-.e").contains),
      let number = Double(text)
    else { return false }
    return number >= low && number <= high
  }
}
