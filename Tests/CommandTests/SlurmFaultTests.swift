import Foundation
import Support
import TestSupport
import Testing

extension SlurmTests {
  /// Of nodes that die and jobs that are taken off them in the middle of a training run, of time limits that are too
  /// short, and of memory limits that are too low, on a site that looks at memory every second.
  @Suite(
    .slurm(
      "--cpus", "2", "--conf", "JobAcctGatherParams=OverMemoryKill", "--conf",
      "JobAcctGatherFrequency=1"), .serialized, SlurmTests.stress)
  struct Faults {}
}

/// One training run of some seconds, with a checkpoint several times a second.
private struct LongRun {
  static let name = "F3.pretraining.seed42"
  let repository: SlurmRepository
  let steps: Int

  init(steps: Int = 8000, _ site: [String: Any] = [:]) async throws {
    repository = try await SlurmRepository(missing: [], site)
    self.steps = steps
  }

  private var setting: String { "\(Self.name).steps=\(steps)" }

  func run(
    on place: String, during: (RunningTool) async throws -> Void = { _ in }
  ) async throws -> CommandProcess.Outcome {
    try await repository.run(
      [
        "chapter", "lasso", "--only", Self.name, "--profile", "smoke", "--set", setting,
        "--checkpoint-seconds", "0.2", "--on", place
      ], during: during)
  }

  /// The run's record, by a name that none of the others has: its job's or its place.
  func record(besides before: [String: SlurmRepository.Record]) throws -> SlurmRepository.Record {
    let added = try repository.records().filter { before[$0.key] == nil }
    try #require(added.count == 1, "\(added)")
    return try #require(added.first?.value)
  }

  func status() async throws -> [String: Any] { try await repository.status("--set", setting) }

  /// The node on which the run is, once it has written a checkpoint there.
  func node() async throws -> String {
    try await eventually("a checkpoint is written") { try repository.steps() != nil }
    return try await repository.cluster.ask("squeue", "--noheader", "--states=R", "--format=%N")
  }

  /// Waits for the record; the steps that are on the disk never become fewer, as they would if the run began anew.
  func expectToGoOn(_ process: RunningTool) async throws {
    var steps = try #require(try repository.steps())
    #expect(steps > 0)
    try await eventually("the run ends") {
      if let now = try repository.steps() {
        #expect(now >= steps, "after \(steps) steps")
        steps = now
      }
      return !process.isRunning
    }
  }
}

extension SlurmTests.Faults {
  /// What the run leaves when nobody disturbs it.
  private static let undisturbed = Task {
    let run = try await LongRun()
    let before = try run.repository.records()
    let outcome = try await run.run(on: "here")
    try #require(outcome.status == 0, "\(outcome.errors)")
    return try run.record(besides: before).files
  }

  @Test func aRunOutlivesTheDaemonOfItsNode() async throws {
    let run = try await LongRun()
    let cluster = run.repository.cluster
    let (before, earlier) = (try run.repository.records(), cluster.submissions)
    let outcome = try await run.run(on: "slurm") { process in
      let node = try await run.node()
      try await cluster.script(["kill-node"], [node])
      let steps = try #require(try run.repository.steps())
      try await eventually("it goes on") { try run.repository.steps() ?? .max > steps }
      try await cluster.script(["start-node"], [node])
      try await run.expectToGoOn(process)
    }
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try await run.record(besides: before).files == Self.undisturbed.value)
    #expect(cluster.submissions == earlier + 1)
    #expect(try run.repository.made() == 1)
    try await cluster.rest()
  }

  @Test func aRunGoesOnElsewhereWhenItsNodeDies() async throws {
    let run = try await LongRun()
    let cluster = run.repository.cluster
    let before = try run.repository.records()
    var node = ""
    let outcome = try await run.run(on: "slurm") { process in
      node = try await run.node()
      try await cluster.script(["kill-node"], [node, "--with-jobs"])
      try await run.expectToGoOn(process)
    }
    #expect(outcome.status == 0, "\(outcome.errors)")
    let record = try run.record(besides: before)
    #expect(try await record.files == Self.undisturbed.value)
    #expect(record.job?.contains("_0 on ") == true && record.job?.contains(node) == false)
    #expect(try run.repository.made() == 1)
    try await cluster.script(["start-node"], [node])
    try await cluster.rest()
  }

  @Test func aPreemptedRunGoesOn() async throws {
    let run = try await LongRun(["sbatch": ["partition": "low"]])
    let cluster = run.repository.cluster
    let before = try run.repository.records()
    let outcome = try await run.run(on: "slurm") { process in
      let node = try await run.node()
      try await cluster.ask(
        "sbatch", "--partition=high", "--exclusive", "--nodelist=\(node)", "--output=/dev/null",
        "--wrap", "exec sleep 1")
      try await run.expectToGoOn(process)
    }
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try await run.record(besides: before).files == Self.undisturbed.value)
    let log = try run.repository.logs().values.joined()
    #expect(log.contains("DUE TO PREEMPTION"), "\(log)")
    #expect(try run.repository.made() == 1)
    try await cluster.rest()
  }
}

