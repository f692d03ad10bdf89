import Experiments
import Foundation
import Support

/// What all chapters came to, merged: the content of results.json.
///
/// Beside what the contract of its users names stand `origins` (``ReportValues``), `choices`, `multiverse`, `findings`, `figures`,
/// `tables`, their `numbers` (``Numbering``), `scales` (``ProfileScale``) and `chapters`, which the page needs, `runs` with `environments` and `machines` (``RunAccount``),
/// `conflicts` (``RunRepetitions``), for a variation `variation`, where numbers are missing `missing`, and where runs are `absent`. A number
/// that is not finite is left out, and so is all else that is not known.
struct ResultsFile: Encodable {
  var profile: String
  var provenance: ReportProvenance
  var values: [String: Double]
  var origins: [String: [String]]
  var claims: [Placed<Claim>]
  var discrepancies: [Placed<Discrepancy>]
  var choices: [Placed<Choice>]
  var multiverse: [Placed<MultiverseAnswer>]
  var findings: [Finding.Shown]
  var figures: [Placed<DrawnFigure>]
  var tables: [Placed<ReportTable>]
  /// Of all chapters' figures and tables, those made and those not.
  var numbers: Numbering
  var chapters: [ReportChapter]
  var runs: [String: RunAccount.Run]
  var environments: [RunAccount.Environment]
  var machines: [MachineShare]
  var conflicts: [RunRepetitions.Conflict]
  var variation: ReportVariation?
  /// This report's first, then larger profiles'.
  var scales: [ProfileScale]
  /// By chapter and name; nil where all are there.
  var missing: [String: [String: Missing]]?
  /// The specifications of runs that the report does without, by name; nil where there are none.
  var absent: [String: JSONValue]?

  struct DrawnFigure: Encodable {
    var id: String
    var alt: String
    var width: Double
    var height: Double
    var experiments: [String]
    var settings: String
    var source: String
    /// What its axes have no place for; nil where they show all.
    var notDrawn: String?

    init(_ figure: ReportFigure) {
      (id, alt) = (figure.figure.id, figure.figure.alt)
      (width, height) = (figure.figure.width, figure.figure.height)
      (experiments, settings, source) = (figure.experiments, figure.settings, figure.source)
      notDrawn = figure.figure.notDrawn
    }
  }

  /// Merges the chapters in their order.
  ///
  /// Values, claims, figures and tables belong to one chapter each. Of a discrepancy that several
  /// chapters give, the first one's finding stands and the evidence of the others joins it.
  ///
  /// - Parameter chapters: Such as have passed ``check(_:)``.
  init(
    profile: String, provenance: ReportProvenance, variation: ReportVariation?,
    scales: [ProfileScale], chapters: [ReportChapter], numbers: Numbering, facts: OutputFacts,
    repetitions: RunRepetitions
  ) {
    (self.profile, self.provenance, self.variation) = (profile, provenance, variation)
    (self.scales, self.numbers) = (scales, numbers)
    self.chapters = chapters
    var all = ReportValues()
    for chapter in chapters { all.add(chapter.report.values) }
    (values, origins) = (all.numbers, all.origins)
    let absent = chapters.reduce(into: [:]) { $0.merge($1.report.absent) { $1 } }
    if !absent.isEmpty { self.absent = absent }
    _ = Missing.take(from: &values)
    for chapter in chapters {
      var own = chapter.report.values.numbers
      let reasons = (Missing.take(from: &own) ?? [:])
        .merging(chapter.report.values.absent.map { ($0, .absent) }) { first, _ in first }
      if !reasons.isEmpty { missing = (missing ?? [:]).merging([chapter.name: reasons]) { $1 } }
    }
    func placed<Entry, Content>(
      _ entries: (ChapterReport) -> [Entry], _ place: (Entry, String) -> (Content, Place)
    ) -> [Placed<Content>] {
      chapters.flatMap { chapter in
        entries(chapter.report).map { entry in
          let (content, place) = place(entry, chapter.name)
          return Placed(first: content, second: place)
        }
      }
    }
    claims = placed(\.claims) { claim, chapter in
      var claim = claim
      let missing = Missing.take(from: &claim.evidence)
      return (claim, Place(chapter: chapter, profile: profile, missing: missing))
    }
    discrepancies = Self.merged(chapters)
    choices = placed(\.choices) { ($0, Place(chapter: $1)) }
    multiverse = placed(\.multiverse) { ($0, Place(chapter: $1)) }
    findings = Finding.first(of: chapters)
    figures = placed(\.figures) { (DrawnFigure($0), facts.place($0, of: $1)) }
    tables = placed(\.tables) { ($0, facts.place($0, of: $1)) }
    let account = RunAccount(
      facts.files.records, names: chapters.flatMap { Self.experiments(of: $0.report) },
      repetitions: repetitions)
    (runs, environments, machines) = (account.runs, account.environments, account.machines)
    conflicts = repetitions.told(records: facts.files.records, chapters: chapters)
  }

  /// Writes the file whole or not at all, and beside it what else pages need. A file that differs in the moments of
  /// `provenance` alone says when these results were first made, and stays.
  func write(for sources: PageSources) throws(ReportError) {
    try ReportError.storing(
      try WholeFile.update(CanonicalJSON.text(of: PageWords(of: self).parts), at: sources.words))
    let text = CanonicalJSON.text(of: self)
    let before = (try? RegularFile.contents(of: sources.results)).map {
      String(decoding: $0, as: UTF8.self)
    }
    if let before, Self.timeless(before) == Self.timeless(text) { return }
    try ReportError.storing(try WholeFile.update(text, at: sources.results))
  }

  /// The lines but for those of the moments, which stand two levels deep in `provenance` alone.
  static func timeless(_ text: String) -> [Substring] {
    text.split(separator: "\n").filter { line in
      !line.hasPrefix("    \"started\" :") && !line.hasPrefix("    \"finished\" :")
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

  private static func merged(_ chapters: [ReportChapter]) -> [Placed<Discrepancy>] {
    var merged: [Placed<Discrepancy>] = []
    for chapter in chapters {
      for entry in chapter.report.discrepancies {
        if let index = merged.firstIndex(where: { $0.first.id == entry.id }) {
          merged[index].first.evidence.merge(entry.evidence) { first, _ in first }
          let runs = Set(merged[index].first.experiments).union(entry.experiments)
          merged[index].first.experiments = runs.sorted()
        } else {
          merged.append(Placed(first: entry, second: Place(chapter: chapter.name)))
        }
      }
    }
    for index in merged.indices {
      merged[index].second.missing = Missing.take(from: &merged[index].first.evidence)
    }
    // D2 before D10.
    return merged.sorted { one, two in
      (one.first.id.count, one.first.id) < (two.first.id.count, two.first.id)
    }
  }
}
