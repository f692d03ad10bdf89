import ChapterKit
import Foundation

/// A chapter's numbers and verdicts, as its baseline keeps them: `values/<chapter>.json`.
struct ValuesFile: Encodable {
  let values: [String: Double?]
  let verdicts: [String: Verdict]
  let discrepancies: [String: [String: Double?]]

  /// Numbers that are not finite become `null`, since JSON has none.
  init(_ report: ChapterReport) {
    let finite = { (value: Double) -> Double? in value.isFinite ? value : nil }
    values = report.values.mapValues(finite)
    verdicts = Dictionary(report.claims.map { ($0.id, $0.verdict) }) { first, _ in first }
    discrepancies = Dictionary(
      report.discrepancies.map { ($0.id, $0.evidence.mapValues(finite)) }
    ) { first, _ in first }
  }

  var isEmpty: Bool { values.isEmpty && verdicts.isEmpty && discrepancies.isEmpty }

  func write(to url: URL) throws {
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try encoder.encode(self).write(to: url, options: .atomic)
  }
}
