import Foundation
import Support

/// Makes the output tree of a profile: tables, results.json, the report, and each chapter's page.
///
/// The caller has drawn the `FigureFiles` of each figure into `output` before, and written
/// `baselines.json` where there are baselines.
public struct ReportBuilder: Sendable {
  public struct Pages: Sendable, Equatable {
    public var html: URL
    public var pdf: URL
    public var results: URL
  }

  /// The repository's root, where the prose and the Typst sources lie.
  public var root: URL
  /// E.g. Output/quick.
  public var output: URL
  public var profile: String
  /// In the report's order.
  public var chapters: [ReportChapter]
  /// The names of all chapters in the report's order, those that are not made included.
  public var order: [String]
  public var provenance: ReportProvenance
  public var figures: FigureFiles
  /// What makes these pages others than the profile's; nil for the profile itself.
  public var variation: ReportVariation?
  /// How large this profile's runs are, and then those of larger profiles.
  public var scales: [ProfileScale] = []
  /// Where the Swift of each experiment stands, by its name; what is not known is not shown.
  public var experiments: [String: ExperimentSource] = [:]
  /// Of the runs in `figures`.
  public var repetitions = RunRepetitions()

  public init(
    root: URL, output: URL, profile: String, chapters: [ReportChapter],
    provenance: ReportProvenance,
    figures: FigureFiles
  ) {
    (self.root, self.output, self.profile) = (root.standardizedFileURL, output, profile)
    (self.chapters, self.provenance, self.figures) = (chapters, provenance, figures)
    order = chapters.map(\.name)
  }

  /// Writes `tables/`, which the other functions take as written.
  ///
  /// - Throws: What cannot be written, or not be told apart.
  public func writeTables() throws(ReportError) {
    try ResultsFile.check(chapters)
    for chapter in chapters {
      for table in chapter.report.tables {
        try TableFiles.write(table, chapter: chapter.name, to: output)
      }
    }
  }

  /// Writes `results.json`, and checks that figures and prose are there.
  ///
  /// - Returns: the path of results.json.
  /// - Throws: any ``ReportError`` but Typst's.
  @discardableResult
  public func writeResults() throws(ReportError) -> URL {
    try writeResults(of: chapters, to: output.appending(path: "results.json"))
  }

  /// The whole report, and each chapter's own page beside it.
  ///
  /// - Parameter withChapters: whether `chapters/<name>.{html,pdf}` are made too.
  /// - Throws: ``ReportError``.
  public func buildReport(
    with typst: TypstCompiler, withChapters: Bool = true
  ) throws(ReportError) -> Pages {
    let results = try writeResults()
    let pages = Pages(
      html: output.appending(path: "report.html"), pdf: output.appending(path: "report.pdf"),
      results: results)
    var jobs = Self.jobs(chapter: nil, in: output)
    if withChapters { jobs += chapters.flatMap { Self.jobs(chapter: $0.name, in: output) } }
    try typst.compile(jobs, from: sources(results, chapters))
    return pages
  }

  /// One chapter's page alone. Its numbers go to `chapters/<name>.results.json`, so that the whole
  /// report's results.json stays as it is.
  ///
  /// - Throws: ``ReportError``.
  public func buildChapter(
    _ name: String, with typst: TypstCompiler
  ) throws(ReportError) -> Pages {
    let results = try writeResults(ofChapter: name)
    let jobs = Self.jobs(chapter: name, in: output)
    try typst.compile(jobs, from: sources(results.file, results.chapters))
    return Pages(html: jobs[0].path, pdf: jobs[1].path, results: results.file)
  }

  /// Writes what one chapter's page is made from; a chapter that speaks of all gets all of them.
  ///
  /// - Returns: The file, and the chapters whose results it has.
  /// - Throws: As ``writeResults()``, or for an unknown chapter.
  public func writeResults(
    ofChapter name: String
  ) throws(ReportError) -> (file: URL, chapters: [ReportChapter]) {
    guard let chapter = chapters.first(where: { $0.name == name }) else {
      throw .unknownChapter(name: name, known: chapters.map(\.name))
    }
    let told = chapter.speaksOfAll ? chapters : [chapter]
    let file = Self.results(ofChapter: name, in: output)
    return (try writeResults(of: told, to: file), told)
  }

  /// Where the numbers of a chapter that is made alone lie.
  public static func results(ofChapter name: String, in output: URL) -> URL {
    output.appending(path: "chapters/\(name).results.json")
  }

  /// The pages of one chapter, or of the report, in an output folder.
  public static func jobs(chapter: String?, in output: URL) -> [TypstCompiler.Job] {
    TypstCompiler.Format.allCases.map { format in
      let name = chapter.map { "chapters/\($0)" } ?? "report"
      return TypstCompiler.Job(
        format, chapter: chapter, path: output.appending(path: "\(name).\(format.rawValue)"))
    }
  }

  private func writeResults(
    of chapters: [ReportChapter], to url: URL
  ) throws(ReportError) -> URL {
    try ResultsFile.check(chapters)
    for chapter in chapters {
      for figure in chapter.report.figures { try figures.check(figure.figure.id, in: output) }
    }
    let facts = OutputFacts(
      root: root, output: output, files: figures, experiments: experiments)
    try FigureArchive.write(
      chapters.flatMap { $0.report.figures.map(\.figure.id) }, of: output, beside: url)
    try ResultsFile(
      profile: profile, provenance: provenance, variation: variation, scales: scales,
      chapters: chapters, numbers: try numbering(of: chapters), facts: facts,
      repetitions: repetitions
    ).write(for: sources(url, chapters))
    return url
  }

  /// - Throws: ``ReportError/missingProse(chapter:path:)``, or what `Numbering` throws.
  private func numbering(of chapters: [ReportChapter]) throws(ReportError) -> Numbering {
    var prose: [(chapter: String, text: String)] = []
    for name in order {
      let path = ReportChapter.prosePath(of: name)
      guard let text = try? String(contentsOf: root.appending(path: path), encoding: .utf8) else {
        throw .missingProse(chapter: name, path: path)
      }
      prose.append((name, text))
    }
    return try Numbering(prose: prose, chapters: chapters)
  }

  private func sources(_ results: URL, _ chapters: [ReportChapter]) -> PageSources {
    PageSources(root: root, output: output, results: results, chapters: chapters.map(\.name))
  }
}
