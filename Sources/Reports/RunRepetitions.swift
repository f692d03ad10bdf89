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

  /// A conflict, with the ids of what rests on it.
  struct Conflict: Encodable {
    var run: String
    var record: String
    var files: [String]
    var folder: String
    var here: Side
    var other: Side
    /// Of the record in force.
    var confirmations: [Side]
    /// The experiments that it concerns.
    var affected: [String]
    var figures: [String]
    var tables: [String]
    var claims: [String]
    var discrepancies: [String]
    var values: [String]
  }

  /// Who made one of two records.
  struct Side: Encodable {
    @OrNull var host: String?
    var cpu: String
    var operatingSystem: String
    var gitCommit: String
    var finished: String

    init(_ provenance: Provenance) {
      host = provenance.host
      (cpu, operatingSystem) = (provenance.cpu, provenance.operatingSystem)
      (gitCommit, finished) = (provenance.gitCommit, provenance.finished)
    }
  }

  /// Each conflict that something in the report rests on, with the ids of what does: through a run itself, or
  /// through one that goes on from it. Its `confirmations` are those of the record in force.
  func told(records: [String: RunRecord], chapters: [ReportChapter]) -> [Conflict] {
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
      return Conflict(
        run: conflict.name, record: "\(conflict.kind)/\(conflict.key)", files: conflict.files,
        folder: conflict.folder, here: Side(conflict.here), other: Side(conflict.other),
        confirmations: (confirmations["\(conflict.kind)/\(conflict.key)"] ?? []).map {
          Side($0.provenance)
        }, affected: affected.sorted(), figures: figures, tables: tables, claims: claims,
        discrepancies: discrepancies, values: values)
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
}
