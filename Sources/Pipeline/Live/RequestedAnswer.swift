import Experiments
import Foundation
import Reports
import Support

/// What came of runs that a page has asked for: the figure as they make it, and the numbers and verdicts that were and
/// are.
struct RequestedAnswer {
  /// What a page needs of results.json.
  private struct Results: Decodable {
    struct Judgement: Decodable {
      var id: String
      var verdict: Verdict
      var ourValue: String
    }
    var values: [String: Double]
    var claims: [Judgement]

    init(_ file: URL) throws {
      self = try CanonicalJSON.decode(Results.self, from: RegularFile.contents(of: file))
    }
  }

  /// As `LiveAnswer.json` has them, for the same script.
  private struct Side: Encodable {
    struct Claim: Encodable {
      var id: String
      var verdict: String
      var words: String
      var ours: String
    }
    var values: [String: Double]
    var claims: [Claim]

    init(_ results: Results, values: Set<String>, claims: Set<String>) {
      self.values = results.values.filter { values.contains($0.key) }
      self.claims = results.claims.filter { claims.contains($0.id) }.map {
        Claim(
          id: $0.id, verdict: $0.verdict.rawValue, words: $0.verdict.words, ours: $0.ourValue)
      }
    }
  }

  private let figure: Data
  private let was: Side
  private let now: Side

  /// Of the report and of the variation that the command has made.
  ///
  /// - Throws: What cannot be read.
  init(_ request: RunRequest, _ file: DeepFigureFile, in workspace: Workspace) throws {
    var varied = workspace
    varied.variation = try Variation(parsing: request.changes)
    let before = try Results(workspace.output.appending(path: "results.json"))
    let after = try Results(ReportBuilder.results(ofChapter: file.chapter, in: varied.output))
    figure = try RegularFile.contents(
      of: varied.output.appending(path: "figures/\(file.id).json"))
    let values = after.values.filter { before.values[$0.key] != $0.value }.keys
    let verdicts = Dictionary(before.claims.map { ($0.id, $0.verdict) }) { first, _ in first }
    let turned = after.claims.filter { verdicts[$0.id] != $0.verdict }.map(\.id)
    let asked = file.controls.filter { request.settings[$0.target] != nil }.flatMap(\.claims)
    let claims = Set(turned).union(asked)
    was = Side(before, values: Set(values), claims: claims)
    now = Side(after, values: Set(values), claims: claims)
  }

  /// The figure as its file has it, not read and written once more.
  func json() throws -> Data {
    let parts = try [("was", was), ("now", now)].map {
      "\"\($0)\":\(String(decoding: try CanonicalJSON.encode($1), as: UTF8.self))"
    }
    return Data("{\(parts.joined(separator: ",")),\"figure\":".utf8) + figure + Data("}".utf8)
  }
}
