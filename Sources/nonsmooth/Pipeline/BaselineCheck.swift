import Baselines
import ChapterKit
import Foundation

/// Holds the outputs of a workspace against the baselines of all chapters.
struct BaselineCheck {
  let workspace: Workspace
  let index: OutputIndex
  /// The folder whose baselines an output is held against, by the output's path.
  private(set) var folders: [String: BaselineFolder] = [:]
  private(set) var comparisons: [Comparison] = []

  static let resultsPath = "results.json"

  /// - Throws: A failure when there are no outputs or no baselines, or a file cannot be read.
  init(of workspace: Workspace) throws {
    self.workspace = workspace
    index = try OutputIndex.read(of: workspace)
    try index.requireProfile()
    let baselines = ChapterList.all.map { BaselineFolder(url: workspace.baselines(of: $0)) }
    guard !baselines.allSatisfy(\.paths.isEmpty) else {
      throw BaselineFailure.noBaselines(
        profile: workspace.label,
        command: "make accept NAME=all \(workspace.makeVariables) REASON=\"...\"")
    }
    let comparer = OutputComparer(decode: { try FigureDrawer.decode($0) })
    for (chapter, folder) in zip(ChapterList.all, baselines) {
      let files = index.entries.filter { $0.chapter == chapter.name }.flatMap(\.files)
      let found = try comparer.compare(outputs: files, in: workspace.output, with: folder)
      for item in found { folders[item.path] = folder }
      comparisons += found
    }
    comparisons.append(try results())
  }

  /// Whether results.json says what the chapters' own values do, which have the baselines.
  private func results() throws -> Comparison {
    let file = workspace.output.appendingPathComponent(Self.resultsPath)
    guard let data = try? Data(contentsOf: file) else {
      return Comparison(path: Self.resultsPath, outcome: .missing, detail: "not made", score: 1)
    }
    guard let actual = try? ValuesFile(results: data) else {
      throw BaselineFailure.unreadable(
        path: Self.resultsPath, found: "no results", expected: "values, claims and discrepancies")
    }
    let chapters = try ChapterList.all.flatMap { chapter in
      index.entries.filter { $0.chapter == chapter.name && $0.kind == .values }.flatMap(\.files)
    }.compactMap { path in
      try (try? Data(contentsOf: workspace.output.appendingPathComponent(path))).map {
        try JSONDecoder().decode(ValuesFile.self, from: $0)
      }
    }
    return try JSONComparer().compare(
      path: Self.resultsPath, actual: try actual.json(),
      baseline: try ValuesFile(merging: chapters).json())
  }

  /// The page of all comparisons, as HTML and as JSON.
  func page() throws -> (html: String, json: Data) {
    let page = ComparePage(profile: workspace.label, comparisons: comparisons)
    let html = page.html(
      output: { try? Data(contentsOf: workspace.output.appendingPathComponent($0)) },
      baseline: { path in folders[path].flatMap { try? $0.data(of: path) } },
      accept: acceptance)
    return (html, try page.json())
  }

  /// The command that takes an output as it is; an output that is no longer made leaves its baselines
  /// only when all are taken.
  private func acceptance(of path: String) -> String? {
    guard path != Self.resultsPath else { return nil }
    let name = index.name(ofFile: path) ?? "all"
    return "make accept NAME=\(name) \(workspace.makeVariables) REASON=\"...\""
  }
}
