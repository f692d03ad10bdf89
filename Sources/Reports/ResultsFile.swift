import Foundation
import Support

/// What all chapters came to, merged: the content of results.json.
///
/// Keys: `profile`, `provenance`, `values`, `claims`, `discrepancies` as in the contract; beside
/// them `origins` (``ReportValues``), `choices`, `findings`, `figures`, `tables` and `chapters`, which the page
/// needs, `runs` with `environments` and `machines` (``RunAccount``), `conflicts` (``RunRepetitions``), and for a variation `variation`. A number that is
/// not finite is written as `null`.
struct ResultsFile: Sendable {
  let json: JSONValue

  /// Merges the chapters in their order.
  ///
  /// Values, claims, figures and tables belong to one chapter each. Of a discrepancy that several
  /// chapters give, the first one's finding stands and the evidence of the others joins it.
  ///
  /// - Parameter chapters: Such as have passed ``check(_:)``.
  init(
    profile: String, provenance: JSONValue, variation: ReportVariation? = nil,
    chapters: [ReportChapter], facts: OutputFacts, repetitions: RunRepetitions = RunRepetitions()
  ) {
    var values = ReportValues()
    for chapter in chapters { values.add(chapter.report.values) }
    let claims = chapters.flatMap { chapter in
      chapter.report.claims.map { Self.json($0, chapter: chapter.name, profile: profile) }
    }
    let drawn = chapters.flatMap { chapter in
      chapter.report.figures.map { Self.json($0, chapter: chapter.name, facts: facts) }
    }
    let tables = chapters.flatMap { chapter in
      chapter.report.tables.map { Self.json($0, chapter: chapter.name, facts: facts) }
    }
    let account = RunAccount(
      facts.files.records,
      names: chapters.flatMap { Self.experiments(of: $0.report) },
      confirmations: repetitions.confirmations)
    var members: [String: JSONValue] = [
      "profile": .string(profile),
      "provenance": provenance,
      "values": JSONValue(numbers: values.numbers),
      "origins": .object(values.origins.mapValues { JSONValue(strings: $0) }),
      "claims": .array(claims),
      "discrepancies": .array(Self.discrepancies(of: chapters)),
      "choices": .array(
        chapters.flatMap { chapter in
          chapter.report.choices.map { Self.json($0, chapter: chapter.name) }
        }),
      "findings": .array(Finding.first(of: chapters)),
      "figures": .array(drawn),
      "tables": .array(tables),
      "chapters": .array(chapters.map(Self.json)),
      "runs": .object(account.runs),
      "environments": .array(account.environments),
      "machines": .array(account.machines),
      "conflicts": .array(
        repetitions.json(records: facts.files.records, chapters: chapters))
    ]
    members["variation"] = variation?.json
    json = .object(members)
  }

  /// Writes the file whole or not at all. A file that differs in the moments of `provenance` alone says
  /// when these results were first made, and stays.
  ///
  /// - Throws: ``ReportError/file(_:)``.
  func write(to url: URL) throws(ReportError) {
    let text = json.text
    if let before = try? String(contentsOf: url, encoding: .utf8),
      Self.timeless(before) == Self.timeless(text)
    {
      return
    }
    try ReportError.storing(try WholeFile.update(text, at: url))
  }

  /// The lines but for those of the moments, which stand two levels deep in `provenance` alone.
  private static func timeless(_ text: String) -> [Substring] {
    text.split(separator: "\n").filter { line in
      !line.hasPrefix("    \"started\":") && !line.hasPrefix("    \"finished\":")
    }
  }

  // MARK: Checks

  /// - Throws: ``ReportError/duplicate(kind:name:chapters:)``,
  ///   ``ReportError/unknownFileName(kind:name:)`` and
  ///   ``ReportError/raggedTable(table:row:cells:columns:)``.
  static func check(_ chapters: [ReportChapter]) throws(ReportError) {
    try unique("chapter", chapters) { [$0.name] }
    try unique("value", chapters) { Array($0.report.values.numbers.keys) }
    try unique("claim", chapters) { $0.report.claims.map(\.id) }
    try unique("figure", chapters) { $0.report.figures.map(\.figure.id) }
    try unique("table", chapters) { $0.report.tables.map(\.id) }
    for chapter in chapters {
      try checkFileName("chapter", chapter.name)
      for figure in chapter.report.figures { try checkFileName("figure", figure.figure.id) }
      for table in chapter.report.tables {
        try checkFileName("table", table.id)
        for (index, row) in table.rows.enumerated() where row.count != table.columns.count {
          throw .raggedTable(
            table: table.id, row: index + 1, cells: row.count, columns: table.columns.count)
        }
      }
    }
  }

