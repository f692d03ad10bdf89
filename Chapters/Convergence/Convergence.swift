import ChapterKit

/// The chapter on Section 3, Appendix A.1 of the paper.
public struct Convergence: Chapter {
  public let name = "convergence"
  public let title = "Convergence"
  public let paperSections = "Section 3, Appendix A.1"
  public let prosePath = "Chapters/Convergence/Convergence.typ"

  public init() {}

  public func experiments(for setting: Setting) throws -> [Experiment] { [] }

  public func report(from results: any Results, for setting: Setting) throws -> ChapterReport {
    ChapterReport()
  }
}
