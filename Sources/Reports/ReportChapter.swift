/// A chapter as the report sees it: its place, its prose, and what its runs came to.
public struct ReportChapter: Sendable, Encodable {
  /// As on the command line, e.g. `"lasso"`; also the file name of the chapter's own page.
  public var name: String
  public var title: String
  /// The paper's sections, e.g. `"Section 4, Appendices B and C"`.
  public var paperSections: String
  /// From the repository's root, e.g. `"Chapters/EdgeOfStability/EdgeOfStability.typ"`.
  public let prosePath: String
  /// Whether its page speaks of all chapters, and so is made from all of their results.
  public var speaksOfAll: Bool
  public var report: ChapterReport

  /// All but the report, which results.json has in parts.
  private enum CodingKeys: CodingKey { case name, title, paperSections, prosePath }

  public init(
    name: String, title: String, paperSections: String, speaksOfAll: Bool = false,
    report: ChapterReport
  ) {
    (self.name, self.title, self.paperSections) = (name, title, paperSections)
    (self.speaksOfAll, self.report) = (speaksOfAll, report)
    prosePath = Self.prosePath(of: name)
  }

  /// The folder of the chapter called `name`, e.g. `"Chapters/EdgeOfStability"` of `"edge-of-stability"`.
  package static func folder(of name: String) -> String {
    "Chapters/"
      + name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// Its prose, which has the folder's name.
  package static func prosePath(of name: String) -> String {
    let folder = folder(of: name)
    return "\(folder)/\(folder.split(separator: "/").last ?? "").typ"
  }
}
