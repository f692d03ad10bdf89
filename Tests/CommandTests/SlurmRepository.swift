import Foundation
import Support
import TestSupport
import Testing

/// A repository whose report is made on a cluster, with a run store in which some runs are finished.
struct SlurmRepository {
  let folder: TemporaryDirectory
  let cluster: SlurmCluster

  /// What a finished run left in the store.
  struct Record: Equatable {
    var name: String
    /// E.g. `"Slurm 12_3 on n1, partition main"`.
    var job: String?
    /// SHA-256 of its files, but of record.json.
    var files: [String: String]
    /// The number of record.json on the disk, which another one would not have.
    var place: Int
    var modified: Date
  }

  /// Settings for tests: looks often, waits briefly.
  private static var site: [String: Any] {
    ["pollSeconds": 0.3, "settleSeconds": 3, "minimumMinutes": 10, "patienceSeconds": 120]
  }

  /// A repository with the smoke records of `SmokeReport.shared`, which are links to them, but for runs whose
  /// names begin like one of `missing`; nil for a store without anything.
  init(missing: [String]?, _ site: [String: Any] = [:]) async throws {
    cluster = try #require(SlurmCluster.current)
    folder = try SmokeReport.repository()
    try write(site)
    if let missing { try await SmokeReport.link(into: folder.url, without: missing) }
  }

  var store: URL { folder.url.appendingPathComponent("Output/store") }

  func url(_ path: String) -> URL { folder.url.appendingPathComponent(path) }

  /// Writes cluster.json: `site` over what all tests have.
  func write(_ site: [String: Any]) throws {
    let all = Self.site.merging(site) { _, new in new }
    try JSONSerialization.data(withJSONObject: all).write(to: url("cluster.json"))
  }

  func run(
    _ arguments: [String], during: (RunningTool) async throws -> Void = { _ in }
  ) async throws -> CommandProcess.Outcome {
    try await CommandProcess.run(
      arguments, in: folder.url, environment: cluster.environment, during: during)
  }

  /// The smoke report on Slurm without pages.
  func report(
    _ more: String..., during: (RunningTool) async throws -> Void = { _ in }
  ) async throws -> CommandProcess.Outcome {
    try await run(
      ["report", "--profile", "smoke", "--without-pages", "--on", "slurm"] + more, during: during)
  }

  /// `nonsmooth status`, as JSON.
  func status(_ more: String...) async throws -> [String: Any] {
    let outcome = try await run(["status", "--profile", "smoke", "--json"] + more)
    try #require(outcome.status == 0, "\(outcome.errors)")
    let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    return try #require(json as? [String: Any])
  }

  /// Whether the ledger of smoke has an array.
  func hasSubmitted() -> Bool {
    let arrays = url("Output/cluster/smoke/arrays").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: arrays)) ?? []
    return names.contains { $0.hasSuffix(".json") && !$0.hasPrefix(".") }
  }

  /// The finished runs by their keys.
  func records() throws -> [String: Record] {
    Dictionary(
      uniqueKeysWithValues: try Self.read(store).map { path, record in
        (path.pathComponents.suffix(2).joined(separator: "/"), record)
      })
  }

  static func read(_ store: URL) throws -> [(URL, Record)] {
    let files = FileManager.default
    var records: [(URL, Record)] = []
    for kind in ["convex", "training"] {
      let folder = store.appendingPathComponent(kind)
      for name in (try? files.contentsOfDirectory(atPath: folder.path)) ?? [] {
        let run = folder.appendingPathComponent(name)
        let file = run.appendingPathComponent("record.json")
        guard !name.contains("."), let data = try? Data(contentsOf: file) else { continue }
        let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let attributes = try files.attributesOfItem(atPath: file.path)
        let provenance = json["provenance"] as? [String: Any]
        records.append(
          (
            run,
            Record(
              name: try #require(json["name"] as? String), job: provenance?["job"] as? String,
              files: try #require(json["files"] as? [String: String]),
              place: try #require(attributes[.systemFileNumber] as? Int),
              modified: try #require(attributes[.modificationDate] as? Date))
          ))
      }
    }
    return records
  }

  /// The logs of workers by the elements' numbers, e.g. `"12_3"`.
  func logs() throws -> [String: String] {
    let folder = url("Output/cluster")
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
    var logs: [String: String] = [:]
    for path in paths where path.contains("/logs/") && path.hasSuffix(".txt") {
      let file = folder.appendingPathComponent(path)
      logs[file.deletingPathExtension().lastPathComponent] = try String(
        contentsOf: file, encoding: .utf8)
    }
    return logs
  }

  /// How many runs workers have made, by their logs.
  func made() throws -> Int {
    try logs().values.reduce(0) { $0 + $1.components(separatedBy: "1 of 1 runs done").count - 1 }
  }

  /// How many lines metrics.jsonl of the one unfinished run has; nil when there is none.
  func steps() throws -> Int? { try Self.steps(in: store) }

  static func steps(in store: URL) throws -> Int? {
    let folder = store.appendingPathComponent("training")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    guard let name = names.first(where: { $0.hasSuffix(".partial") }) else { return nil }
    let run = folder.appendingPathComponent(name)
    guard
      FileManager.default.fileExists(
        atPath: run.appendingPathComponent("checkpoint.safetensors").path),
      let metrics = try? Data(contentsOf: run.appendingPathComponent("metrics.jsonl"))
    else { return nil }
    return metrics.count { $0 == UInt8(ascii: "\n") }
  }
}

extension SmokeReport {
  /// Links the run store of the shared report into another repository, but for runs whose names begin like one of
  /// `missing`.
  static func link(into repository: URL, without missing: [String]) async throws {
    let output = repository.appendingPathComponent("Output")
    let from = try await shared().folder.url.appendingPathComponent("Output/store")
    try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
    let copied = try await Tool(["cp", "-al", from.path, output.path]).outcome()
    try #require(copied.succeeded, "\(copied.errorText)")
    for (path, record) in try SlurmRepository.read(output.appendingPathComponent("store"))
    where missing.contains(where: record.name.hasPrefix) {
      try FileManager.default.removeItem(at: path)
    }
  }
}

extension SlurmRepository {
  /// Whether a process holds the lock on the submissions of smoke.
  func isLocked(by process: Int32) throws -> Bool {
    let file = url("Output/cluster/smoke/lock").path
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: file),
      let number = attributes[.systemFileNumber] as? Int
    else { return false }
    return try String(contentsOfFile: "/proc/locks", encoding: .utf8).split(separator: "\n")
      .contains { $0.contains(" \(process) ") && $0.contains(":\(number) ") }
  }
}
