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

  /// All records of a store's folder whose seal is whole; their files are not checked.
  public init(storeAt root: URL) {
    let manager = FileManager.default
    func names(in folder: URL) -> [String] {
      (try? manager.contentsOfDirectory(atPath: folder.path)) ?? []
    }
    var records: [RunRecord] = []
    for kind in names(in: root) where !["damaged", "failed"].contains(kind) {
      let folder = root.appendingPathComponent(kind)
      for key in names(in: folder) where key.count == 64 {
        let place = folder.appendingPathComponent(key)
        guard let data = try? Data(contentsOf: place.appendingPathComponent(RunRecord.fileName)),
          let record = try? RunRecord(json: data, folder: place.path)
        else { continue }
        records.append(record)
      }
    }
    self.init(records)
  }

  /// The record of a key, e.g. `"convex/3af0..."`.
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
