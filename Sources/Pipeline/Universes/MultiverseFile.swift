import ChapterKit
import Foundation
import Multiverse
import Reports
import Support

/// What the multiverse came to: `Output/<profile>/multiverse.json`, and `multiverse.csv` with one line for each claim
/// and universe.
package struct MultiverseFile {
  package static let name = "multiverse.json"
  static let tableName = "multiverse.csv"

  private struct Content: Codable {
    var profile: String
    /// Of the order of universes.
    var seed: UInt64
    /// How many universes of each family were asked for beside the reports' own, by its claims.
    var made: [String: Int]
    /// Runs that failed, by their keys, with the reason; they are not tried again.
    var failures: [String: String]
    /// By claim.
    var answers: [String: MultiverseAnswer]
  }

  private let folder: URL
  private let known: Content?

  /// What is there; one that cannot be read counts as none.
  package init(of workspace: Workspace) {
    folder = workspace.output
    known = (try? RegularFile.contents(of: folder.appendingPathComponent(Self.name)))
      .flatMap { try? JSONDecoder().decode(Content.self, from: $0) }
  }

  package var made: [String: Int] { known?.made ?? [:] }
  var failures: [String: String] { known?.failures ?? [:] }
  package var answers: [String: MultiverseAnswer] { known?.answers ?? [:] }

  /// - Throws: A failure where the report may show universes beyond those that every report of the profile has, which
  ///   are what baselines are of.
  func requireNoneAdded() throws(CommandFailure) {
    guard !made.isEmpty else { return }
    throw CommandFailure(
      "Universes of \(made.keys.sorted().joined(separator: "; ")): added by nonsmooth multiverse, expected those that "
        + "every report has. Remove '\(folder.appendingPathComponent(Self.name).path)' and make the report again; "
        + "the runs stay in the store.")
  }

  /// Writes both files, with what they had of other claims.
  func write(
    _ answers: [MultiverseAnswer], made: [String: Int], failures: [String: String], profile: String
  ) throws {
    let all = self.answers.merging(answers.map { ($0.claim, $0) }) { $1 }
    let content = Content(
      profile: profile, seed: UniverseOrder.seed, made: self.made.merging(made) { max($0, $1) },
      failures: self.failures.merging(failures) { $1 }, answers: all)
    try WholeFile.update(
      CanonicalJSON.text(of: content), at: folder.appendingPathComponent(Self.name))
    try WholeFile.update(Self.table(all), at: folder.appendingPathComponent(Self.tableName))
  }

  private static func table(_ answers: [String: MultiverseAnswer]) -> String {
    var lines = ["claim,universe,isOurs,isPapers,verdict,effect,settings"]
    for (claim, answer) in answers.sorted(by: { $0.key < $1.key }) {
      for (place, universe) in answer.universes.enumerated() {
        let settings = universe.settings.joined(separator: " ")
        lines.append(
          [
            claim, "\(place + 1)", "\(universe.isOurs)", "\(universe.isPapers)",
            universe.verdict?.rawValue ?? "failed", universe.effect.map { "\($0)" } ?? "",
            CSVText.cell(settings)
          ].joined(separator: ","))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
