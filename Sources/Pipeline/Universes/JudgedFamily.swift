import ChapterKit
import Experiments
import Foundation
import Multiverse
import Reports
import Support

/// A family of claims with the verdicts on them in each universe that was made.
package struct JudgedFamily {
  package let family: ClaimFamily
  package let universes: [JudgedUniverse]
  /// Of the runs that the universes add, for which there are records.
  let keys: [String]

  /// What a claim's universes say of it.
  func answer(on claim: String, effect: ClaimEffect, command: String) -> MultiverseAnswer {
    MultiverseAnswer(
      about: claim, effect: effect, in: family, universes: universes, command: command)
  }
}

/// What a report kept of its multiverse, so that a report in which nothing changed need not judge it again.
struct JudgementMemory {
  private struct Content: Codable {
    struct Family: Codable {
      var universes: [JudgedUniverse]
      var keys: [String]
    }

    /// SHA-256 of all that the verdicts depend on.
    var inputs: String
    var families: [String: Family]
  }

  private let file: URL
  private let inputs: String

  /// Nil where the program cannot be told from another.
  ///
  /// - Parameter parts: What the verdicts depend on besides the program.
  init?(_ pipeline: ReportPipeline, _ parts: [String]) {
    guard let program = ProgramIdentity.current else { return nil }
    let chapters = pipeline.chapters.count == 1 ? pipeline.chapters[0].name : "report"
    file = pipeline.workspace.output.appendingPathComponent(".made/universes-\(chapters).json")
    inputs = Checksum.sha256(Data(([program] + parts).joined(separator: "\n").utf8))
  }

  /// What was kept of `families`; nil where anything changed or a record has gone.
  func families(_ families: [ClaimFamily], in store: DirectoryRunStore) throws -> [JudgedFamily]? {
    guard let data = try? RegularFile.contents(of: file),
      let content = try? JSONDecoder().decode(Content.self, from: data), content.inputs == inputs
    else { return nil }
    let kept = families.compactMap { family in
      content.families[family.id].map {
        JudgedFamily(family: family, universes: $0.universes, keys: $0.keys)
      }
    }
    let keys = Set(kept.flatMap(\.keys)).compactMap { RunKey($0) }
    let areThere = try store.lookUp(keys, checksFiles: false).allSatisfy(\.isFinished)
    return kept.count == families.count && areThere ? kept : nil
  }

  func keep(_ families: [JudgedFamily]) throws {
    let content = Content(
      inputs: inputs,
      families: Dictionary(
        families.map {
          ($0.family.id, Content.Family(universes: $0.universes, keys: $0.keys))
        }, uniquingKeysWith: { $1 }))
    try WholeFile.update(try CanonicalJSON.encode(content), at: file)
  }
}
