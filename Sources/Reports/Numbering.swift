import Foundation

/// The numbers of all figures and tables: the paper's own where one mirrors the paper's, and S1, S2, … for the
/// others, figures and tables apart.
///
/// The chapters' prose decides, and nothing else does: `#fig("figure-1", mirrors: 1, …)` takes the paper's number,
/// and the others count in the order in which a reader of the whole report meets them. All chapters are read for
/// one made alone, so that a figure has one number everywhere.
package struct Numbering: Encodable {
  package enum Kind: String, Encodable {
    case figure, table
  }

  package struct Entry: Encodable, Equatable {
    package var kind: Kind
    /// As shown, e.g. `"1"` or `"S4"`.
    package var number: String
    /// The number in the paper; nil where the paper has nothing like it.
    package var mirrors: Int?
    package var chapter: String

    package init(kind: Kind, number: String, mirrors: Int?, chapter: String) {
      (self.kind, self.number, self.mirrors, self.chapter) = (kind, number, mirrors, chapter)
    }
  }

  /// By file name.
  package private(set) var entries: [String: Entry] = [:]
  private var supplements: [Kind: Int] = [:]

  /// - Parameters:
  ///   - prose: Every chapter's, in the report's order.
  ///   - chapters: Those that are made. What no prose shows is counted last; the last chapter may show it.
  /// - Throws: ``ReportError/duplicate(kind:name:chapters:)`` for what two chapters show, and for a number of the
  ///   paper's that two outputs take.
  package init(
    prose: [(chapter: String, text: String)], chapters: [ReportChapter]
  ) throws(ReportError) {
    for (chapter, text) in prose {
      for call in Self.calls(in: text) { try add(call, of: chapter) }
    }
    for chapter in chapters {
      let rest =
        chapter.report.figures.map { (Kind.figure, $0.figure.id) }
        + chapter.report.tables.map { (Kind.table, $0.id) }
      for (kind, name) in rest where entries[name] == nil {
        try add((kind, name, nil), of: chapter.name)
      }
    }
  }

  package func encode(to encoder: any Encoder) throws { try entries.encode(to: encoder) }

  private typealias Call = (kind: Kind, name: String, mirrors: Int?)

  /// The figures and tables that `prose` shows, in order; comments show none.
  private static func calls(in prose: String) -> [Call] {
    let lines = prose.split(separator: "\n", omittingEmptySubsequences: false)
    let text = lines.filter { !$0.drop(while: \.isWhitespace).hasPrefix("//") }
      .joined(separator: "\n")
    return text.matches(of: /\b(fig|tab)\(\s*"([^"]*)"(?:\s*,\s*mirrors:\s*(\d+))?/).map {
      ($0.1 == "fig" ? .figure : .table, String($0.2), $0.3.flatMap { Int($0) })
    }
  }

  private mutating func add(_ call: Call, of chapter: String) throws(ReportError) {
    if let before = entries[call.name] {
      // A chapter may show one with this caption or with that.
      if before.chapter == chapter { return }
      throw .duplicate(
        kind: call.kind.rawValue, name: call.name, chapters: [before.chapter, chapter])
    }
    var number = ""
    if let mirrors = call.mirrors {
      if let other = entries.values.first(where: { $0.kind == call.kind && $0.mirrors == mirrors })
      {
        throw .duplicate(
          kind: "number of the paper's \(call.kind)", name: "\(mirrors)",
          chapters: [other.chapter, chapter])
      }
      number = "\(mirrors)"
    } else {
      supplements[call.kind, default: 0] += 1
      number = "S\(supplements[call.kind]!)"
    }
    entries[call.name] = Entry(
      kind: call.kind, number: number, mirrors: call.mirrors, chapter: chapter)
  }
}
