import ChapterKit

/// The chapter on Section 2 of the paper.
public struct Preliminaries: Chapter {
  public let name = "preliminaries"
  public let title = "Preliminaries"
  public let paperSections = "Section 2"
  public let prosePath = "Chapters/Preliminaries/Preliminaries.typ"

  public init() {}

  public func experiments(for setting: Setting) throws -> [Experiment] { [] }

  public func report(from results: any Results, for setting: Setting) throws -> ChapterReport {
    ChapterReport()
  }
}
