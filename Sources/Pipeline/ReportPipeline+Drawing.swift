import Baselines
import Experiments
import Foundation
import Plots
import Reports
import Support

extension ReportPipeline {
  /// Draws the figures and writes the values of `reports`, and notes in the index what was made.
  package func draw(_ reports: [ReportChapter]) throws {
    let figures = workspace.output.appendingPathComponent("figures", isDirectory: true)
    try FileManager.default.createDirectory(at: figures, withIntermediateDirectories: true)
    let before = (try? OutputIndex.read(of: workspace))?.drawings ?? [:]
    let drawings = try draw(reports, into: figures, before: before)
    let entries = try reports.flatMap(entries(of:))
    let gone = try OutputIndex.update(of: workspace) { index in
      index.drawings = (index.drawings ?? [:]).merging(drawings) { $1 }
      index.variation =
        workspace.variation.isEmpty ? nil : workspace.variation.changes.map(\.text)
      for chapter in chapters where reports.contains(where: { $0.name == chapter.name }) {
        index.sources = (index.sources ?? [:]).merging(
          [chapter.name: OutputIndex.sources(of: chapter, root: workspace.root)]
        ) { _, new in new }
      }
      var absent = index.absent ?? [:]
      for chapter in reports {
        let count = chapter.report.absent.count
        absent[chapter.name] = count > 0 ? count : nil
      }
      index.absent = absent
      let gone = index.replace(chapters: reports.map(\.name), with: entries)
      for entry in gone { index.drawings?[entry.name] = nil }
      return gone
    }
    for entry in gone { remove(entry) }
  }

  /// Draws those figures of `reports` that are not as they would be drawn.
  ///
  /// - Parameter drawings: How figures were drawn last.
  /// - Returns: How they are drawn now.
  private func draw(
    _ reports: [ReportChapter], into folder: URL, before drawings: [String: Drawing]
  ) throws -> [String: Drawing] {
    let keys = try RunKey.keys(of: runs, code: store.code)
    var stale: [(figure: Figure, inputs: String?)] = []
    for report in reports {
      let own = (experiments[report.name] ?? []).compactMap { keys[$0.name] }
      let inputs = Drawing.inputs(
        ofRuns: own, label: workspace.output.lastPathComponent, setting: setting)
      for figure in report.report.figures.map(\.figure) {
        // A curve is also drawn from the runs of its universes.
        let universes = report.report.multiverse.first { $0.figure == figure.id }
        let inputs = try inputs.map { inputs in
          try universes.map { Checksum.sha256(Data(inputs.utf8) + (try CanonicalJSON.encode($0))) }
            ?? inputs
        }
        let isDrawn = inputs.map { inputs in
          drawings[figure.id] == Drawing(of: figure.id, in: folder, inputs: inputs)
        }
        if isDrawn != true { stale.append((figure, inputs)) }
      }
    }
    if !stale.isEmpty { Console.note("drawing \(Wording.count(stale.count, "figure"))") }
    // Each figure has a renderer of its own and its own files, so that they are drawn at the same time.
    let made = stale.parallelMap(threads: workspace.threads) { figure, inputs in
      Result {
        try checkInterrupt(before: "all figures")
        try FigureDrawer.draw(figure, into: folder)
        return inputs.map { Drawing(of: figure.id, in: folder, inputs: $0) }
      }
    }
    // One without inputs is to be drawn anew each time.
    var drawn: [String: Drawing] = [:]
    for (stale, drawing) in zip(stale, made) { drawn[stale.figure.id] = try drawing.get() }
    return drawn
  }

  /// Removes the files of an output that is no longer made.
  private func remove(_ entry: OutputIndex.Entry) {
    let files =
      entry.kind == .figure
      ? FigureFiles.suffixes.map { "figures/\(entry.name)\($0)" } : entry.files
    for file in files {
      try? FileManager.default.removeItem(at: workspace.output.appendingPathComponent(file))
    }
  }

  private func entries(of chapter: ReportChapter) throws -> [OutputIndex.Entry] {
    let keys = try RunKey.keys(of: runs, code: store.code)
    let inputs = Dictionary(runs.map { ($0.name, $0.inputs) }) { first, _ in first }
    let provenance = Provenance.current(threads: workspace.threads, directory: workspace.root)
    func entry(
      _ name: String, _ kind: OutputIndex.Entry.Kind, _ files: [String], _ experiments: [String]
    ) -> OutputIndex.Entry {
      let used = Set(experiments).intersection(keys.keys)
      let kinds = Set(used.compactMap { keys[$0]?.kind })
      let origin = BaselineOrigin(
        profile: workspace.label,
        code: Dictionary(uniqueKeysWithValues: kinds.map { ($0, store.code.of(kind: $0).hash) }),
        data: used.compactMap { inputs[$0] }.reduce(into: [:]) { all, next in
          all.merge(next) { first, _ in first }
        },
        numerics: workspace.numerics.rawValue, architecture: provenance.architecture,
        commit: provenance.gitCommit, libraries: kind == .figure ? Libraries.drawing : nil)
      return OutputIndex.Entry(
        name: name, kind: kind, chapter: chapter.name, files: files, experiments: used.sorted(),
        keys: Dictionary(uniqueKeysWithValues: used.map { ($0, keys[$0]!.description) }),
        origin: origin)
    }
    var entries = chapter.report.figures.map { figure in
      let id = figure.figure.id
      return entry(
        id, .figure, ["figures/\(id).csv", "figures/\(id).png"], figure.experiments)
    }
    entries += chapter.report.tables.map { table in
      entry(
        table.id, .table, ["tables/\(table.id).csv", "tables/\(table.id).json"], table.experiments)
    }
    let file = ValuesFile(chapter.report)
    if !file.isEmpty {
      let path = "values/\(chapter.name).json"
      try file.write(to: workspace.output.appendingPathComponent(path))
      entries.append(
        entry(
          "\(chapter.name)-values", .values, [path],
          (experiments[chapter.name] ?? []).map(\.name)))
    }
    return entries
  }
}
