import ChapterKit
import Experiments
import Foundation
import Reports
import Support

/// What a page needs to run a figure again: `figures/<id>-live.json`, beside the figure's own files, or where it cannot
/// itself, ``DeepFigureFile``.
///
/// The first has what can be set, what the report's runs came to, with the checksum of their bits, the command that does the
/// same, and the WebAssembly module, or why there is none.
struct LiveFigureFiles {
  /// One file.
  struct Entry: Encodable {
    var id: String
    var profile: String
    /// The settings that the report itself varies.
    var changes: [String]
    var command: String
    var controls: [FigureControl]
    var base: JSONValue
    var module: String?
    var sha256: String?
    /// Nil where there is a module.
    var absent: String?
  }

  var workspace: Workspace
  var experiments: [String: [Experiment]]
  /// By chapter.
  var decisions: [String: [Decision]]

  static func file(_ id: String, in output: URL) -> URL {
    output.appending(path: "figures/\(id)-live.json")
  }

  /// Writes those of the figures of `reports`, and removes those of figures that cannot be asked for any longer.
  ///
  /// - Parameter module: Nil where no figure is live.
  /// - Throws: What cannot be written.
  func write(
    for reports: [ReportChapter], _ module: Result<LiveModule, LiveModule.Absent>?
  ) throws {
    for report in reports {
      let (name, records) = (report.name, report.report.live)
      // A variation has no universes.
      let curves = Set(report.report.multiverse.compactMap(\.figure))
      let figures = report.report.figures
      for id in figures.map(\.figure.id) + report.report.tables.map(\.id) {
        var live: Entry?
        if let record = records.first(where: { $0.figure.id == id }), let module,
          canBeAsked(record)
        {
          live = try entry(record, of: name, module)
        }
        try update(Self.file(id, in: workspace.output), with: live)
      }
      for figure in figures {
        let id = figure.figure.id
        var deep: DeepFigureFile?
        if !records.contains(where: { $0.figure.id == id }), !curves.contains(id) {
          deep = DeepFigureFile(
            figure, of: name, decisions: decisions[name] ?? [],
            experiments: experiments[name] ?? [], in: workspace)
        }
        try update(DeepFigureFile.file(id, in: workspace.output), with: deep)
      }
    }
  }

  private func update(_ file: URL, with entry: (some Encodable)?) throws {
    if let entry {
      try WholeFile.update(CanonicalJSON.encode(entry), at: file)
    } else {
      try? FileManager.default.removeItem(at: file)
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
    // The page has the figure already, and of a table only what it makes of the cells' words.
    answer.figure = nil
    let text = try answer.json(checksum: checksum)
    var entry = Entry(
      id: record.figure.id, profile: workspace.profile.rawValue,
      changes: workspace.variation.changes.map(\.text),
      command: ".build/release/nonsmooth chapter \(chapter) \(workspace.commandOptions)",
      controls: FigureControl.all(record.figure.decisions, experiments[chapter] ?? []),
      base: try CanonicalJSON.decode(JSONValue.self, from: Data(text.utf8)))
    switch module {
    case .success(let made): (entry.module, entry.sha256) = (made.file.path, made.sha256)
    case .failure(let absent): entry.absent = absent.reason
    }
    return entry
  }
}
