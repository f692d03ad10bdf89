import Baselines
import ChapterKit
import Experiments
import Foundation
import Reports
import Support

/// Holds the outputs of a workspace against the baselines of all chapters, or those of a variation against the
/// report that it varies.
package struct BaselineCheck {
  let workspace: Workspace
  let report: ComparisonReport
  private let index: OutputIndex
  private let folders: [String: BaselineFolder]
  private let records: [String: BaselineRecord]

  static let resultsName = "results"
  static let resultsPath = "results.json"

  /// - Throws: A failure when there are no outputs or nothing to hold them against, or a file cannot be read.
  init(of workspace: Workspace) throws {
    self.workspace = workspace
    index = try OutputIndex.read(of: workspace)
    let chapters = workspace.chapters
    if workspace.variation.isEmpty {
      try index.requireProfile()
      try MultiverseFile(of: workspace).requireNoneAdded()
      folders = Dictionary(
        uniqueKeysWithValues: chapters.map { chapter in
          (chapter.name, BaselineFolder(url: workspace.baselines(of: chapter)))
        })
    } else {
      folders = try Self.folders(of: workspace.unvaried)
    }
    records = try folders.mapValues { try $0.record() }
    guard !records.values.allSatisfy(\.outputs.isEmpty) else {
      throw BaselineFailure.noBaselines(
        profile: workspace.label,
        command: "make accept NAME=all \(workspace.makeVariables) REASON=\"...\"")
    }
    let results = try Results(of: workspace)
    var outputs: [OutputComparison] = []
    var uses: [ToleranceUse] = []
    var claims: [ClaimChange] = []
    var files: [ValuesFile] = []
    for chapter in chapters {
      guard let folder = folders[chapter.name] else { continue }
      let entries = index.entries.filter { $0.chapter == chapter.name }
      var comparer = try OutputComparer(of: chapter, in: workspace)
      outputs += try comparer.compare(entries.map(\.made), in: workspace.output, with: folder)
      uses += comparer.uses
      for path in entries.filter({ $0.kind == .values }).flatMap(\.files) {
        let file = workspace.output.appendingPathComponent(path)
        guard let data = try? Data(contentsOf: file) else { continue }
        let now = try Self.values(data, path: path)
        files.append(now)
        guard let accepted = try? folder.data(of: path) else { continue }
        let before = try Self.values(accepted, path: path)
        claims += results.changes(from: before, to: now, chapter: chapter.name)
      }
    }
    outputs.append(try results.comparison(with: ValuesFile(merging: files)))
    let causes = Causes(in: workspace, index, records)
    report = ComparisonReport(
      profile: workspace.label,
      reference: workspace.variation.isEmpty
        ? ComparisonReport.baselines : "the report without --set",
      provenance: Self.provenance(of: index, records), claims: claims,
      outputs: try outputs.map { try $0.explained(by: causes.words(of: $0)) }, tolerances: uses)
  }

  /// The outputs of a report in the place of baselines, by chapters.
  private static func folders(of base: Workspace) throws -> [String: BaselineFolder] {
    let entries = try OutputIndex.read(of: base).entries
    return try Dictionary(grouping: entries, by: \.chapter).mapValues { entries in
      var record = BaselineRecord()
      for entry in entries {
        let files = try entry.files.map { path in
          (path, try Checksum.sha256(ofFile: base.output.appendingPathComponent(path)))
        }
        record.outputs[entry.name] = BaselineRecord.Entry(
          files: Dictionary(files) { first, _ in first }, origin: entry.origin, runs: entry.keys)
      }
      return BaselineFolder(url: base.output, given: record)
    }
  }

  private static func values(_ data: Data, path: String) throws -> ValuesFile {
    do {
      return try JSONDecoder().decode(ValuesFile.self, from: data)
    } catch {
      throw BaselineFailure.unreadable(
        path: path, found: "no values", expected: "values, claims and discrepancies")
    }
  }

  /// The commits, architectures and numerics of both sides.
  private static func provenance(
    of index: OutputIndex, _ records: [String: BaselineRecord]
  ) -> [String] {
    func line(_ subject: String, _ origins: [BaselineOrigin]) -> String {
      let commits = Set(origins.map { String($0.commit.prefix(12)) }).sorted()
      let machines = Set(origins.map { "\($0.numerics) numerics on \($0.architecture)" }).sorted()
      let libraries = Set(
        origins.compactMap(\.libraries).map { versions in
          versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            .joined(separator: " and ")
        }
      ).sorted()
      return "\(subject): \(machines.joined(separator: " and ")), commit "
        + (commits.count > 3 ? "\(commits.count) different" : commits.joined(separator: ", "))
        + (libraries.isEmpty ? "" : ", drawn with \(libraries.joined(separator: ", or with "))")
    }
    let accepted = records.values.flatMap { $0.outputs.values.map(\.origin) }
    let variation = index.variation.map { ["Variation: \($0.joined(separator: ", "))"] } ?? []
    return variation
      + [
        line("Outputs", index.entries.map(\.origin)),
        line(variation.isEmpty ? "Baselines" : "Without --set", accepted)
      ]
  }

  /// Where the page of a comparison lies.
  package static func page(of workspace: Workspace) -> URL {
    workspace.output.appendingPathComponent("compare/index.html")
  }

  /// Compares, and writes the page, compare.json and summary.md beside it.
  package static func write(for workspace: Workspace) throws -> ComparisonReport {
    let page = page(of: workspace)
    let (json, summary) = ("compare.json", "summary.md")
    let folder = page.deletingLastPathComponent()
    // A comparison that fails must not leave an earlier one to be read as its own.
    for file in [page] + [json, summary].map(folder.appendingPathComponent) {
      try? FileManager.default.removeItem(at: file)
    }
    let check = try BaselineCheck(of: workspace)
    try WholeFile.createFolder(folder)
    try WholeFile.write(check.page.html, to: page)
    try WholeFile.write(check.report.json(), to: folder.appendingPathComponent(json))
    try WholeFile.write(
      MarkdownSummary(check.report).text, to: folder.appendingPathComponent(summary))
    return check.report
  }

  private var page: ComparePage {
    let page = "report.html"
    let hasReport = !RegularFile.isAbsent(workspace.output.appendingPathComponent(page))
    return ComparePage(
      report,
      material: .init(
        picture: { name, accepted in
          let path = "figures/\(name).png"
          guard accepted else {
            return try? Data(contentsOf: workspace.output.appendingPathComponent(path))
          }
          return folders.values.lazy.compactMap { try? $0.data(of: path) }.first
        },
        address: { "../figures/\($0).png" },
        place: { output in
          guard hasReport, output.name != Self.resultsName else { return nil }
          let anchor = output.kind == "values" ? "" : "#\(output.name)"
          return "../\(page)\(anchor)"
        },
        acceptance: { folders[$0.chapter]?.acceptance(of: $0.name) }, advice: advice))
  }

  private func advice(_ output: OutputComparison) -> (words: String, command: String)? {
    guard output.name != Self.resultsName, workspace.numerics == .portable,
      workspace.variation.isEmpty
    else { return nil }
    let variables = workspace.makeVariables
    if output.verdict == .missing, index.entries.contains(where: { $0.name == output.name }) {
      return ("To make it again", "make report \(variables)")
    }
    let words = output.verdict == .missing ? "To drop its baseline" : "To take it"
    return (words, "make accept NAME=\(output.name) \(variables) REASON=\"...\"")
  }
}

