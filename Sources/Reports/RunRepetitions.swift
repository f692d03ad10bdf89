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

  /// Who made one of several records of a run.
  struct Side: Encodable {
    var host: String?
    var cpu: String
    var operatingSystem: String
    var gitCommit: String
    var finished: String
    /// Whether it was certainly another machine than that of the record in force.
    var elsewhere: Bool

    init(_ made: Provenance, beside record: Provenance) {
      (host, cpu, operatingSystem) = (made.host, made.cpu, made.operatingSystem)
      (gitCommit, finished) = (made.gitCommit, made.finished)
      elsewhere = made.isCertainlyElsewhere(than: record)
    }
  }

  /// Who else has come to the bits of `key`, whose record is of `record`.
  func confirmations(of key: String, beside record: Provenance) -> [Side] {
    (confirmations[key] ?? []).map { Side($0.provenance, beside: record) }
  }

  /// Each conflict that something in the report rests on, with the ids of what does: through a run itself, or
  /// through one that goes on from it. Its `confirmations` are those of the record in force.
  func told(records: [String: RunRecord], chapters: [ReportChapter]) -> [Conflict] {
    conflicts.compactMap { conflict in
      let (key, here) = ("\(conflict.kind)/\(conflict.key)", conflict.here)
      let affected = Self.dependents(of: key, among: records)
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
        run: conflict.name, record: key, files: conflict.files, folder: conflict.folder,
        here: Side(here, beside: here), other: Side(conflict.other, beside: here),
        confirmations: confirmations(of: key, beside: here), affected: affected.sorted(),
        figures: figures, tables: tables, claims: claims, discrepancies: discrepancies,
        values: values)
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
