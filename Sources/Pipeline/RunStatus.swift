import Experiments
import Foundation

/// Whether a run is fresh, stale or new, and why.
package struct RunStatus: Encodable {
  package enum State: String, Encodable {
    /// It has its record.
    case fresh
    /// A run of this name has a record, of another specification, other data or other code.
    case stale
    /// No run of this name has a record, or only with settings or data that this profile never had.
    case new
  }

  package var state: State
  /// One line.
  package var why: String
  /// What changed since the record that a stale run had.
  package var differences: [RunDifference] = []

  package var isFresh: Bool { state == .fresh }
}

/// Tells of each run of a pipeline whether it has its record, and what changed where it has not.
package struct RunStatusReader {
  package let experiments: [String: Experiment]
  let keys: [String: RunKey]
  let plan: [String: PlannedRun]
  let history: RunHistory
  let code: CodeFingerprints
  /// The record that the profile's outputs were made from, by the experiment's name.
  private let drawn: [String: String]

  package init(_ pipeline: ReportPipeline, plan: [PlannedRun], index: OutputIndex) throws {
    experiments = Dictionary(pipeline.runs.map { ($0.name, $0) }) { first, _ in first }
    code = pipeline.store.code
    keys = try RunKey.keys(of: pipeline.runs, code: code)
    self.plan = Dictionary(plan.map { ($0.name, $0) }) { first, _ in first }
    history = RunHistory(
      pipeline.store,
      known: plan.compactMap { if case .finished(let record) = $0.state { record } else { nil } })
    drawn = index.entries.reduce(into: [:]) { $0.merge($1.keys) { first, _ in first } }
  }

  package func status(of name: String) throws -> RunStatus {
    guard let experiment = experiments[name], let run = plan[name] else {
      return RunStatus(state: .stale, why: "its chapter no longer declares it")
    }
    switch run.state {
    case .finished(let record):
      return RunStatus(state: .fresh, why: "finished \(record.provenance.finished)")
    case .setAside(let reason): return RunStatus(state: .stale, why: reason)
    case .absent:
      guard
        let (record, differences) = try history.predecessor(
          of: experiment, drawn: drawn[name], keys: keys,
          code: code.of(kind: experiment.kind))
      else { return RunStatus(state: .new, why: "no record of a run of this name") }
      // The store is one for all profiles, whose runs share names: other settings or data were not this profile's
      // unless its outputs were made from them.
      if drawn[name] == nil, let other = differences.first(where: { $0.kind != .code }) {
        return RunStatus(
          state: .new, why: "no record; one of this name differs in \(other.words)")
      }
      return RunStatus(
        state: .stale, why: "\(Self.words(differences)) since \(record.provenance.finished)",
        differences: differences)
    }
  }

  /// What has changed since the record of `key`, which an output was drawn from.
  func differences(of name: String, sinceKey key: String?) throws -> [RunDifference] {
    guard let experiment = experiments[name], let record = key.flatMap(history.record(ofKey:))
    else {
      return []
    }
    return try RunDifference.between(
      record, and: experiment, keys: keys, code: code.of(kind: experiment.kind))
  }

  /// The first differences, in one line.
  static func words(_ differences: [RunDifference]) -> String {
    let shown = differences.prefix(4).map(\.words).joined(separator: ", ")
    let more = differences.count > 4 ? " and \(differences.count - 4) more" : ""
    return shown + more
  }
}
