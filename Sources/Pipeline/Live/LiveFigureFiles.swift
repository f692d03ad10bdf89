import ChapterKit
import Experiments
import Foundation
import Reports
import Support

/// What a page needs to run a figure again: `figures/<id>-live.json`, beside the figure's own files.
///
/// It has what can be set, what the report's runs came to, with the checksum of their bits, the command that does the
/// same, and the WebAssembly module, or why there is none.
struct LiveFigureFiles {
  /// One file.
  struct Entry: Encodable {
    struct Control: Encodable {
      var target: String
      var title: String
      var options: [Decision.Option]
      var span: Decision.Span?
      /// The value that the report's runs have.
      var chosen: String
      var claims: [String]
      var condition: Decision.Condition?
    }
    var id: String
    var profile: String
    /// The settings that the report itself varies.
    var changes: [String]
    var command: String
    var controls: [Control]
    var base: JSONValue
    var module: String?
    var sha256: String?
    /// Nil where there is a module.
    var absent: String?
  }

  var workspace: Workspace
  var experiments: [String: [Experiment]]

  static func file(_ id: String, in output: URL) -> URL {
    output.appending(path: "figures/\(id)-live.json")
  }

  /// Writes those of the live figures of `reports`, and removes those of figures that are no longer live.
  ///
  /// - Throws: What cannot be written.
  func write(for reports: [ReportChapter], _ module: Result<LiveModule, LiveModule.Absent>) throws {
    for report in reports {
      let records = report.report.live.filter(canBeAsked)
      for figure in report.report.figures.map(\.figure.id) {
        let file = Self.file(figure, in: workspace.output)
        guard let record = records.first(where: { $0.figure.id == figure }) else {
          try? FileManager.default.removeItem(at: file)
          continue
        }
        let entry = try entry(record, of: report.name, module)
        try WholeFile.update(CanonicalJSON.encode(entry), at: file)
      }
    }
  }

  /// Whether the figure can be run with the settings of this very report.
  private func canBeAsked(_ record: LiveRecord) -> Bool {
    (try? record.figure.parts(settings) { _ in }) != nil
  }

  private var settings: LiveSettings {
    LiveSettings(workspace.variation.changes.map { LiveSettings.Change($0.target, $0.value) })
  }

  private func entry(
    _ record: LiveRecord, of chapter: String, _ module: Result<LiveModule, LiveModule.Absent>
  ) throws -> Entry {
    var answer = record.answer
    let checksum = answer.checksum
    // The page has the figure already.
    answer.figure = nil
    let text = try answer.json(checksum: checksum)
    var entry = Entry(
      id: record.figure.id, profile: workspace.profile.rawValue,
      changes: workspace.variation.changes.map(\.text),
      command: ".build/release/nonsmooth chapter \(chapter) \(workspace.commandOptions)",
      controls: record.figure.decisions.compactMap { control($0, of: chapter) },
      base: try CanonicalJSON.decode(JSONValue.self, from: Data(text.utf8)))
    switch module {
    case .success(let made): (entry.module, entry.sha256) = (made.file.path, made.sha256)
    case .failure(let absent): entry.absent = absent.reason
    }
    return entry
  }

  /// Nil for a decision whose field these runs have not.
  private func control(_ decision: Decision, of chapter: String) -> Entry.Control? {
    let specifications = Specifications(experiments[chapter] ?? [])
    guard let chosen = try? specifications.value(of: decision).words else { return nil }
    return Entry.Control(
      target: decision.target, title: decision.title, options: decision.options,
      span: decision.span, chosen: chosen, claims: decision.claims, condition: decision.condition)
  }
}
