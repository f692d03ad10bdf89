import Foundation
import Support
import TestSupport
import Testing

/// The command with a real Slurm. There are three clusters: one that finishes runs and refuses some, one without
/// accounting, and one for nodes that die and limits that are too short, which takes minutes.
@Suite(
  .waiting, .timeLimit(.minutes(20)),
  .enabled(if: SlurmCluster.obstacle == nil, Comment(rawValue: SlurmCluster.obstacle ?? "")))
struct SlurmTests {
  /// Of runs that are finished on Slurm as they would be at home, and of what cannot be made.
  @Suite(.slurm("--cpus", "2"), .serialized) struct Reports {}

  static let stress: ConditionTrait = .enabled(if: Stress.isOn, "make stress runs it")
}

extension SlurmTests.Reports {
  /// Runs that start from others, and others; in `make stress` the whole of smoke, from an empty store, with pages: the
  /// same bits as at home, each run made once.
  @Test func aReportHasTheBitsOfOneMadeAtHome() async throws {
    let repository = try await SlurmRepository(missing: Stress.isOn ? nil : ["F3", "tutorial"])
    let (total, here) = (Stress.isOn ? 104 : 14, try repository.records())
    let cluster = repository.cluster
    let earlier = cluster.submissions
    let report =
      ["report", "--profile", "smoke", "--on", "slurm"] + (Stress.isOn ? [] : ["--without-pages"])

    let dry = try await repository.run(report + ["--dry-run"])
    #expect(dry.status == 0, "\(dry.errors)")
    let scripts = dry.output.components(separatedBy: "#!/bin/bash").dropFirst()
    #expect(scripts.count == 3, "runs, those that start from them, and those that start from these")
    for script in scripts {
      let file = repository.url("script.sh")
      try Data(script.utf8).write(to: file)
      try await Toolchain.run(["bash", "-n", file.path], in: repository.folder.url)
    }
    #expect(!FileManager.default.fileExists(atPath: repository.url("Output/cluster").path))
    #expect(cluster.submissions == earlier)

    let made = try await repository.run(report) { _ in
      // The command for status ends with an error until something is submitted.
      try await eventually("the first array is kept") { repository.hasSubmitted() }
      try await eventually("all is submitted") {
        let status = try await repository.status()
        let counts = ["finished", "running", "pending", "ended", "notSubmitted", "runs"].map {
          status[$0] as? Int ?? -1
        }
        #expect(counts.dropLast().reduce(0, +) == counts[5], "\(status)")
        return counts[3...] == [0, 0, total]
      }
    }
    #expect(made.status == 0, "\(made.errors)")
    for page in Stress.isOn ? ["report.html", "report.pdf"] : [] {
      #expect(
        FileManager.default.fileExists(atPath: repository.url("Output/smoke/\(page)").path))
    }
    let after = try await repository.status()
    #expect(after["finished"] as? Int == total && after["runs"] as? Int == total)
    #expect((after["troubles"] as? [Any])?.isEmpty == true)

    let home = try await SmokeReport.shared().folder.url
    let expected = Dictionary(
      uniqueKeysWithValues: try SlurmRepository.read(home.appendingPathComponent("Output/store"))
        .map { ($0.lastPathComponent, $1.files) })
    let records = try repository.records()
    #expect(records.count == 298)
    for (key, record) in records {
      #expect(record.files == expected[String(key.split(separator: "/")[1])], "\(record.name)")
      guard here[key] == nil else { continue }
      #expect(record.job?.hasPrefix("Slurm ") == true, "\(record.name)")
    }
    func results(_ root: URL) throws -> NSDictionary {
      let data = try Data(contentsOf: root.appendingPathComponent("Output/smoke/results.json"))
      let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      return json.filter { ["values", "claims"].contains($0.key) } as NSDictionary
    }
    #expect(try results(home).count == 2)
    #expect(try results(repository.folder.url) == results(home))
    #expect(try repository.made() == total)
    #expect(cluster.submissions == earlier + 3)

    let again = try await repository.run(report)
    #expect(again.status == 0, "\(again.errors)")
    #expect(try repository.records() == records)
    #expect(cluster.submissions == earlier + 3)

