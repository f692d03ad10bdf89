import Foundation
import Support
import TestSupport
import Testing

/// A real Slurm on this machine, by Tests/Slurm/slurm.sh; it ends with the value, or with this process.
final class SlurmCluster: Sendable {
  private let folder: TemporaryDirectory

  /// That of the suite that is running; the trait `.slurm` sets it.
  @TaskLocal static var current: SlurmCluster?

  private static let script = CommandProcess.root.appendingPathComponent("Tests/Slurm/slurm.sh")

  /// Why there can be no cluster; nil when there can.
  static let obstacle: String? = {
    let folders =
      (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map(String.init) + ["/usr/sbin", "/sbin"]
    let missing = ["munged", "slurmctld", "slurmd", "slurmdbd", "mariadbd", "sbatch"].filter {
      name in
      !folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }
    return missing.isEmpty
      ? nil : "needs \(missing.joined(separator: ", ")), see Scripts/setup-tests.sh"
  }()

  /// - Parameter options: Of `slurm.sh start`.
  init(_ options: [String]) async throws {
    folder = try TemporaryDirectory()
    try await script(["start"], ["--until", "\(getpid())"] + options)
  }

  private var place: URL { folder.url.appendingPathComponent("slurm") }

  /// What Slurm's own commands need.
  var environment: [String: String] {
    ["SLURM_CONF": place.appendingPathComponent("slurm.conf").path]
  }

  /// `slurm.sh COMMAND FOLDER ARGUMENTS`, which must succeed.
  func script(_ command: [String], _ arguments: [String] = []) async throws {
    let outcome = try await CommandProcess.run(
      command + [place.path] + arguments, in: folder.url, executable: Self.script)
    try #require(outcome.status == 0, "\(outcome.errors)")
  }

  /// A command of Slurm's, e.g. `["squeue"]`; what it prints without the last line break.
  @discardableResult
  func ask(_ command: String...) async throws -> String {
    let outcome = try await CommandProcess.run(
      command, in: folder.url, environment: environment,
      executable: URL(fileURLWithPath: "/usr/bin/env"))
    try #require(outcome.status == 0, "\(command): \(outcome.errors)")
    return outcome.output.trimmingCharacters(in: .newlines)
  }

  /// Elements in the queue as `1_3`, of one state, e.g. `"R"`, or of all.
  func queue(_ state: String = "all") async throws -> [String] {
    let states = state == "all" ? "PD,R,CG,CF,S" : state
    return try await ask("squeue", "--noheader", "--array", "--states=\(states)", "--format=%F_%K")
      .split(separator: "\n").map(String.init)
  }

  /// Waits until an element runs; the first that does, as `1_3`.
  func runningElement() async throws -> String {
    var running: [String] = []
    try await eventually("an element runs") {
      running = try await queue("R")
      return !running.isEmpty
    }
    return running[0]
  }

  /// How many arrays and jobs Slurm has accepted, by the controller's log.
  var submissions: Int {
    let log = place.appendingPathComponent("log/slurmctld.log")
    let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
    return text.components(separatedBy: "_slurm_rpc_submit_batch_job: JobId=").count - 1
  }

  /// Whether the controller has written to the disk what it knows, after `date`.
  func isSaved(since date: Date) -> Bool {
    let file = place.appendingPathComponent("state/job_state").path
    let attributes = try? FileManager.default.attributesOfItem(atPath: file)
    return (attributes?[.modificationDate] as? Date).map { $0 > date } ?? false
  }

  /// Empties the queue and brings every node back, for the next test.
  func rest() async throws {
    try await ask("scancel", "--user=\(NSUserName())")
    try await eventually("the queue is empty") { try await queue().isEmpty }
    try await eventually("all nodes are idle") {
      try await ask("sinfo", "--noheader", "--Node", "--partition=main", "--format=%T")
        .split(separator: "\n").allSatisfy { $0 == "idle" }
    }
  }
}

/// Starts one cluster for all tests of a suite.
struct SlurmTrait: SuiteTrait, TestScoping {
  let options: [String]

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let cluster = try await SlurmCluster(options)
    do {
      try await SlurmCluster.$current.withValue(cluster) { try await function() }
    } catch {
      try? await cluster.script(["stop"])
      throw error
    }
    try await cluster.script(["stop"])
  }
}

extension Trait where Self == SlurmTrait {
  /// `SlurmCluster.current` is there for the tests of this suite.
  static func slurm(_ options: String...) -> Self { SlurmTrait(options: options) }
}
