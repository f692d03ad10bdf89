import Experiments
import Foundation
import Support

/// How a run that was made again stands to its record.
package struct RepeatedRun: Encodable {
  package enum State: String, Encodable {
    case equal
    case different
    /// The record has gone meanwhile, so that there was nothing to compare with.
    case missing
    case failed
    /// Stopped before it was made, or before it was compared.
    case left
  }

  package var name: String
  var key: String
  package var state: State
  /// The machine that made the record.
  package var recordedOn: String
  /// Where the record's files and the new ones differ.
  var files: [String] = []
}

extension ReportPipeline {
  /// The runs called `names`, or `count` of all that have a record, or all of these.
  ///
  /// A sample goes by a hash of the names, so that it is the same on every machine and for every version of
  /// the code, and grows with `count`.
  ///
  /// - Throws: A failure for a name that is unknown or has no record, or whose prerequisites have none.
  package func repeatable(_ names: [String], sample count: Int?) throws -> [PlannedRun] {
    let plan = Dictionary(try plan().map { ($0.name, $0) }) { first, _ in first }
    func missing(_ name: String) throws -> String? {
      try needed(for: name).first { plan[$0.name]?.isFinished != true }?.name
    }
    guard names.isEmpty else {
      return try names.map { name in
        if let missing = try missing(name) {
          let what = missing == name ? "" : " of '\(missing)', which it goes on from"
          throw CommandFailure(
            "Run '\(name)': no record here\(what), expected one. Import it, or make it with "
              + "\(command(forRun: missing)).")
        }
        return plan[name]!
      }
    }
    var seen: Set<RunKey> = []
    let all = try runs.map(\.name).filter { try missing($0) == nil }.compactMap { plan[$0] }
      .filter { seen.insert($0.key).inserted }
    guard let count else { return all }
    let order = all.map { (Checksum.sha256(Data($0.name.utf8)), $0) }.sorted { $0.0 < $1.0 }
    return order.prefix(count).map(\.1)
  }

  /// Makes `wanted` again beside the store and compares their bits with the records.
  ///
  /// - Returns: Each of `wanted`, and the conflicts among them.
  package func `repeat`(_ wanted: [PlannedRun]) throws -> ([RepeatedRun], [RunConflict]) {
    let records = wanted.map { store.header(of: $0.key)?.provenance.machine ?? "" }
    let repetition = try RepetitionStore(of: store, repeating: Set(wanted.map(\.key)))
    defer { repetition.end() }
    var found: Set<String> = []
    for run in wanted { found.formUnion(try needed(for: run.name).map(\.name)) }
    let summary = try Scheduler(
      store: repetition, concurrency: workspace.threads, flag: flag, progress: ProgressReporter(),
      provenance: Libraries.provenance(of: workspace),
      checkpointSeconds: workspace.checkpointSeconds
    ).run(runs.filter { found.contains($0.name) })
    if let trouble = summary.trouble { throw trouble }
    let failed = Set(summary.failures.map(\.name))
    var conflicts: [RunConflict] = []
    let outcomes = repetition.outcomes
    let repeated = zip(wanted, records).map { run, machine in
      var result = RepeatedRun(
        name: run.name, key: run.key.description, state: .left, recordedOn: machine)
      switch outcomes[run.key] {
      case .confirmed, .known: result.state = .equal
      case .conflict(let conflict):
        (result.state, result.files) = (.different, conflict.files)
        conflicts.append(conflict)
      case .taken: result.state = .missing
      case .busy: result.state = .left
      case nil: result.state = failed.contains(run.name) ? .failed : .left
      }
      return result
    }
    return (repeated, conflicts)
  }
}
