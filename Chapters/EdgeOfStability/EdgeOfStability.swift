import ChapterKit

/// The chapter on Section 5, Appendix D of the paper.
public struct EdgeOfStability: Chapter {
  public let name = "edge-of-stability"
  public let title = "EdgeOfStability"
  public let paperSections = "Section 5, Appendix D"
  public let prosePath = "Chapters/EdgeOfStability/EdgeOfStability.typ"

  public init() {}

  public func experiments(for setting: Setting) throws -> [Experiment] { [] }

  public func report(from results: any Results, for setting: Setting) throws -> ChapterReport {
    ChapterReport()
  }
}
