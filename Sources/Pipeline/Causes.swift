import Baselines
import Support

/// Why outputs are not as they were accepted: which of the runs behind them are others, and what differs in these.
struct Causes {
  /// Runs of one output that are spelled out.
  private static let shown = 3

  private let index: OutputIndex
  private let records: [String: BaselineRecord]
  private let reader: RunStatusReader?

  /// - Parameter records: What the outputs are held against, by chapters.
  init(in workspace: Workspace, _ index: OutputIndex, _ records: [String: BaselineRecord]) {
    (self.index, self.records) = (index, records)
    // What the runs are now is needed only where some were others, and a chapter that no longer runs must not
    // keep its outputs from being compared.
    let differs = index.entries.contains { Self.others($0, records)?.isEmpty == false }
    reader =
      differs
      ? try? {
        let pipeline = try ReportPipeline(
          workspace: workspace, chapters: workspace.chapters, isPlan: true)
        return try RunStatusReader(pipeline, plan: pipeline.plan(), index: index)
      }() : nil
  }

  /// Names of the runs that are behind an output or behind what it is held against, and not behind both; nil where
  /// what it is held against was recorded before its runs were.
  private static func others(
    _ entry: OutputIndex.Entry, _ records: [String: BaselineRecord]
  ) -> [String]? {
    guard let before = runs(behind: entry, records) else { return nil }
    return Set(before.keys).union(entry.keys.keys).sorted().filter { before[$0] != entry.keys[$0] }
  }

  private static func runs(
    behind entry: OutputIndex.Entry, _ records: [String: BaselineRecord]
  ) -> [String: String]? { records[entry.chapter]?.outputs[entry.name]?.runs }

  /// A line each; none for what agrees, or was recorded before its runs were.
  func words(of output: OutputComparison) throws -> [String] {
    guard output.verdict.isDifference,
      let entry = index.entries.first(where: { $0.name == output.name }),
      let before = Self.runs(behind: entry, records), let others = Self.others(entry, records)
    else { return [] }
    guard !others.isEmpty else {
      return [
        "Its runs are the same: what judges or draws them in chapter '\(entry.chapter)' changed."
      ]
    }
    let lines = try others.prefix(Self.shown).map { name -> String in
      guard let old = before[name] else { return "Run \(name) is new." }
      guard entry.keys[name] != nil else { return "Run \(name) is gone." }
      let differences = try reader?.differences(of: name, sinceKey: old) ?? []
      return differences.isEmpty
        ? "Run \(name) is another; what the old one, \(old.prefix(24))..., was made from is not known here."
        : "Run \(name): \(RunStatusReader.words(differences))."
    }
    let rest = others.count - lines.count
    return rest > 0 ? lines + ["And \(Wording.count(rest, "other run", "other runs"))."] : lines
  }
}
