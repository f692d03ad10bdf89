import Foundation
import TestSupport
import Testing

/// The command with a real Slurm; each suite within has a cluster of its own.
@Suite(
  .smokeReport, .timeLimit(.minutes(20)),
  .enabled(if: SlurmCluster.obstacle == nil, Comment(rawValue: SlurmCluster.obstacle ?? "")))
struct SlurmTests {
  /// Of runs that are finished on Slurm as they would be at home.
  @Suite(.slurm("--cpus", "2"), .serialized) struct Reports {}
}

extension SlurmTests.Reports {
  /// The whole of smoke, from an empty store: the same bits as at home, each run made once.
  @Test func aWholeReportHasTheBitsOfOneMadeAtHome() throws {
    let repository = try SlurmRepository(missing: nil)
    let cluster = repository.cluster
    let earlier = cluster.submissions
    let report = ["report", "--profile", "smoke", "--on", "slurm"]

    let dry = try repository.run(report + ["--dry-run"])
    #expect(dry.status == 0, "\(dry.errors)")
    let scripts = dry.output.components(separatedBy: "#!/bin/bash").dropFirst()
    #expect(scripts.count == 3, "runs, those that start from them, and those that start from these")
    for script in scripts {
      let file = repository.url("script.sh")
      try Data(script.utf8).write(to: file)
      try Toolchain.run(["bash", "-n", file.path], in: repository.folder.url)
    }
    #expect(!FileManager.default.fileExists(atPath: repository.url("Output/cluster").path))
    #expect(cluster.submissions == earlier)

    let made = try repository.run(report) { _ in
      // The command for status ends with an error until something is submitted.
      try eventually("the first array is kept") { repository.hasSubmitted() }
      try eventually("all is submitted, some runs are finished and some wait") {
        let status = try repository.status()
        let counts = ["finished", "running", "pending", "ended", "runs"].map {
          status[$0] as? Int ?? -1
        }
        #expect(counts[0...3].reduce(0, +) == counts[4], "\(status)")
        return counts[0] > 0 && counts[2] > 0 && counts[3...] == [0, 104]
      }
    }
    #expect(made.status == 0, "\(made.errors)")
    for page in ["report.html", "report.pdf"] {
      #expect(
        FileManager.default.fileExists(atPath: repository.url("Output/smoke/\(page)").path))
    }
    let after = try repository.status()
    #expect(after["finished"] as? Int == 104 && after["runs"] as? Int == 104)
    #expect((after["troubles"] as? [Any])?.isEmpty == true)

    let home = try #require(SmokeReport.current).folder.url
    let expected = Dictionary(
      uniqueKeysWithValues: try SlurmRepository.read(home.appendingPathComponent("Output/store"))
        .map { ($0.lastPathComponent, $1.files) })
    let records = try repository.records()
    #expect(records.count == 104)
    for (key, record) in records {
      #expect(record.files == expected[String(key.split(separator: "/")[1])], "\(record.name)")
      #expect(record.job?.hasPrefix("Slurm ") == true, "\(record.name)")
    }
    func results(_ root: URL) throws -> NSDictionary {
      let data = try Data(contentsOf: root.appendingPathComponent("Output/smoke/results.json"))
      let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      return json.filter { ["values", "claims"].contains($0.key) } as NSDictionary
    }
    #expect(try results(home).count == 2)
    #expect(try results(repository.folder.url) == results(home))
    #expect(try repository.made() == 104)
    #expect(cluster.submissions == earlier + 3)

    let again = try repository.run(report)
    #expect(again.status == 0, "\(again.errors)")
    #expect(try repository.records() == records)
    #expect(cluster.submissions == earlier + 3)