extension SlurmTests.Faults {
  /// What a worker keeps when it is told to stop goes by way of home to the next one, which starts with nothing.
  @Test func aCheckpointIsCarriedToAnotherWorker() async throws {
    let workers = try await SlurmWorkers()
    let run = try await LongRun(workers.site)
    let cluster = run.repository.cluster
    let (before, earlier) = (try run.repository.records(), cluster.submissions)
    func steps(of worker: Int) throws -> Int? {
      let all = try workers.repositories
      guard all.count > worker else { return nil }
      return try SlurmRepository.steps(in: all[worker].appendingPathComponent("Output/store"))
    }
    var stopped = 0
    let outcome = try await run.run(on: "slurm") { process in
      try await eventually("a checkpoint is written") { try steps(of: 0) != nil }
      try await cluster.ask("scancel", "--signal=TERM", "--batch", cluster.runningElement())
      try await eventually("another worker goes on") { try steps(of: 1) != nil }
      stopped = try #require(try steps(of: 0))
      #expect(try #require(try steps(of: 1)) >= stopped, "the other one begins anew")
    }
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.errors.contains("F3.pretraining.seed42 was told to stop on n"), "\(outcome.errors)")
    #expect(stopped > 0)
    #expect(try await run.record(besides: before).files == Self.undisturbed.value)
    #expect(cluster.submissions == earlier + 2)
    let asked = try workers.repositories.map {
      try String(contentsOf: $0.appendingPathComponent("asked"), encoding: .utf8)
    }
    #expect(asked.map { $0.contains(" --resume ") } == [false, true], "\(asked)")
    let left = try FileManager.default.subpathsOfDirectory(
      atPath: run.repository.url("Output/cluster").path)
    #expect(left.contains { $0.hasSuffix("/inbox") } && !left.contains { $0.hasSuffix(".tar") })
    try workers.removeLogs()
    try await cluster.rest()
  }
}

extension SlurmTests.Faults {
  /// Two workers stand still once they have a checkpoint, until Slurm tells them of the limit: the first in a report
  /// that submits nothing again, the second in one that does. The third runs through.
  @Test func aTimeLimitThatIsTooShortIsDoubled() async throws {
    let site: [String: Any] = ["command": "./worker.sh", "minimumMinutes": 1, "timeFactor": 1]
    let run = try await LongRun(site.merging(["resubmissions": 0, "maximumMinutes": 1]) { $1 })
    try await Script.write(
      """
      #!/bin/bash
      echo started >> starts
      [ "$(wc -l < starts)" -lt 3 ] || exec .build/release/nonsmooth "$@"
      .build/release/nonsmooth "$@" <&0 &
      worker=$!
      until find Output/store/training -name checkpoint.safetensors -newer starts | grep -q .; do sleep 0.05; done
      kill -STOP $worker
      trap 'kill -TERM $worker; kill -CONT $worker' TERM
      wait $worker
      wait $worker

      """, to: run.repository.url("worker.sh"))
    let before = try run.repository.records()
    let stopped = try await run.run(on: "slurm")
    #expect(stopped.status != 0)
    #expect(
      stopped.errors.contains(
        /F3.pretraining.seed42: reached its time limit on n[12]/),
      "\(stopped.errors)")

    try run.repository.write(site)
    let outcome = try await run.run(on: "slurm") { try await run.expectToGoOn($0) }
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.errors.contains(
        /F3.pretraining.seed42 reached its time limit on n[12]: submitted again/),
      "\(outcome.errors)")
    let arrays = try #require(try await run.status()["arrays"] as? [[String: Any]])
    #expect(arrays.last?["minutes"] as? Int == 2, "\(arrays)")
    _ = try run.record(besides: before)
    #expect(try run.repository.made() == 1)
  }
}

extension SlurmTests.Faults {
  /// The first worker holds more than its limit until Slurm kills it.
  @Test func aMemoryLimitThatIsTooLowIsDoubled() async throws {
    let run = try await LongRun(steps: 200, ["command": "./worker.sh"])
    try await Script.write(
      """
      #!/bin/bash
      echo started >> starts
      [ "$(wc -l < starts)" -lt 2 ] || exec .build/release/nonsmooth "$@"
      # A line without end stays in the memory of tail.
      exec tail <(head -c 1500M /dev/zero; exec sleep 60)

      """, to: run.repository.url("worker.sh"))
    let before = try run.repository.records()
    let outcome = try await run.run(on: "slurm")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.errors.contains(
        /F3.pretraining.seed42 reached its memory limit on n[12]: submitted again/),
      "\(outcome.errors)")
    let first = try #require(outcome.errors.firstMatch(of: /submitted 1 run, 1 core, (\d+) MiB/))
    let arrays = try #require(try await run.status()["arrays"] as? [[String: Any]])
    #expect(arrays.last?["memoryMiB"] as? Int == Int(first.1).map { 2 * $0 }, "\(arrays)")
    _ = try run.record(besides: before)
    #expect(try run.repository.made() == 1)
  }
}
