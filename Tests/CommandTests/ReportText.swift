import Foundation
import Support

/// The sentences of a finished report: those of results.json, and the prose of its chapters' pages.
struct ReportText {
  struct Sentence {
    var text: String
    /// Where it stands, and the text with `#` in place of its numbers.
    var words: String
    var numbers: [Double]
  }

  private let folder: URL
  private let results: [String: JSONValue]

  init(of folder: URL) throws {
    self.folder = folder
    results = try CanonicalJSON.decode(
      [String: JSONValue].self,
      from: Data(contentsOf: folder.appendingPathComponent("results.json")))
  }

  // MARK: results.json

  /// By the run's name.
  var specifications: [String: JSONValue] {
    guard case .object(let runs)? = results["runs"] else { return [:] }
    return runs.compactMapValues { Self.member("spec", of: $0) }
  }

  var chapters: [String] { entries("chapters").map { Self.text("name", of: $0) } }

  /// What the names of runs begin with, up to the first dot; for the tutorial's, all of it.
  static func family(of run: String) -> String { String(run.prefix { $0 != "." }) }

  func families(of chapter: String) -> Set<String> {
    var found: Set<String> = []
    for entry in ["figures", "tables", "claims", "discrepancies"].flatMap(entries)
    where Self.text("chapter", of: entry) == chapter {
      guard case .array(let runs)? = Self.member("experiments", of: entry) else { continue }
      for case .string(let name) in runs { found.insert(Self.family(of: name)) }
    }
    return found
  }

  /// Statements, values and words that are the paper's are not among them, nor what else could have been chosen, which is
  /// declared whatever ran.
  private static let fields = [
    "claims": ["ourValue", "rule", "reason", "wouldDecide"], "discrepancies": ["finding"],
    "choices": ["chosen", "rule", "effect"], "figures": ["alt", "settings"],
    "tables": ["settings"], "findings": ["sentence"]
  ]

  /// - Parameter withPage: Whether the page is read too, which takes some seconds.
  func sentences(of chapter: String, withPage: Bool) throws -> [Sentence] {
    var found: [Sentence] = []
    for (key, fields) in Self.fields {
      for entry in entries(key) where Self.text("chapter", of: entry) == chapter {
        let name = ["id", "experiment", "setting"].map { Self.text($0, of: entry) }.joined()
        for field in fields {
          found += Self.sentences(in: Self.text(field, of: entry), at: "\(key) \(name) \(field)")
        }
        if case .array(let columns)? = Self.member("columns", of: entry) {
          for case .string(let words) in columns {
            found += Self.sentences(in: words, at: "\(key) \(name)")
          }
        }
      }
    }
    guard withPage else { return found }
    let page = folder.appendingPathComponent("chapters/\(chapter).html")
    for block in Self.prose(of: try String(contentsOf: page, encoding: .utf8)) {
      found += Self.sentences(in: block, at: "page")
    }
    return found
  }

  private func entries(_ key: String) -> [JSONValue] {
    if case .array(let entries)? = results[key] { entries } else { [] }
  }

  private static func member(_ name: String, of value: JSONValue) -> JSONValue? {
    if case .object(let members) = value { members[name] } else { nil }
  }

  private static func text(_ name: String, of value: JSONValue) -> String {
    if case .string(let text)? = member(name, of: value) { text } else { "" }
  }

  // MARK: Pages

  /// The text of paragraphs and captions, without what results.json has already, code, and numbers of the paper.
  private static func prose(of page: String) -> [String] {
    var html = String(page[(page.range(of: "<body")?.lowerBound ?? page.startIndex)...])
    for pattern in unwanted { html = pattern.stringByReplacingMatches(in: html, with: " ") }
    // Innermost first.
    while let shorter = details.replacingAll(in: html) { html = shorter }
    return blocks.texts(in: html).map { tags.stringByReplacingMatches(in: $0, with: "") }
  }

  private static let unwanted = [
    #"<(script|style|svg|pre|code|nav)\b.*?</\1>"#, #"<section\b[^>]*class="fact.*?</section>"#,
    #"<span class="printed">.*?</span>"#, #"<table\b.*?</table>"#,
    // References are numbered, not measured.
    #"<a href="[^"]*">[^<]*</a>"#
  ].map { expression($0) }
  private static let details = expression(#"<details\b((?!<details).)*?</details>"#)
  private static let blocks = expression(
    #"<(?:p|li|figcaption)\b[^>]*>(.*?)</(?:p|li|figcaption)>"#)
  private static let tags = expression("<[^>]+>")

  private static func expression(_ pattern: String) -> NSRegularExpression {
    do {
      return try NSRegularExpression(pattern: pattern, options: .dotMatchesLineSeparators)
    } catch {
      preconditionFailure("Pattern '\(pattern)': no regular expression, expected one.")
    }
  }

  // MARK: Sentences

  /// Not within names, such as VGG19, nor parts of fractions, percentages and logarithms.
  private static let number = expression(
    #"(?<![\w.,^/−-])(?<!ln )(\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?)(?![\w/]|[.,]\d|[ \u202F]%)"#)

  private static func sentences(in text: String, at place: String) -> [Sentence] {
    text.split(whereSeparator: { ";\n".contains($0) }).flatMap { part in
      String(part).replacingOccurrences(of: ". ", with: ".\u{1E}").split(separator: "\u{1E}")
    }.map { sentence in
      let text = sentence.trimmingCharacters(in: .whitespaces)
      let numbers = number.texts(in: text).map { Double($0.replacing(",", with: "")) ?? .nan }
      let words = number.stringByReplacingMatches(in: text, with: "#")
      return Sentence(text: text, words: "\(place): \(words)", numbers: numbers)
    }
  }
}

extension NSRegularExpression {
  fileprivate func stringByReplacingMatches(in text: String, with words: String) -> String {
    stringByReplacingMatches(
      in: text, range: NSRange(text.startIndex..., in: text), withTemplate: words)
  }

  /// `text` without the matches; nil where there is none.
  fileprivate func replacingAll(in text: String) -> String? {
    let shorter = stringByReplacingMatches(in: text, with: "")
    return shorter == text ? nil : shorter
  }

  /// What the first group of each match holds.
  fileprivate func texts(in text: String) -> [String] {
    let whole = text as NSString
    return matches(in: text, range: NSRange(location: 0, length: whole.length)).map {
      whole.substring(with: $0.range(at: 1))
    }
  }
}
