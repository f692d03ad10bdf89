import Experiments
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

  /// `declaration` (null where the source has none), `seeds`, `seconds` (null where not known) and `files`, the
  /// SHA-256 by file name.
  func members(of figure: ReportFigure) -> [String: JSONValue] {
    members(
      source: figure.source, line: figure.line, experiments: figure.experiments, folder: "figures",
      names: FigureFiles.offered.map { figure.figure.id + $0 })
  }

  func members(of table: ReportTable) -> [String: JSONValue] {
    members(
      source: table.source, line: table.line, experiments: table.experiments, folder: "tables",
      names: TableFiles.formats.map { "\(table.id).\($0)" })
  }

  private func members(
    source: String, line: Int, experiments: [String], folder: String, names: [String]
  ) -> [String: JSONValue] {
    let text = try? String(contentsOf: root.appending(path: source), encoding: .utf8)
    let declaration = text.flatMap { Declaration(source: source, text: $0, line: line) }
    let seeds = Set(
      experiments.flatMap { files.records[$0].map { RunAccount.seeds(of: $0.spec) } ?? [] })
    var hashes: [String: JSONValue] = [:]
    for name in names {
      let file = output.appending(path: "\(folder)/\(name)")
      hashes[name] = (try? Checksum.sha256(ofFile: file)).map { .string($0) }
    }
    return [
      "declaration": declaration?.json ?? .null,
      "seeds": .array(seeds.sorted().map { .integer($0) }),
      "seconds": files.seconds(of: experiments).map { .number($0) } ?? .null,
      "files": .object(hashes)
    ]
  }
}
