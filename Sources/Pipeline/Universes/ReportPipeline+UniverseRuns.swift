import Experiments
import Multiverse

extension ReportPipeline {
  /// The run of a universe by its name (``ClaimFamily/runs(of:)``), behind all that it waits for; nil for any other name.
  func runOfUniverse(_ name: String) -> [Experiment]? {
    let parts = name.split(separator: ClaimFamily.separator, maxSplits: 1)
    guard parts.count == 2, let families = try? families() else { return nil }
    for family in families {
      guard let universe = family.universe(labelled: parts[1]),
        let runs = try? family.runs(of: universe),
        runs.own.contains(where: { $0.run.name == name })
      else { continue }
      return (runs.awaited + runs.own.map(\.run)).needed(for: [name])
    }
    return nil
  }
}