    // A damaged record is submitted again, and not made here.
    let key = try #require(records.first { $0.value.name == "F3.pretraining.seed42" }?.key)
    try Data("{}".utf8).write(to: repository.store.appendingPathComponent("\(key)/outcome.json"))
    let damaged = try await repository.run(report)
    #expect(damaged.status == 2)
    #expect(
      damaged.errors.contains("Records of F3.pretraining.seed42: damaged and set aside"),
      "\(damaged.errors)")
    #expect(cluster.submissions == earlier + 3)
    let mended = try await repository.run(report)
    #expect(mended.status == 0, "\(mended.errors)")
    #expect(cluster.submissions == earlier + 4)
    #expect(try repository.records()[key]?.files == records[key]?.files)
  }

  /// A claim's universes are made there and judged as at home; what has its record is not submitted again.
  @Test func aMultiverseIsMadeThere() async throws {
    let repository = try await SlurmRepository(missing: ["F5"])
    let cluster = repository.cluster
    let (here, earlier) = (try repository.records(), cluster.submissions)
    let multiverse = ["multiverse", "B.4.b", "--profile", "smoke"]
    let made = try await repository.run(multiverse + ["--on", "slurm"])
    #expect(made.status == 0, "\(made.errors)")
    #expect(made.output.hasPrefix("B.4.b: "), "\(made.output)")
    #expect(cluster.submissions == earlier + 1)
    let records = try repository.records().filter { here[$0.key] == nil }
    #expect(records.values.contains { $0.name.contains("@") })
    for record in records.values {
      #expect(record.job?.hasPrefix("Slurm ") == true, "\(record.name)")
    }
    let home = try await repository.run(multiverse)
    #expect(home.status == 0 && home.output == made.output, "\(home.errors)")
    #expect(try repository.records().count == here.count + records.count)
  }

  /// Each worker starts from an empty store of its own, and archives travel by cp.
  @Test(SlurmTests.stress) func recordsAreCarriedBetweenStores() async throws {
    let workers = try await SlurmWorkers()
    let repository = try await SlurmRepository(missing: ["F3"], workers.site)
    let before = try repository.records()
    let outcome = try await repository.report()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let records = try repository.records()
    #expect(records.count == 298)
    try await Self.expectSameFiles(records)
    for (key, record) in before { #expect(records[key] == record) }
    // Nine workers, of which each has its own record and those that it was brought.
    let stores = try workers.repositories.map {
      try SlurmRepository.read($0.appendingPathComponent("Output/store")).count
    }
    #expect(stores.sorted() == [1, 2, 2, 2, 2, 2, 2, 3, 3])
    let inbox = repository.url("Output/cluster/smoke/inbox").path
    #expect(try FileManager.default.contentsOfDirectory(atPath: inbox).isEmpty)
    try workers.removeLogs()
  }

  /// Submitted by a command that is killed at random moments, and followed by such commands.
  @Test(SlurmTests.stress) func whoeverFollowsMayEndAtAnyMoment() async throws {
    let repository = try await SlurmRepository(missing: ["B2"], ["atOnce": 1])
    let (before, earlier) = (try repository.records(), repository.cluster.submissions)
    func killed(_ arguments: [String], within seconds: Double) async throws {
      let outcome = try await repository.run(arguments) { process in
        try await Task.sleep(for: .seconds(Double.random(in: 0...seconds)))
        kill(process.processIdentifier, SIGKILL)
      }
      #expect([0, SIGKILL].contains(outcome.status), "\(outcome.errors)")
    }
    let plain = ["report", "--profile", "smoke", "--without-pages"]
    for _ in 0..<4 { try await killed(plain + ["--on", "slurm", "--detach"], within: 0.4) }
    let detached = try await repository.report("--detach")
    #expect(detached.status == 0 && detached.output.contains("Submitted."), "\(detached.errors)")
    #expect(try await repository.status()["runs"] as? Int == 17)

    var second: CommandProcess.Outcome?
    let interrupted = try await repository.run(plain) { process in
      try await eventually("the command follows") {
        try repository.isLocked(by: process.processIdentifier)
      }
      second = try await repository.run(plain)
      kill(process.processIdentifier, SIGINT)
    }
    #expect(interrupted.errors.contains("runs submitted earlier are in Slurm's hands"))
    #expect(
      interrupted.status != 0 && interrupted.errors.contains("no longer followed"),
      "\(interrupted.errors)")
    #expect(
      second?.errors.contains("another nonsmooth submits or follows them") == true,
      "\(second?.errors ?? "")")
    for _ in 0..<6 { try await killed(plain, within: 1.5) }

    let outcome = try await repository.report()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(repository.cluster.submissions == earlier + 1)
    #expect(try repository.made() == 17)
    let records = try repository.records()
    #expect(records.count == 298)
    for (key, record) in before { #expect(records[key] == record) }
    let arrays = Set(
      records.filter { before[$0.key] == nil }.values
        .compactMap { $0.job?.split(separator: "_").first })
    #expect(arrays.count == 1, "\(arrays)")
  }

  @Test func cancelledRunsAreToldAndMadeByTheNextReport() async throws {
    let repository = try await SlurmRepository(
      missing: ["tutorial"], ["command": "./slow.sh", "atOnce": 1])
    let cluster = repository.cluster
    try await Script.write(
      "#!/bin/bash\nuntil [ -e go ]; do sleep 0.1; done\nexec .build/release/nonsmooth \"$@\"\n",
      to: repository.url("slow.sh"))
    let earlier = cluster.submissions

    // One that runs: the others are made.
    let first = try await repository.report { _ in
      try await cluster.ask("scancel", cluster.runningElement())
      try Data().write(to: repository.url("go"))
    }
    #expect(first.status != 0)
    #expect(
      first.errors.contains("1 run failed, expected none:")
        && first.errors.contains(
          ": its job was cancelled on n1, expected to finish. Start again to submit it again.")
        || first.errors.contains(": its job was cancelled on n2, expected to finish."),
      "\(first.errors)")
    let records = try repository.records()
    #expect(records.count == 297)
    #expect(cluster.submissions == earlier + 1)

    let again = try await repository.report()
    #expect(again.status == 0, "\(again.errors)")
    #expect(again.errors.contains("submitted 1 run,"), "\(again.errors)")
    #expect(cluster.submissions == earlier + 2)
    let all = try repository.records()
    #expect(all.count == 298)
    for (key, record) in records { #expect(all[key] == record) }
    #expect(try repository.made() == 5)
  }

  @Test func aCancelledArrayIsSubmittedAgainByTheNextReport() async throws {
    let repository = try await SlurmRepository(missing: ["tutorial"])
    let cluster = repository.cluster
    let earlier = cluster.submissions
    // Another job takes all, so that the array waits.
    try await cluster.ask(
      "sbatch", "--parsable", "--nodes=2", "--exclusive", "--output=/dev/null", "--wrap",
      "exec sleep 600")
    try await eventually("it runs") { try await cluster.ask("squeue", "-h", "-t", "R") != "" }
    let other = try await cluster.ask("squeue", "-h", "-t", "R", "-o", "%A")
    #expect(try await repository.report("--detach").status == 0)
    let waiting = try await repository.status()
    #expect(waiting["pending"] as? Int == 5, "\(waiting)")
    let array = try #require(
      ((waiting["arrays"] as? [[String: Any]])?.first?["job"]) as? String)
    try await cluster.ask("scancel", array)
    try await cluster.ask("scancel", other)
    try await eventually("the queue is empty") { try await cluster.queue().isEmpty }
    // Accounting hears of it later than the queue.
    try await eventually("its end is known") {
      try await cluster.ask("sacct", "--noheader", "--jobs", array, "--format", "State")
        .contains("CANCELLED")
    }

    let outcome = try await repository.report()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("submitted 5 runs"), "\(outcome.errors)")
    #expect(cluster.submissions == earlier + 3)
    #expect(try repository.made() == 5)
    #expect(try repository.records().count == 298)
  }

  /// Whether the records have the files of those made at home.
  static func expectSameFiles(_ records: [String: SlurmRepository.Record]) async throws {
    let home = try await SmokeReport.shared().folder.url.appendingPathComponent("Output/store")
    for (path, record) in try SlurmRepository.read(home) {
      let key = path.pathComponents.suffix(2).joined(separator: "/")
      #expect(records[key]?.files == record.files, "\(record.name)")
    }
  }
}
