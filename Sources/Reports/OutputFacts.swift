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

  struct Facts: Encodable {
    /// Nil where the source has none.
    @OrNull var declaration: Declaration?
    var seeds: [Int]
    /// Nil where not known.
    @OrNull var seconds: Double?
    /// SHA-256 by file name.
    var files: [String: String]
  }

  func facts(of figure: ReportFigure) -> Facts {
    facts(
      source: figure.source, line: figure.line, experiments: figure.experiments, folder: "figures",
      names: FigureFiles.offered.map { figure.figure.id + $0 })
  }

  func facts(of table: ReportTable) -> Facts {
    facts(
      source: table.source, line: table.line, experiments: table.experiments, folder: "tables",
      names: TableFiles.formats.map { "\(table.id).\($0)" })
  }

  private func facts(
    source: String, line: Int, experiments: [String], folder: String, names: [String]
  ) -> Facts {
    let declaration = text(of: source).flatMap { Declaration(source: source, text: $0, line: line) }
    let seeds = Set(
      experiments.flatMap { files.records[$0].map { RunAccount.seeds(of: $0.spec) } ?? [] })
    var hashes: [String: String] = [:]
    for name in names {
      hashes[name] = FileDigests.shared.sha256(of: output.appending(path: "\(folder)/\(name)"))
    }
    return Facts(
      declaration: declaration, seeds: seeds.sorted(), seconds: files.seconds(of: experiments),
      files: hashes)
  }

  private func text(of source: String) -> String? {
    try? String(contentsOf: root.appending(path: source), encoding: .utf8)
  }

  /// The lines of a declaration; nil where they cannot be read.
  func excerpt(_ declaration: Declaration) -> PageFacts.Excerpt? {
    guard let text = text(of: declaration.source) else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let chosen = lines.prefix(declaration.last).dropFirst(declaration.first - 1)
    let margin =
      chosen.filter { !$0.allSatisfy(\.isWhitespace) }
      .map { $0.prefix(while: \.isWhitespace).count }.min() ?? 0
    return PageFacts.Excerpt(
      source: declaration.source, first: declaration.first, last: declaration.last,
      code: chosen.map { $0.dropFirst(margin) }.joined(separator: "\n"))
  }
}
