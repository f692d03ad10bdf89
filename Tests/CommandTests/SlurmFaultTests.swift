import Foundation
import TestSupport
import Testing

extension SlurmTests {
  /// Of nodes that die and jobs that are taken off them, in the middle of a training run.
  @Suite(.slurm("--cpus", "2"), .serialized) struct Faults {}
  /// Of a time limit that is too short.
  @Suite(.slurm("--nodes", "1", "--cpus", "2")) struct Limits {}
  /// Of a memory limit that is too low, on a site that looks at it every second.
  @Suite(
    .slurm(
      "--nodes", "1", "--cpus", "2", "--conf", "JobAcctGatherParams=OverMemoryKill", "--conf",
      "JobAcctGatherFrequency=1"))
  struct Memory {}
}

/// One training run of some seconds, with a checkpoint several times a second.
private struct LongRun {
  static let name = "F3.pretraining.seed42"
  let repository: SlurmRepository
  let steps: Int

  init(steps: Int = 8000, _ site: [String: Any] = [:]) throws {
    repository = try SlurmRepository(missing: [], site)
    self.steps = steps
  }

  private var setting: String { "\(Self.name).steps=\(steps)" }

  func run(
    on place: String, during: (Process) throws -> Void = { _ in }
  ) throws -> CommandProcess.Outcome {
    try repository.run(
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

  func status() throws -> [String: Any] { try repository.status("--set", setting) }

  /// The node on which the run is, once it has written a checkpoint there.
  func node() throws -> String {
    try eventually("a checkpoint is written") { try repository.steps() != nil }
    return try repository.cluster.ask("squeue", "--noheader", "--states=R", "--format=%N")
  }

  /// Waits for the record; the steps that are on the disk never become fewer, as they would if the run began anew.
  func expectToGoOn(_ process: Process) throws {
    var steps = try #require(try repository.steps())
    #expect(steps > 0)
    try eventually("the run ends", seconds: 400) {
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
  private static let undisturbed: Result<[String: String], any Error> = Result {
    let run = try LongRun()
    let before = try run.repository.records()
    let outcome = try run.run(on: "here")
    try #require(outcome.status == 0, "\(outcome.errors)")
    return try run.record(besides: before).files
  }

  @Test func aRunOutlivesTheDaemonOfItsNode() throws {
    let run = try LongRun()
    let cluster = run.repository.cluster
    let (before, earlier) = (try run.repository.records(), cluster.submissions)
    let outcome = try run.run(on: "slurm") { process in
      let node = try run.node()
      try cluster.script(["kill-node"], [node])
      let steps = try #require(try run.repository.steps())
      try eventually("it goes on") { try run.repository.steps() ?? .max > steps }
      try cluster.script(["start-node"], [node])
      try run.expectToGoOn(process)
    }
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try run.record(besides: before).files == Self.undisturbed.get())
    #expect(cluster.submissions == earlier + 1)
    #expect(try run.repository.made() == 1)
    try cluster.rest()
  }

  @Test func aRunGoesOnElsewhereWhenItsNodeDies() throws {
    let run = try LongRun()
    let cluster = run.repository.cluster
    let before = try run.repository.records()
    var node = ""
    let outcome = try run.run(on: "slurm") { process in
      node = try run.node()
      try cluster.script(["kill-node"], [node, "--with-jobs"])
      try run.expectToGoOn(process)
    }
    #expect(outcome.status == 0, "\(outcome.errors)")
    let record = try run.record(besides: before)
    #expect(try record.files == Self.undisturbed.get())
    #expect(record.job?.contains("_0 on ") == true && record.job?.contains(node) == false)
    #expect(try run.repository.made() == 1)
    try cluster.script(["start-node"], [node])
    try cluster.rest()
  }

  @Test func aPreemptedRunGoesOn() throws {
    let run = try LongRun(["sbatch": ["partition": "low"]])
    let cluster = run.repository.cluster
    let before = try run.repository.records()
    let outcome = try run.run(on: "slurm") { process in
      let node = try run.node()
      try cluster.ask(
        "sbatch", "--partition=high", "--exclusive", "--nodelist=\(node)", "--output=/dev/null",
        "--wrap", "exec sleep 1")
      try run.expectToGoOn(process)
    }
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try run.record(besides: before).files == Self.undisturbed.get())
    let log = try run.repository.logs().values.joined()
    #expect(log.contains("DUE TO PREEMPTION"), "\(log)")
    #expect(try run.repository.made() == 1)
    try cluster.rest()
  }
}

extension SlurmTests.Faults {
  /// What a worker keeps when it is told to stop goes by way of home to the next one, which starts with nothing.
  @Test func aCheckpointIsCarriedToAnotherWorker() throws {
    let workers = try SlurmWorkers()
    let run = try LongRun(workers.site)
    let cluster = run.repository.cluster
    let (before, earlier) = (try run.repository.records(), cluster.submissions)
    func steps(of worker: Int) throws -> Int? {
      let all = try workers.repositories
      guard all.count > worker else { return nil }
      return try SlurmRepository.steps(in: all[worker].appendingPathComponent("Output/store"))
    }
    var stopped = 0
    let outcome = try run.run(on: "slurm") { process in
      try eventually("a checkpoint is written") { try steps(of: 0) != nil }
      try cluster.ask("scancel", "--signal=TERM", "--batch", cluster.runningElement())
      try eventually("another worker goes on") { try steps(of: 1) != nil }
      stopped = try #require(try steps(of: 0))
      #expect(try #require(try steps(of: 1)) >= stopped, "the other one begins anew")
    }
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.errors.contains("F3.pretraining.seed42 was told to stop on n"), "\(outcome.errors)")
    #expect(stopped > 0)
    #expect(try run.record(besides: before).files == Self.undisturbed.get())
    #expect(cluster.submissions == earlier + 2)
    let asked = try workers.repositories.map {
      try String(contentsOf: $0.appendingPathComponent("asked"), encoding: .utf8)
    }
    #expect(asked.map { $0.contains(" --resume ") } == [false, true], "\(asked)")
    let left = try FileManager.default.subpathsOfDirectory(
      atPath: run.repository.url("Output/cluster").path)
    #expect(left.contains { $0.hasSuffix("/inbox") } && !left.contains { $0.hasSuffix(".tar") })
    try workers.removeLogs()
    try cluster.rest()
  }
}

extension SlurmTests.Limits {
  /// Two workers stand still once they have a checkpoint, until Slurm tells them of the limit: the first in a report
  /// that submits nothing again, the second in one that does. The third runs through.
  @Test func aLimitThatIsTooShortIsDoubled() throws {
    let site: [String: Any] = ["command": "./worker.sh", "minimumMinutes": 1, "timeFactor": 1]
    let run = try LongRun(site.merging(["resubmissions": 0, "maximumMinutes": 1]) { $1 })
    try SlurmTests.Reports.write(
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
    let stopped = try run.run(on: "slurm")
    #expect(stopped.status != 0)
    #expect(
      stopped.errors.contains(
        "  F3.pretraining.seed42: reached its time limit on n1, expected to finish. Start again to go on from "
          + "its last checkpoint, or raise resubmissions."), "\(stopped.errors)")

    try run.repository.write(site)
    let outcome = try run.run(on: "slurm") { try run.expectToGoOn($0) }
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.errors.contains(
        "F3.pretraining.seed42 reached its time limit on n1: submitted again"),
      "\(outcome.errors)")
    let arrays = try #require(try run.status()["arrays"] as? [[String: Any]])
    #expect(arrays.last?["minutes"] as? Int == 2, "\(arrays)")
    _ = try run.record(besides: before)
    #expect(try run.repository.made() == 1)
  }
}

extension SlurmTests.Memory {
  /// The first worker holds more than its limit until Slurm kills it.
  @Test func aLimitThatIsTooLowIsDoubled() throws {
    let run = try LongRun(steps: 200, ["command": "./worker.sh"])
    try SlurmTests.Reports.write(
      """
      #!/bin/bash
      echo started >> starts
      [ "$(wc -l < starts)" -lt 2 ] || exec .build/release/nonsmooth "$@"
      # A line without end stays in the memory of tail.
      exec tail <(head -c 1500M /dev/zero; exec sleep 60)

      """, to: run.repository.url("worker.sh"))
    let before = try run.repository.records()
    let outcome = try run.run(on: "slurm")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.errors.contains(
        "F3.pretraining.seed42 reached its memory limit on n1: submitted again"),
      "\(outcome.errors)")
    let first = try #require(outcome.errors.firstMatch(of: /submitted 1 run, 1 core, (\d+) MiB/))
    let arrays = try #require(try run.status()["arrays"] as? [[String: Any]])
    #expect(arrays.last?["memoryMiB"] as? Int == Int(first.1).map { 2 * $0 }, "\(arrays)")
    _ = try run.record(besides: before)
    #expect(try run.repository.made() == 1)
  }
}