extension OutputComparer {
  /// With the tolerances that apply to `workspace`.
  init(of chapter: any Chapter, in workspace: Workspace) throws {
    let tolerances = try ToleranceFile(readingFrom: workspace.tolerances(of: chapter)).entries
    self.init(
      chapter: chapter.name,
      tolerances: tolerances.filter {
        $0.applies(profile: workspace.label, numerics: workspace.numerics.rawValue)
      }, decode: FigureDrawer.decode)
  }
}

extension BaselineCheck {
  /// What results.json says, which has no baseline of its own.
  private struct Results {
    let values: ValuesFile?
    let statements: [String: String]

    init(of workspace: Workspace) throws {
      let file = workspace.output.appendingPathComponent(BaselineCheck.resultsPath)
      guard let data = try? Data(contentsOf: file) else {
        (values, statements) = (nil, [:])
        return
      }
      struct Claims: Decodable {
        struct Claim: Decodable { var id, statement: String }
        var claims: [Claim]
      }
      guard let parsed = try? ValuesFile(results: data),
        let claims = try? JSONDecoder().decode(Claims.self, from: data).claims
      else {
        throw BaselineFailure.unreadable(
          path: BaselineCheck.resultsPath, found: "no results",
          expected: "values, claims and discrepancies")
      }
      values = parsed
      statements = Dictionary(claims.map { ($0.id, $0.statement) }) { first, _ in first }
    }

    func changes(
      from before: ValuesFile, to now: ValuesFile, chapter: String
    ) -> [ClaimChange] {
      Set(before.claims.keys).union(now.claims.keys).sorted().compactMap { id in
        let pair = (before.claims[id]?.verdict.rawValue, now.claims[id]?.verdict.rawValue)
        guard pair.0 != pair.1 else { return nil }
        return ClaimChange(
          id: id, chapter: chapter, statement: statements[id] ?? "", before: pair.0, now: pair.1)
      }
    }

    /// Whether results.json says what the chapters' own values do, which have the baselines.
    func comparison(with chapters: ValuesFile) throws -> OutputComparison {
      let data =
        try values.map {
          try DataComparison.exact(
            path: BaselineCheck.resultsPath, now: $0.json(), before: chapters.json())
        } ?? .missing
      return OutputComparison(
        name: BaselineCheck.resultsName, kind: "results", chapter: "all chapters", data: data)
    }
  }
}
