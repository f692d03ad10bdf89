import ChapterKit
import Convergence
import Duality
import EdgeOfStability
import Lasso
import Preliminaries
import Reproduction
import Support
import Tutorial

/// Every chapter, in the report's order. A new chapter is one line here and one in Package.swift.
enum ChapterList {
  static let all: [any Chapter] = [
    Tutorial(),
    Preliminaries(),
    Convergence(),
    Duality(),
    Lasso(),
    EdgeOfStability(),
    Reproduction()
  ]

  /// - Throws: A usage failure with the closest name when there is no chapter `name`.
  static func chapter(named name: String) throws -> any Chapter {
    if let chapter = all.first(where: { $0.name == name }) { return chapter }
    throw CommandFailure(
      Spelling.unknown("Chapter", name, among: all.map(\.name)), status: .usage)
  }
}
