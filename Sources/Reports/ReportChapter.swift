/// A chapter as the report sees it: its place, its prose, and what its runs came to.
public struct ReportChapter: Sendable, Encodable {
  /// As on the command line, e.g. `"lasso"`; also the file name of the chapter's own page.
  public var name: String
  public var title: String
  /// The paper's sections, e.g. `"Section 4, Appendices B and C"`.
  public var paperSections: String
  /// From the repository's root, e.g. `"Chapters/Lasso/Lasso.typ"`.
  public var prosePath: String
  /// Whether its page speaks of all chapters, and so is made from all of their results.
  public var speaksOfAll: Bool
  public var report: ChapterReport

  /// All but the report, which results.json has in parts.
  private enum CodingKeys: CodingKey { case name, title, paperSections, prosePath }

  public init(
    name: String, title: String, paperSections: String, prosePath: String,
    speaksOfAll: Bool = false, report: ChapterReport
  ) {
    (self.name, self.title, self.paperSections) = (name, title, paperSections)
    (self.prosePath, self.speaksOfAll, self.report) = (prosePath, speaksOfAll, report)
  }
}