    // A damaged record is submitted again, and not made here.
    let key = try #require(records.first { $0.value.name == "T0" }?.key)
    try Data("{}".utf8).write(to: repository.store.appendingPathComponent("\(key)/outcome.json"))
    let damaged = try repository.run(report)
    #expect(damaged.status == 2)
    #expect(damaged.errors.contains("Records of T0: damaged and set aside"), "\(damaged.errors)")
    #expect(cluster.submissions == earlier + 3)
    let mended = try repository.run(report)
    #expect(mended.status == 0, "\(mended.errors)")
    #expect(cluster.submissions == earlier + 4)
    #expect(try repository.records()[key]?.files == records[key]?.files)
  }

  /// Each worker starts from an empty store of its own, and archives travel by cp.
  @Test func recordsAreCarriedBetweenStores() throws {
    let workers = try SlurmWorkers()
    let repository = try SlurmRepository(missing: ["F3"], workers.site)
    let before = try repository.records()
    let outcome = try repository.report()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let records = try repository.records()
    #expect(records.count == 104)
    try Self.expectSameFiles(records)
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
  @Test func whoeverFollowsMayEndAtAnyMoment() throws {
    let repository = try SlurmRepository(missing: ["B2"], ["atOnce": 1])
    let (before, earlier) = (try repository.records(), repository.cluster.submissions)
    func killed(_ arguments: [String], within seconds: Double) throws {
      let outcome = try repository.run(arguments) { process in
        Thread.sleep(forTimeInterval: .random(in: 0...seconds))
        kill(process.processIdentifier, SIGKILL)
      }
      #expect([0, SIGKILL].contains(outcome.status), "\(outcome.errors)")
    }
    let plain = ["report", "--profile", "smoke", "--without-pages"]
    for _ in 0..<4 { try killed(plain + ["--on", "slurm", "--detach"], within: 0.4) }
    let detached = try repository.report("--detach")
    #expect(detached.status == 0 && detached.output.contains("Submitted."), "\(detached.errors)")
    #expect(try repository.status()["runs"] as? Int == 17)

    var second: CommandProcess.Outcome?
    let interrupted = try repository.run(plain) { process in
      try eventually("the command follows") {
        try repository.isLocked(by: process.processIdentifier)
      }
      second = try repository.run(plain)
      kill(process.processIdentifier, SIGINT)
    }
    #expect(interrupted.errors.contains("runs submitted earlier are in Slurm's hands"))
    #expect(
      interrupted.status != 0 && interrupted.errors.contains("no longer followed"),
      "\(interrupted.errors)")
    #expect(
      second?.errors.contains("another nonsmooth submits or follows them") == true,
      "\(second?.errors ?? "")")
    for _ in 0..<6 { try killed(plain, within: 1.5) }

    let outcome = try repository.report()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(repository.cluster.submissions == earlier + 1)
    #expect(try repository.made() == 17)
    let records = try repository.records()
    #expect(records.count == 104)
    for (key, record) in before { #expect(records[key] == record) }
    let arrays = Set(
      records.filter { before[$0.key] == nil }.values
        .compactMap { $0.job?.split(separator: "_").first })
    #expect(arrays.count == 1, "\(arrays)")
  }

  @Test func cancelledRunsAreToldAndMadeByTheNextReport() throws {
    let repository = try SlurmRepository(
      missing: ["tutorial"], ["command": "./slow.sh", "atOnce": 1])
    let cluster = repository.cluster
    try Self.write(
      "#!/bin/bash\nsleep 2\nexec .build/release/nonsmooth \"$@\"\n", to: repository.url("slow.sh"))
    let earlier = cluster.submissions

    // One that runs: the others are made.
    let first = try repository.report { _ in
      try cluster.ask("scancel", cluster.runningElement())
    }
    #expect(first.status != 0)
    #expect(
      first.errors.contains("1 run failed, expected none:")
        && first.errors.contains(
          ": its job was cancelled on n1, expected to finish. Start again to submit it again.")
        || first.errors.contains(": its job was cancelled on n2, expected to finish."),
      "\(first.errors)")
    let records = try repository.records()
    #expect(records.count == 103)
    #expect(cluster.submissions == earlier + 1)

    let again = try repository.report()
    #expect(again.status == 0, "\(again.errors)")
    #expect(again.errors.contains("submitted 1 run,"), "\(again.errors)")
    #expect(cluster.submissions == earlier + 2)
    let all = try repository.records()
    #expect(all.count == 104)
    for (key, record) in records { #expect(all[key] == record) }
    #expect(try repository.made() == 5)
  }

  @Test func aCancelledArrayIsSubmittedAgainByTheNextReport() throws {
    let repository = try SlurmRepository(missing: ["tutorial"])
    let cluster = repository.cluster
    let earlier = cluster.submissions
    // Another job takes all, so that the array waits.
    try cluster.ask(
      "sbatch", "--parsable", "--nodes=2", "--exclusive", "--output=/dev/null", "--wrap",
      "exec sleep 600")
    try eventually("it runs") { try cluster.ask("squeue", "-h", "-t", "R") != "" }
    let other = try cluster.ask("squeue", "-h", "-t", "R", "-o", "%A")
    #expect(try repository.report("--detach").status == 0)
    let waiting = try repository.status()
    #expect(waiting["pending"] as? Int == 5, "\(waiting)")
    let array = try #require(
      ((waiting["arrays"] as? [[String: Any]])?.first?["job"]) as? String)
    try cluster.ask("scancel", array)
    try cluster.ask("scancel", other)
    try eventually("the queue is empty") { try cluster.queue().isEmpty }

    let outcome = try repository.report()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("submitted 5 runs"), "\(outcome.errors)")
    #expect(cluster.submissions == earlier + 3)
    #expect(try repository.made() == 5)
    #expect(try repository.records().count == 104)
  }

  static func write(_ script: String, to file: URL) throws {
    try Data(script.utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
  }

  /// Whether the records have the files of those made at home.
  static func expectSameFiles(_ records: [String: SlurmRepository.Record]) throws {
    let home = try #require(SmokeReport.current).folder.url.appendingPathComponent("Output/store")
    for (path, record) in try SlurmRepository.read(home) {
      let key = path.pathComponents.suffix(2).joined(separator: "/")
      #expect(records[key]?.files == record.files, "\(record.name)")
    }
  }
}
