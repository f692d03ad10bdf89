import Experiments
import Foundation
import Support

/// Why an output or a run is fresh or stale: a tree from the output to its drawing, its runs, and what each of
/// them depends on.
package struct Explanation: Encodable {
  /// `figure`, `table`, `values`, `drawing`, `source`, `run`, `code`, `data`, `settings`, `setting`, `claim`,
  /// `multiverse`, `decision` or `option`.
  package var kind: String
  package var name: String
  package var state: RunStatus.State
  var why: String?
  /// What was there when it was made, and what is there now, where they differ.
  package var before: String?
  package var after: String?
  package var children: [Explanation] = []

  /// The tree as lines, two columns to the right for each level. What a run depends on is spelled out where
  /// the run comes first.
  package var lines: [String] {
    var seen: Set<String> = []
    return lines(indent: "", seen: &seen)
  }

  private func lines(indent: String, seen: inout Set<String>) -> [String] {
    var line = "\(indent)\(kind) \(name): \(state.rawValue)"
    if before != nil || after != nil { line += ", \(before ?? "none") -> \(after ?? "none")" }
    if let why { line += ", \(why)" }
    guard kind != "run" || seen.insert(name).inserted else {
      return [children.isEmpty ? line : line + " (see above)"]
    }
    return [line] + children.flatMap { $0.lines(indent: indent + "  ", seen: &seen) }
  }
}

extension Explanation {
  /// Of a figure, a table, a chapter's values, a run or a claim.
  ///
  /// - Throws: A usage failure with the closest name, or where nothing was made yet, one that says how to make it.
  package init(of name: String, in pipeline: ReportPipeline) throws {
    let workspace = pipeline.workspace
    let index = OutputIndex.present(of: workspace)
    let reader = try RunStatusReader(pipeline, plan: try pipeline.plan(), index: index)
    if reader.experiments[name] != nil {
      try self.init(ofRun: name, reader)
    } else if let entry = index.entries.first(where: { $0.name == name }) {
      try self.init(of: entry, index: index, workspace, reader)
    } else if let claim = try Explanation(ofClaim: name, in: pipeline, reader) {
      self = claim
    } else {
      let known =
        try index.entries.map(\.name) + pipeline.runs.map(\.name)
        + pipeline.families().flatMap(\.claims)
      let best = Spelling.closest(to: name, among: known)
      // Outputs have no names before the first report.
      if best == nil, index.entries.isEmpty { _ = try OutputIndex.read(of: workspace) }
      throw CommandFailure(
        "Name '\(name)': unknown, expected a figure, a table, a run or a claim. "
          + (best.map { "Did you mean '\($0)'?" } ?? "See nonsmooth plan."), status: .usage)
    }
  }

  /// Of one run.
  ///
  /// - Parameter drawn: The key of the record that an output was made from; nil for a run by itself.
  init(ofRun name: String, drawn: String? = nil, _ reader: RunStatusReader) throws {
    let status = try reader.status(of: name)
    var (state, why, differences) = (status.state, status.why, status.differences)
    if let drawn, status.isFresh, let key = reader.keys[name], key.description != drawn {
      state = .stale
      why = "its record is there, but the output was drawn from another record, \(drawn)"
      differences = try reader.differences(of: name, sinceKey: drawn)
    }
    self.init(kind: "run", name: name, state: state, why: why)
    guard let experiment = reader.experiments[name] else { return }
    func changes(_ kind: RunDifference.Kind) -> [RunDifference] {
      differences.filter { $0.kind == kind }
    }
    let isNew = state == .new
    let parts = changes(.code)
    children.append(
      Explanation(
        kind: "code", name: experiment.kind, state: isNew ? .new : parts.isEmpty ? .fresh : .stale,
        why: parts.isEmpty ? "fingerprint \(reader.code.of(kind: experiment.kind).hash)" : nil))
    for part in parts {
      children.append(
        Explanation(
          kind: "code", name: part.name, state: .stale, before: part.before, after: part.after))
    }
    for name in Set(experiment.inputs.keys).union(changes(.data).map(\.name)).sorted() {
      let change = changes(.data).first { $0.name == name }
      children.append(
        Explanation(
          kind: "data", name: name, state: isNew ? .new : change == nil ? .fresh : .stale,
          why: change == nil ? "sha256 \(experiment.inputs[name] ?? "")" : nil,
          before: change?.before, after: change?.after))
    }
    let settings = changes(.setting)
    let checksum = Checksum.sha256(experiment.specification).prefix(8)
    children.append(
      Explanation(
        kind: "settings", name: "specification \(checksum)...",
        state: isNew ? .new : settings.isEmpty ? .fresh : .stale,
        children: settings.map {
          Explanation(
            kind: "setting", name: $0.name, state: .stale, before: $0.before, after: $0.after)
        }))
    for prerequisite in experiment.prerequisites {
      var child = try Explanation(ofRun: prerequisite, reader)
      // A prerequisite may have its record by now, and still be another one than the record's.
      if child.state == .fresh,
        let change = changes(.prerequisite).first(where: { $0.name == prerequisite })
      {
        child.state = .stale
        child.why = "its record is there, but as another run: \(change.words)"
      }
      children.append(child)
    }
  }

  /// Of a figure, a table or a chapter's values.
  private init(
    of entry: OutputIndex.Entry, index: OutputIndex, _ workspace: Workspace,
    _ reader: RunStatusReader
  ) throws {
    var drawing = Explanation(kind: "drawing", name: "chapter \(entry.chapter)", state: .fresh)
    if let before = index.sources?[entry.chapter],
      let chapter = workspace.chapters.first(where: { $0.name == entry.chapter })
    {
      let after = OutputIndex.sources(of: chapter, root: workspace.root)
      for path in Set(before.keys).union(after.keys).sorted() where before[path] != after[path] {
        drawing.children.append(
          Explanation(
            kind: "source", name: path, state: .stale, before: before[path], after: after[path]))
      }
      drawing.state = drawing.children.isEmpty ? .fresh : .stale
      drawing.why = Wording.count(after.count, "source file")
    } else {
      drawing.why = "its sources were not recorded; the next report does"
    }
    drawing.children += try entry.experiments.map {
      try Explanation(ofRun: $0, drawn: entry.keys[$0], reader)
    }
    let isFresh = drawing.state == .fresh && drawing.children.allSatisfy { $0.state == .fresh }
    self.init(
      kind: entry.kind.rawValue, name: entry.name, state: isFresh ? .fresh : .stale,
      children: [drawing])
  }
}
