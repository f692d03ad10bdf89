import Experiments
import Foundation
import Reports
import Support

/// The numbers and verdicts of one chapter, as its baseline keeps them (`values/<chapter>.json`), or
/// of all chapters together.
///
/// Numbers that are not finite are left out, as in results.json.
package struct ValuesFile: Codable {
  struct Judgement: Codable {
    var verdict: Verdict
    var evidence: [String: Double]
  }

  var values: [String: Double] = [:]
  var claims: [String: Judgement] = [:]
  var discrepancies: [String: [String: Double]] = [:]

  init(_ report: ChapterReport) {
    values = Self.finite(report.values.numbers)
    for claim in report.claims {
      claims[claim.id] = Judgement(verdict: claim.verdict, evidence: Self.finite(claim.evidence))
    }
    for discrepancy in report.discrepancies {
      discrepancies[discrepancy.id] = Self.finite(discrepancy.evidence)
    }
  }

  /// Those of all `chapters` together. Of a piece of evidence that several give, the first stands, as
  /// in results.json.
  init(merging chapters: [ValuesFile]) {
    for chapter in chapters {
      values.merge(chapter.values) { first, _ in first }
      claims.merge(chapter.claims) { first, _ in first }
      for (id, evidence) in chapter.discrepancies {
        discrepancies[id, default: [:]].merge(evidence) { first, _ in first }
      }
    }
  }

  /// Those of a whole report, from its results.json.
  ///
  /// - Throws: A `DecodingError` when `results` is not one.
  init(results: Data) throws {
    struct Results: Decodable {
      struct Claim: Decodable {
        var id: String
        var verdict: Verdict
        var evidence: [String: Double]
      }
      struct Discrepancy: Decodable {
        var id: String
        var evidence: [String: Double]
      }
      var values: [String: Double]
      var claims: [Claim]
      var discrepancies: [Discrepancy]
    }
    let parsed = try JSONDecoder().decode(Results.self, from: results)
    values = parsed.values
    for claim in parsed.claims {
      claims[claim.id] = Judgement(verdict: claim.verdict, evidence: claim.evidence)
    }
    for discrepancy in parsed.discrepancies {
      discrepancies[discrepancy.id] = discrepancy.evidence
    }
  }

  var isEmpty: Bool { values.isEmpty && claims.isEmpty && discrepancies.isEmpty }

  func json() throws -> Data {
    return try CanonicalJSON.encode(self, pretty: true)
  }

  func write(to url: URL) throws {
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try WholeFile.write(json(), to: url)
  }

  private static func finite(_ numbers: [String: Double]) -> [String: Double] {
    numbers.filter(\.value.isFinite)
  }
}
