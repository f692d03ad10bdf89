import ChapterKit
import Convergence
import Duality
import EdgeOfStability
import Experiments
import Foundation
import Lasso
import Pipeline
import Preliminaries
import Reproduction
import Support
import TestSupport
import Testing
import Tutorial

/// The smoke report that all tests share, as the functions of Pipeline see it.
struct SmokeWorkspace {
  static let chapters: [any Chapter] = [
    Tutorial(), Preliminaries(), Convergence(), Duality(), Lasso(), EdgeOfStability(),
    Reproduction()
  ]

  let folder: TemporaryDirectory
  var workspace: Workspace

  /// - Parameter isCopy: Whether the test changes anything.
  init(copied isCopy: Bool = true) async throws {
    let report = try await SmokeReport.shared()
    folder = isCopy ? try report.copy() : report.folder
    workspace = Workspace(
      root: folder.url, chapters: Self.chapters, profile: .smoke, dataset: nil, dataPath: nil,
      threads: 2)
  }

  /// With settings as `--set` takes them.
  func varied(by settings: String...) throws -> Workspace {
    var varied = workspace
    varied.variation = try Variation(parsing: settings)
    return varied
  }

  func file(_ path: String) -> URL { folder.url.appendingPathComponent(path) }

  func output(_ path: String) -> URL { workspace.output.appendingPathComponent(path) }

  func text(_ path: String) throws -> String { try String(contentsOf: file(path), encoding: .utf8) }

  func json(_ path: String) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(contentsOf: file(path)))
    return try #require(value as? [String: Any])
  }

  /// Changes a file, and fails where it is left as it was.
  func edit(_ file: URL, _ change: (String) -> String) throws {
    let before = try String(contentsOf: file, encoding: .utf8)
    let after = change(before)
    try #require(before != after, "\(file.lastPathComponent) is left as it was")
    try Data(after.utf8).write(to: file)
  }

  /// A pipeline that no signal reaches.
  static func pipeline(
    _ workspace: Workspace, chapters: [any Chapter]? = nil, isPlan: Bool = false,
    trains: Bool = true
  ) throws -> ReportPipeline {
    try ReportPipeline(
      workspace: workspace, chapters: chapters ?? workspace.chapters, isPlan: isPlan,
      trains: trains, flag: CancellationFlag())
  }

  /// The sentence that `body` fails with, and its status.
  static func failure(_ body: () throws -> Void) -> CommandFailure? {
    do {
      try body()
      return nil
    } catch {
      return error as? CommandFailure ?? CommandFailure(SystemReason.sentence(of: error))
    }
  }
}
