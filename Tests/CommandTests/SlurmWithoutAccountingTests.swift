import Foundation
import Support
import TestSupport
import Testing

extension SlurmTests {
  /// On a site without sacct, which accepts jobs that can never run.
  @Suite(
    .slurm(
      "--nodes", "1", "--cpus", "2", "--without-accounting", "--conf", "EnforcePartLimits=NO"),
    .serialized)
  struct WithoutAccounting {}
}

extension SlurmTests.WithoutAccounting {
  @Test func cancelledRunsAreUnderstood() async throws {
    let repository = try await SlurmRepository(
      missing: ["tutorial"], ["command": "./slow.sh", "atOnce": 1])
    let cluster = repository.cluster
    try await Script.write(
      "#!/bin/bash\nuntil [ -e go ]; do sleep 0.1; done\nexec .build/release/nonsmooth \"$@\"\n",
      to: repository.url("slow.sh"))
    let first = try await repository.report { _ in
      try await cluster.ask("scancel", cluster.runningElement())
      try Data().write(to: repository.url("go"))
    }
    #expect(first.status != 0)
    #expect(
      first.errors.contains(": its job was cancelled on n1, expected to finish."),
      "\(first.errors)")
    let records = try repository.records()
    #expect(records.count == 297)
    let again = try await repository.report()
    #expect(again.status == 0, "\(again.errors)")
    for (key, record) in records { #expect(try repository.records()[key] == record) }
    #expect(try repository.made() == 5)
  }

  /// The controller is away for some seconds in the middle of a run.
  @Test(SlurmTests.stress) func aShortSilenceIsBorne() async throws {
    let repository = try await SlurmRepository(missing: ["tutorial"], ["command": "./slow.sh"])
    let cluster = repository.cluster
    try await Script.write(
      """
      #!/bin/bash
      until [ -e go ]; do sleep 0.1; done
      exec .build/release/nonsmooth "$@"

      """, to: repository.url("slow.sh"))
    let earlier = cluster.submissions
    let outcome = try await repository.report { _ in
      try await eventually("two elements run") { try await cluster.queue("R").count == 2 }
      // What the controller has not written it forgets when it is killed; it writes after a change.
      let since = Date()
      let array = try #require(try await cluster.queue("R").first?.split(separator: "_").first)
      try await cluster.ask("scontrol", "update", "JobId=\(array)", "Comment=written")
      try await eventually("it is written") { cluster.isSaved(since: since) }
      try await cluster.script(["kill-controller"])
      try Data().write(to: repository.url("go"))
      let end = Date().addingTimeInterval(6)
      try await eventually("some time passes") { Date() > end }
      try await cluster.script(["start-controller"])
    }
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.errors.contains("squeue does not answer (")
        && outcome.errors.contains("Slurm answers again"), "\(outcome.errors)")
    #expect(try repository.records().count == 298)
    #expect(try repository.made() == 5)
    #expect(cluster.submissions == earlier + 1)
  }

  /// Nothing is submitted, and nothing said of submissions.
  @Test func aControllerThatIsDownIsToldAtOnce() async throws {
    let repository = try await SlurmRepository(missing: ["tutorial"])
    let cluster = repository.cluster
    try await cluster.script(["kill-controller"])
    let outcome = try await repository.report()
    try await cluster.script(["start-controller"])
    #expect(outcome.status == 2)
    #expect(
      outcome.errors.contains("nonsmooth: Slurm: Slurmctld(primary) at ")
        && outcome.errors.contains(
          " is DOWN, expected its controller to answer. Nothing was submitted;"),
      "\(outcome.errors)")
    #expect(!repository.hasSubmitted())
  }

  /// A site that puts jobs into the queue that no partition lets run.
  @Test func aHopelessWaitIsEnded() async throws {
    let repository = try await SlurmRepository(
      missing: ["tutorial"], ["minimumMinutes": 70, "settleSeconds": 1])
    let outcome = try await repository.report()
    #expect(outcome.status != 0)
    #expect(
      outcome.errors.contains(": Slurm keeps it waiting (Partition")
        && outcome.errors.contains("5 runs failed, expected none:"), "\(outcome.errors)")
    #expect(try await repository.cluster.queue().isEmpty)
    #expect(try repository.made() == 0)
  }
}
