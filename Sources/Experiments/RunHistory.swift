import Foundation

/// Records of earlier runs by the names that they had, to say why a run has to be made again.
public struct RunHistory: Sendable {
  private var byName: [String: [RunRecord]] = [:]
  private var byKey: [String: RunRecord] = [:]

  public init(_ records: [RunRecord] = []) {
    for record in records {
      byName[record.name, default: []].append(record)
      byKey["\(record.kind)/\(record.key)"] = record
    }
  }

  /// All records of a store whose seal is whole; their files are not checked.
  ///
  /// - Parameter known: Those that were read already.
  public init(_ store: DirectoryRunStore, known: [RunRecord] = []) {
    let read = Set(known.map { RunKey(kind: $0.kind, hash: $0.key) })
    let rest = ((try? store.keys()) ?? []).filter { !read.contains($0) }
    self.init(known + rest.parallelMap { store.header(of: $0) }.compactMap { $0 })
  }

  public func record(ofKey key: String) -> RunRecord? { byKey[key] }

  /// The record that `experiment` took the place of, with what has changed since.
  ///
  /// Profiles share a store and their runs share names. So the record is that of `drawn`, which this
  /// profile's outputs were made from, where it is there; else the one of the same name that differs in
  /// the fewest things, of these the newest.
  public func predecessor(
    of experiment: Experiment, drawn: String? = nil, keys: [String: RunKey], code: CodeFingerprint
  ) throws -> (record: RunRecord, differences: [RunDifference])? {
    if let record = drawn.flatMap({ byKey[$0] }) {
      let differences = try RunDifference.between(
        record, and: experiment, keys: keys, code: code)
      if !differences.isEmpty { return (record, differences) }
    }
    let candidates = try (byName[experiment.name] ?? []).map { record in
      (
        record,
        try RunDifference.between(record, and: experiment, keys: keys, code: code)
      )
    }
    // What does not differ at all is no predecessor: its files are missing or damaged.
    return candidates.filter { !$0.1.isEmpty }.min { first, second in
      (first.1.count, second.0.provenance.finished) < (second.1.count, first.0.provenance.finished)
    }
  }
}
