import Experiments
import Support

/// What is known of runs that were made more than once.
public struct RunRepetitions: Sendable {
  /// Results that differ from the record that the report is made from.
  public var conflicts: [RunConflict]
  /// By `"<kind>/<key>"`, who else has come to the same bits.
  public var confirmations: [String: [RunConfirmation]]

  public init(
    conflicts: [RunConflict] = [], confirmations: [String: [RunConfirmation]] = [:]
  ) {
    (self.conflicts, self.confirmations) = (conflicts, confirmations)
  }

  /// Each conflict that something in the report rests on, with the ids of what does: through a run itself, or
  /// through one that goes on from it. Its `confirmations` are those of the record in force.
  func json(records: [String: RunRecord], chapters: [ReportChapter]) -> [JSONValue] {
    conflicts.compactMap { conflict in
      let affected = Self.dependents(of: "\(conflict.kind)/\(conflict.key)", among: records)
      func ids<Entry>(
        _ entries: (ChapterReport) -> [Entry], _ id: (Entry) -> String,
        _ experiments: (Entry) -> [String]
      ) -> [String] {
        // A discrepancy may be in several chapters.
        var seen: Set<String> = []
        return chapters.flatMap { entries($0.report) }
          .filter { !affected.isDisjoint(with: experiments($0)) }.map(id)
          .filter { seen.insert($0).inserted }
      }
      let figures = ids(\.figures, \.figure.id, \.experiments)
      let tables = ids(\.tables, \.id, \.experiments)
      let claims = ids(\.claims, \.id, \.experiments)
      let discrepancies = ids(\.discrepancies, \.id, \.experiments)
      let values = Set(
        chapters.flatMap { chapter in
          chapter.report.values.origins.filter { !affected.isDisjoint(with: $0.value) }.keys
        }
      ).sorted()
      guard !(figures + tables + claims + discrepancies + values).isEmpty else { return nil }
      return .object([
        "run": .string(conflict.name), "record": .string("\(conflict.kind)/\(conflict.key)"),
        "files": JSONValue(strings: conflict.files), "folder": .string(conflict.folder),
        "here": Self.json(conflict.here), "other": Self.json(conflict.other),
        "confirmations": .array(
          (confirmations["\(conflict.kind)/\(conflict.key)"] ?? []).map {
            Self.json($0.provenance)
          }),
        "affected": JSONValue(strings: affected.sorted()),
        "figures": JSONValue(strings: figures), "tables": JSONValue(strings: tables),
        "claims": JSONValue(strings: claims), "discrepancies": JSONValue(strings: discrepancies),
        "values": JSONValue(strings: values)
      ])
    }
  }

  /// The experiments whose record has this key, and all that go on from them.
  private static func dependents(
    of key: String, among records: [String: RunRecord]
  ) -> Set<String> {
    var (keys, found): (Set<String>, Set<String>) = ([key], [])
    var grows = true
    while grows {
      grows = false
      for (name, record) in records where !found.contains(name) {
        let own = "\(record.kind)/\(record.key)"
        guard keys.contains(own) || !keys.isDisjoint(with: record.prerequisiteKeys) else {
          continue
        }
        found.insert(name)
        keys.insert(own)
        grows = true
      }
    }
    return found
  }

  private static func json(_ provenance: Provenance) -> JSONValue {
    .object([
      "host": provenance.host.map { .string($0) } ?? .null, "cpu": .string(provenance.cpu),
      "operatingSystem": .string(provenance.operatingSystem),
      "gitCommit": .string(provenance.gitCommit), "finished": .string(provenance.finished)
    ])
  }
}
