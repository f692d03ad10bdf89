import Foundation
import Support
import TestSupport
import Testing

/// Snakemake, as Scripts/setup-tests.sh installs it.
enum SnakemakeProcess {
  private static let programs = CommandProcess.root.appendingPathComponent(
    ".build/snakemake-venv/bin")

  static let isInstalled = FileManager.default.isExecutableFile(
    atPath: programs.appendingPathComponent("snakemake").path)

  static let reason: Comment =
    ".build/snakemake-venv is missing; Scripts/setup-tests.sh installs Snakemake into it."

  /// Runs a line as a user would type it, with Snakemake on the path. The shell becomes the program, so that a signal
  /// reaches that.
  static func shell(
    _ line: String, in folder: URL, during: (RunningTool) async throws -> Void = { _ in }
  ) async throws -> CommandProcess.Outcome {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return try await CommandProcess.run(
      ["-c", "exec \(line)"], in: folder,
      environment: [
        "PATH": "\(programs.path):\(path)",
        "XDG_CACHE_HOME": folder.appendingPathComponent("cache").path
      ], executable: URL(fileURLWithPath: "/bin/bash"), during: during)
  }
}

/// A repository in which `plan --snakemake work` has been called.
struct SnakemakeRepository {
  let folder: TemporaryDirectory
  /// What `plan` printed.
  let plan: CommandProcess.Outcome

  static let name = "work"
  static let snakemake = "snakemake --directory work --snakefile work/Snakefile"

  /// - Parameter missing: With the smoke records of `SmokeReport.shared`, which are links to them, but for runs whose
  ///   names begin like one of these; nil for a store without anything.
  init(options: [String] = [], missing: [String]? = nil) async throws {
    folder = try SmokeReport.repository()
    if let missing { try await SmokeReport.link(into: folder.url, without: missing) }
    plan = try await CommandProcess.run(
      ["plan", "--profile", "smoke", "--snakemake", Self.name] + options, in: folder.url)
    try #require(plan.status == 0, "\(plan.errors)")
  }

  var work: URL { folder.url.appendingPathComponent(Self.name) }

  func text(_ name: String) throws -> String {
    try String(contentsOf: work.appendingPathComponent(name), encoding: .utf8)
  }

  func json(_ name: String) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(try text(name).utf8)) as? [String: Any])
  }

  /// The record of a run as Snakemake's target, e.g. `"records/T0.887f2d6b7154.tar"`.
  func record(of run: String) throws -> String {
    let runs = try #require(try json("runs.json")["runs"] as? [[String: Any]])
    let listed = try #require(runs.first { $0["name"] as? String == run })
    return "records/\(try #require(listed["record"] as? String)).tar"
  }

  /// The archives that are there.
  var records: [String] { Self.names(in: work.appendingPathComponent("records"), ending: ".tar") }

  static func names(in folder: URL, ending: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
      .filter { $0.hasSuffix(ending) }.sorted()
  }

  /// The bytes of a store's files, by their paths in it: of all records' files but `record.json`, which
  /// tells of times and machines, or of these alone.
  static func files(of store: URL, recordsAlone: Bool = false) throws -> [String: Data] {
    var found: [String: Data] = [:]
    for kind in ["convex", "training"] {
      let folder = store.appendingPathComponent(kind)
      for key in names(in: folder, ending: "") where key.count == 64 {
        for name in names(in: folder.appendingPathComponent(key), ending: "")
        where (name == "record.json") == recordsAlone {
          found["\(kind)/\(key)/\(name)"] = try Data(
            contentsOf: folder.appendingPathComponent("\(key)/\(name)"))
        }
      }
    }
    return found
  }
}
