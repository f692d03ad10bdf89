import ChapterKit

/// The chapter on Section 4, Appendices B and C of the paper.
public struct Lasso: Chapter {
  public let name = "lasso"
  public let title = "Lasso"
  public let paperSections = "Section 4, Appendices B and C"
  public let prosePath = "Chapters/Lasso/Lasso.typ"

  public init() {}

  public func experiments(for setting: Setting) throws -> [Experiment] { [] }

  public func report(from results: any Results, for setting: Setting) throws -> ChapterReport {
    ChapterReport()
  }
}
