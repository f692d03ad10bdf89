import Experiments
import Foundation
import Support

/// What a worker is told: which runs, by which code, on which data. JSON with `"kind": "jobs"`.
///
/// A worker finds each run by its name among the chapters' and works out its key by itself; where that is not
/// the key given here, something differs from home, and `code` and `inputs` say what.
public struct JobList: Sendable, Codable, Equatable {
  public struct Entry: Sendable, Codable, Equatable {
    public var name: String
    /// `"<kind>/<hash>"`.
    public var key: String

    public init(name: String, key: String) { (self.name, self.key) = (name, key) }
  }

  public static let kind = "jobs"

  public var kind = JobList.kind
  /// The options that choose the same runs, e.g. `["--profile", "smoke"]`.
  public var options: [String]
  /// Of the kinds of runs listed.
  public var code: [String: CodeFingerprint]
  /// SHA-256 of all that the listed runs read, by name.
  public var inputs: [String: String]
  public var jobs: [Entry]

  public init(
    options: [String], code: [String: CodeFingerprint], inputs: [String: String], jobs: [Entry]
  ) {
    (self.options, self.code, self.inputs, self.jobs) = (options, code, inputs, jobs)
  }

  /// - Parameter code: Of all kinds.
  public init(_ jobs: [Job], options: [String], code: CodeFingerprints) {
    let kinds = Set(jobs.map(\.key.kind))
    self.init(
      options: options,
      code: Dictionary(uniqueKeysWithValues: kinds.map { ($0, code.of(kind: $0)) }),
      inputs: jobs.reduce(into: [:]) { all, job in all.merge(job.inputs) { first, _ in first } },
      jobs: jobs.map { Entry(name: $0.name, key: $0.key.description) })
  }

  /// - Parameter file: Named in errors.
  /// - Throws: `badJobs`.
  public init(json: Data, file: String) throws(ClusterError) {
    do {
      self = try CanonicalJSON.decode(JobList.self, from: json)
    } catch {
      throw .badJobs(file, reason: "they are no list of jobs")
    }
    guard kind == Self.kind else { throw .badJobs(file, reason: "their kind is '\(kind)'") }
  }

  /// Whether JSON says that it is one.
  public static func isOne(_ json: Data) -> Bool {
    struct Kind: Decodable { var kind: String? }
    return (try? CanonicalJSON.decode(Kind.self, from: json))?.kind == kind
  }

  /// JSON with a line for each job, which people can read.
  public var text: String {
    get throws {
      try ReadableJSON.text(
        ["kind": kind, "options": options, "code": code, "inputs": inputs], list: "jobs", of: jobs)
    }
  }
}
