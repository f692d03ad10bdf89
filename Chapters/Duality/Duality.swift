import ChapterKit

/// The chapter on Appendix A.2 of the paper.
public struct Duality: Chapter {
  public let name = "duality"
  public let title = "Duality"
  public let paperSections = "Appendix A.2"
  public let prosePath = "Chapters/Duality/Duality.typ"

  public init() {}

  public func experiments(for setting: Setting) throws -> [Experiment] { [] }

  public func report(from results: any Results, for setting: Setting) throws -> ChapterReport {
    ChapterReport()
  }
}