  private static func unique(
    _ kind: String, _ chapters: [ReportChapter], names: (ReportChapter) -> [String]
  ) throws(ReportError) {
    var owners: [String: String] = [:]
    for chapter in chapters {
      for name in names(chapter).sorted() {
        if let owner = owners.updateValue(chapter.name, forKey: name) {
          throw .duplicate(kind: kind, name: name, chapters: [owner, chapter.name])
        }
      }
    }
  }

  private static func checkFileName(_ kind: String, _ name: String) throws(ReportError) {
    let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-")
    if name.isEmpty || !name.allSatisfy(allowed.contains) {
      throw .unknownFileName(kind: kind, name: name)
    }
  }

  // MARK: Parts

  /// All runs that something in the report rests on.
  private static func experiments(of report: ChapterReport) -> [String] {
    let drawn = report.figures.map(\.experiments) + report.tables.map(\.experiments)
    let judged = report.claims.map(\.experiments) + report.discrepancies.map(\.experiments)
    return (drawn + judged + report.values.origins.values).flatMap { $0 }
  }

  private static func json(_ claim: Claim, chapter: String, profile: String) -> JSONValue {
    .object([
      "id": .string(claim.id), "statement": .string(claim.statement),
      "verdict": .string(claim.verdict.rawValue), "rule": .string(claim.rule),
      "evidence": JSONValue(numbers: claim.evidence), "profile": .string(profile),
      "paperValue": .string(claim.paperValue), "ourValue": .string(claim.ourValue),
      "reason": .string(claim.reason), "experiments": JSONValue(strings: claim.experiments),
      "chapter": .string(chapter)
    ])
  }

  private static func discrepancies(of chapters: [ReportChapter]) -> [JSONValue] {
    var merged: [(chapter: String, entry: Discrepancy)] = []
    for chapter in chapters {
      for entry in chapter.report.discrepancies {
        if let index = merged.firstIndex(where: { $0.entry.id == entry.id }) {
          merged[index].entry.evidence.merge(entry.evidence) { first, _ in first }
          let runs = Set(merged[index].entry.experiments).union(entry.experiments)
          merged[index].entry.experiments = runs.sorted()
        } else {
          merged.append((chapter.name, entry))
        }
      }
    }
    // D2 before D10.
    merged.sort { ($0.entry.id.count, $0.entry.id) < ($1.entry.id.count, $1.entry.id) }
    return merged.map { chapter, entry in
      .object([
        "id": .string(entry.id), "kind": .string(entry.kind.rawValue),
        "paper": .string(entry.paper), "finding": .string(entry.finding),
        "evidence": JSONValue(numbers: entry.evidence),
        "experiments": JSONValue(strings: entry.experiments), "chapter": .string(chapter)
      ])
    }
  }

  private static func json(_ choice: Choice, chapter: String) -> JSONValue {
    .object([
      "experiment": .string(choice.experiment), "setting": .string(choice.setting),
      "chosen": .string(choice.chosen), "rule": .string(choice.rule),
      "variedOver": .string(choice.variedOver), "effect": .string(choice.effect),
      "chapter": .string(chapter)
    ])
  }

  private static func json(
    _ figure: ReportFigure, chapter: String, facts: OutputFacts
  ) -> JSONValue {
    let members: [String: JSONValue] = [
      "id": .string(figure.figure.id), "alt": .string(figure.figure.alt),
      "width": .number(figure.figure.width), "height": .number(figure.figure.height),
      "experiments": JSONValue(strings: figure.experiments),
      "settings": .string(figure.settings), "source": .string(figure.source),
      "chapter": .string(chapter)
    ]
    return .object(members.merging(facts.members(of: figure)) { own, _ in own })
  }

  private static func json(
    _ table: ReportTable, chapter: String, facts: OutputFacts
  ) -> JSONValue {
    .object(
      members(of: table, chapter: chapter).merging(facts.members(of: table)) { own, _ in own })
  }

  /// All of a table but what depends on its runs or its source's lines.
  static func members(of table: ReportTable, chapter: String) -> [String: JSONValue] {
    [
      "id": .string(table.id), "columns": JSONValue(strings: table.columns),
      "rows": .array(table.rows.map { JSONValue(strings: $0) }),
      "experiments": JSONValue(strings: table.experiments),
      "settings": .string(table.settings), "source": .string(table.source),
      "chapter": .string(chapter)
    ]
  }

  private static func json(_ chapter: ReportChapter) -> JSONValue {
    .object([
      "name": .string(chapter.name), "title": .string(chapter.title),
      "paperSections": .string(chapter.paperSections), "prosePath": .string(chapter.prosePath)
    ])
  }
}
