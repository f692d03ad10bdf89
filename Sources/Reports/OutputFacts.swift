import Foundation
import Support

/// What the page says of a figure or a table beside its content: the Swift that declares it, its runs' seeds and
/// time, and the hashes of its files.
struct OutputFacts {
  /// The repository's root.
  var root: URL
  /// Where `figures/` and `tables/` lie.
  var output: URL
  var files: FigureFiles
  /// By the experiment's name.
  var experiments: [String: ExperimentSource]

  func place(_ figure: ReportFigure, of chapter: String) -> Place {
    place(
      figure, of: chapter, folder: "figures",
      names: FigureFiles.offered.map { figure.figure.id + $0 })
  }

  func place(_ table: ReportTable, of chapter: String) -> Place {
    place(
      table, of: chapter, folder: "tables", names: TableFiles.formats.map { "\(table.id).\($0)" })
  }

  private func place(
    _ output: some Declared, of chapter: String, folder: String, names: [String]
  ) -> Place {
    let records = output.experiments.compactMap { files.records[$0] }
    var hashes: [String: String] = [:]
    for name in names {
      hashes[name] = FileDigests.shared.sha256(of: self.output.appending(path: "\(folder)/\(name)"))
    }
    func text(_ path: String) -> String? {
      try? String(contentsOf: root.appending(path: path), encoding: .utf8)
    }
    let sources = output.experiments.compactMap { experiments[$0] }
    return Place(
      chapter: chapter,
      declaration: text(output.source).flatMap {
        Declaration(source: output.source, text: $0, line: output.line)
      },
      experimentDeclarations: sources.isEmpty
        ? nil : ExperimentSource.declarations(of: sources, text: text),
      seeds: Set(records.flatMap { RunAccount.seeds(of: $0.spec) }).sorted(),
      seconds: files.seconds(of: output.experiments), files: hashes)
  }
}
