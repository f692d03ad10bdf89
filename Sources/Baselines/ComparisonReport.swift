import Foundation
import Support

/// A claim whose verdict is not the accepted one.
public struct ClaimChange: Sendable, Codable, Equatable {
  public let id: String
  public let chapter: String
  public let statement: String
  /// Nil for a claim that is new, or gone.
  public let before, now: String?

  public init(id: String, chapter: String, statement: String, before: String?, now: String?) {
    (self.id, self.chapter, self.statement) = (id, chapter, statement)
    (self.before, self.now) = (before, now)
  }
}

/// All that a comparison of a profile has found, and the compare.json that says so.
public struct ComparisonReport: Sendable, Encodable {
  public let profile: String
  /// What the outputs were held against, in words.
  public let reference: String
  /// Facts about the outputs and the baselines, a line each.
  public let provenance: [String]
  public let claims: [ClaimChange]
  /// Refused ones first, then differences, the largest first among those of one kind, then what agrees.
  public let outputs: [OutputComparison]
  public let tolerances: [ToleranceUse]

  public init(
    profile: String, reference: String = Self.baselines, provenance: [String],
    claims: [ClaimChange], outputs: [OutputComparison],
    tolerances: [ToleranceUse]
  ) {
    (self.profile, self.provenance, self.claims) = (profile, provenance, claims)
    (self.reference, self.tolerances) = (reference, tolerances)
    let order = OutputComparison.Verdict.allCases
    let size = { (output: OutputComparison) in output.data?.largest?.relative ?? 0 }
    self.outputs = order.flatMap { verdict in
      outputs.filter { $0.verdict == verdict }.enumerated()
        .sorted { (size($1.element), $0.offset) < (size($0.element), $1.offset) }.map(\.element)
    }
  }

  public static let baselines = "their baselines"

  /// The output whose numbers changed most, relative to their size; nil where none did.
  public var largest: (output: OutputComparison, change: DataChange)? {
    differences.compactMap { output in output.data?.largest.map { (output, $0) } }
      .max { $0.1.relative ?? 0 < $1.1.relative ?? 0 }
  }

  public var refused: [OutputComparison] { outputs.filter { $0.verdict == .refused } }
  public var differences: [OutputComparison] { outputs.filter(\.verdict.isDifference) }

  /// 0: all agrees; 1: something differs; 2: something could not be compared.
  public var exitStatus: Int { refused.isEmpty ? (differences.isEmpty ? 0 : 1) : 2 }

  /// E.g. `"3 of 34 outputs differ from their baselines"`.
  public var heading: String {
    let could = refused.isEmpty ? "" : "; \(refused.count) could not be compared"
    if differences.isEmpty {
      guard refused.isEmpty else {
        return "\(refused.count) of \(outputs.count) outputs could not be compared"
      }
      let drawn = outputs.filter { $0.verdict == .drawnByOthers }
      let words = "All \(outputs.count) outputs agree with \(reference)"
      guard let libraries = drawn.first?.libraries else { return words }
      return
        "\(words) in their data; \(Wording.count(drawn.count, "picture")) drawn by \(libraries)"
        + (drawn.count == 1 ? " differs" : " differ")
    }
    let verb = differences.count == 1 ? "differs" : "differ"
    return "\(differences.count) of \(outputs.count) outputs \(verb) from \(reference)\(could)"
  }

  /// What a reader of a terminal should know, a line each.
  public var notes: [String] {
    claims.map { "claim \($0.id): \($0.now ?? "gone"), before \($0.before ?? "not there")" }
      + (largest.map { ["largest change: \($0.output.name), \($0.change.sentence)"] } ?? [])
      + outputs.filter { $0.verdict.isDifference || $0.verdict == .drawnByOthers }
      .flatMap { output in
        ["\(output.name): \(output.sentence)"] + output.causes.map { "\(output.name): \($0)" }
      }
      + tolerances.compactMap { use in
        use.notice.map { "tolerance of \(use.tolerance.output): \($0)" }
      }
      + refusals.map { reason, names in
        "not compared (\(names.joined(separator: ", "))): the baseline was \(reason)"
      }
  }

  /// The refusals by their reasons: `recorded by ...: figure-2, figure-3`.
  public var refusals: [(reason: String, names: [String])] {
    let groups = Dictionary(grouping: refused) { $0.refusal ?? "" }
    return groups.map { ($0.key, $0.value.map(\.name)) }.sorted { $0.reason < $1.reason }
  }

  private enum CodingKeys: String, CodingKey {
    case profile, reference, provenance, exitStatus, differences, refused, claims, outputs,
      tolerances
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(profile, forKey: .profile)
    try container.encode(reference, forKey: .reference)
    try container.encode(provenance, forKey: .provenance)
    try container.encode(exitStatus, forKey: .exitStatus)
    try container.encode(differences.count, forKey: .differences)
    try container.encode(refused.count, forKey: .refused)
    try container.encode(claims, forKey: .claims)
    try container.encode(outputs, forKey: .outputs)
    try container.encode(tolerances, forKey: .tolerances)
  }

  /// The contents of compare.json.
  public func json() throws -> Data {
    try CanonicalJSON.encode(self, pretty: true)
  }
}
