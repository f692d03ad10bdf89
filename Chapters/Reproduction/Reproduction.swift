import ChapterKit

/// The chapter on all sections of the paper.
public struct Reproduction: Chapter {
  public let name = "reproduction"
  public let title = "Reproduction"
  public let paperSections = "all sections"
  public let prosePath = "Chapters/Reproduction/Reproduction.typ"

  public init() {}

  public func experiments(for setting: Setting) throws -> [Experiment] { [] }

  public func report(from results: any Results, for setting: Setting) throws -> ChapterReport {
    ChapterReport()
  }
}
