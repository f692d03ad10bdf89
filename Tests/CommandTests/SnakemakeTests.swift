import Foundation
import Support
import TestSupport
import Testing

/// The workflow of `plan --snakemake` under the real Snakemake.
@Suite(
  .waiting, .serialized, .enabled(if: SnakemakeProcess.isInstalled, SnakemakeProcess.reason),
  .timeLimit(.minutes(20)))
struct SnakemakeTests {
  /// The printed commands, one after another: the records are those of a run on this machine, bit by bit. In
  /// `make stress` of all runs, with Snakemake ended twice in between, and none is made twice.
  @Test func aReportIsMadeThroughSnakemake() async throws {
    let home = try await SnakemakeRepository(missing: Stress.isOn ? nil : ["F3"])
    let stored = home.folder.url.appendingPathComponent("Output/store")
    let here = try SnakemakeRepository.files(of: stored, recordsAlone: true)
    let commands = home.plan.output.split(separator: "\n").filter { $0.hasPrefix("  ") }
      .map { $0.trimmingCharacters(in: .whitespaces) }
    try #require(commands.count == 3, "\(home.plan.output)")
    let store = home.work.appendingPathComponent("store")
    let early = Stress.isOn ? try await end(twice: commands[0], home) : [:]
    let last = try await SnakemakeProcess.shell(commands[0], in: home.folder.url)
    #expect(last.status == 0, "\(last.errors)")
    let made = try SnakemakeRepository.files(of: store, recordsAlone: true)
    for (name, record) in early { #expect(made[name] == record, "\(name) was made twice") }

    let count = home.records.count
    #expect(home.plan.output.contains("makes \(count) runs."))
    let taken = try await SnakemakeProcess.shell(commands[1], in: home.folder.url)
    #expect(taken.output.hasPrefix("\(count) records taken, 0 were here\n"), "\(taken.errors)")
    #expect(
      try SnakemakeRepository.files(of: stored, recordsAlone: true) == made.merging(here) { $1 })
    let local = try await SmokeReport.shared().folder.url.appendingPathComponent("Output/store")
    let expected = try SnakemakeRepository.files(of: local)
    let found = try SnakemakeRepository.files(of: stored)
    #expect(found.count > 2 * count && Set(found.keys) == Set(expected.keys))
    for (name, bytes) in expected { #expect(found[name] == bytes, "\(name) differs") }

    if Stress.isOn {
      let report = try await SnakemakeProcess.shell(commands[2], in: home.folder.url)
      #expect(report.status == 0, "\(report.errors)")
      #expect(
        !RegularFile.isAbsent(home.folder.url.appendingPathComponent("Output/smoke/report.pdf")))
    }
    let done = try await CommandProcess.run(
      ["plan", "--profile", "smoke", "--snakemake", "work"], in: home.folder.url)
    #expect(done.output.hasPrefix("Every run has its record; "), "\(done.errors)")
    #expect(home.records.count == count)
  }

  /// Ends Snakemake by SIGTERM and by SIGKILL, each time once some records are there.
  ///
  /// - Returns: The records then.
  private func end(twice command: String, _ home: SnakemakeRepository) async throws -> [String:
    Data]
  {
    let store = home.work.appendingPathComponent("store")
    func end(by signal: Int32, after count: Int) async throws {
      let outcome = try await SnakemakeProcess.shell(command, in: home.folder.url) { process in
        try await eventually("\(count) records") {
          home.records.count >= count || !process.isRunning
        }
        kill(process.processIdentifier, signal)
      }
      try #require(outcome.status != 0, "Snakemake ended before it could be stopped")
    }
    try await end(by: SIGTERM, after: 5)
    let first = try SnakemakeRepository.files(of: store, recordsAlone: true)
    #expect(first.count >= 5)
    try await end(by: SIGKILL, after: first.count + 5)
    let second = try SnakemakeRepository.files(of: store, recordsAlone: true)

    let replanned = try await CommandProcess.run(
      ["plan", "--profile", "smoke", "--snakemake", "work"], in: home.folder.url)
    #expect(replanned.status == 2)
    #expect(
      replanned.errors
        == "nonsmooth: Folder 'work': Snakemake is at work in it or was killed, expected neither. Wait for its "
        + "end, or after a kill start \(SnakemakeRepository.snakemake) --unlock.\n")
    let unlock = try await SnakemakeProcess.shell(
      "\(SnakemakeRepository.snakemake) --unlock", in: home.folder.url)
    #expect(unlock.status == 0, "\(unlock.errors)")
    return first.merging(second) { $1 }
  }

  /// A worker whose code or data are others than those in the list.
  @Test(arguments: Stress.isOn ? ["code", "inputs"] : ["code"]) func aWorkerThatDiffersRefuses(
    what: String
  ) async throws {
    let home = try await SnakemakeRepository()
    var list = try home.json("jobs.json")
    let jobs = try #require(list["jobs"] as? [[String: String]])
    list["jobs"] = jobs.map { job in
      [
        "name": job["name"]!,
        "key": job["key"]!.prefix { $0 != "/" } + "/" + String(repeating: "0", count: 64)
      ]
    }
    let sentence: String
    if what == "code" {
      var code = try #require(list["code"] as? [String: [String: Any]])
      var canaries = try #require(code["convex"]?["canaries"] as? [String: String])
      canaries["elementary.exp"] = "0123456789abcdef"
      code["convex"]?["canaries"] = canaries
      list["code"] = code
      sentence = "has other code (canary elementary.exp was 0123456789abcdef, now "
    } else {
      list["inputs"] = ["embedded": String(repeating: "a", count: 64)]
      sentence = "has other data (embedded has SHA-256 "
    }
    try JSONSerialization.data(withJSONObject: list).write(
      to: home.work.appendingPathComponent("jobs.json"))
    let run = what == "code" ? "T0" : "F3.pretraining.seed42"
    let record = try home.record(of: run)
    let outcome = try await SnakemakeProcess.shell(
      "\(SnakemakeRepository.snakemake) --cores 2 --retries 0 \(record)", in: home.folder.url)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("nonsmooth: Run '\(run)': this machine, "), "\(outcome.errors)")
    #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
    #expect(home.records.isEmpty)
    #expect(
      !FileManager.default.fileExists(atPath: home.work.appendingPathComponent("store").path))
  }

  /// SIGKILL ends a worker: the next attempt asks for more, and goes on to the same bits.
  @Test func aKilledWorkerIsStartedAgain() async throws {
    let options = ["--set", "F3.pretraining.seed42.steps=1500", "--checkpoint-seconds", "0.3"]
    let home = try await SnakemakeRepository(options: options)
    let run = "F3.pretraining.seed42"
    let record = try home.record(of: run)
    let folder = home.folder.url.resolvingSymlinksInPath()
    let training = home.work.appendingPathComponent("store/training")
    let outcome = try await SnakemakeProcess.shell(
      "\(SnakemakeRepository.snakemake) --cores 2 \(record)", in: folder
    ) { process in
      func hasCheckpoint() -> Bool {
        SnakemakeRepository.names(in: training, ending: ".partial").contains { name in
          let file = training.appendingPathComponent("\(name)/checkpoint.safetensors")
          return FileManager.default.fileExists(atPath: file.path)
        }
      }
      try await eventually("a checkpoint is written") { hasCheckpoint() || !process.isRunning }
      let worker = try await Tool([
        "pgrep", "-f", "nonsmooth run jobs.json --root \(folder.path) --job \(run)"
      ]).outcome().text
      kill(try #require(pid_t(worker.trimmingCharacters(in: .whitespacesAndNewlines))), SIGKILL)
    }
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("Trying to restart job "))
    #expect(outcome.errors.contains("runtime=10, mem_mb=512"))
    #expect(outcome.errors.contains("runtime=20, mem_mb=1024"))

    let whole = try await CommandProcess.run(
      ["run", "work/jobs.json", "--job", run, "--output", "whole"], in: home.folder.url)
    #expect(whole.status == 0, "\(whole.errors)")
    let expected = try SnakemakeRepository.files(
      of: home.folder.url.appendingPathComponent("whole"))
    #expect(expected.count == 4)
    #expect(
      try SnakemakeRepository.files(of: home.work.appendingPathComponent("store")) == expected)
  }

  /// What failed as it would anywhere is made once for each start, and what was finished at home not at all.
  @Test func finishedRunsAreTakenAlongAndFailedOnesNotRepeated() async throws {
    let pretraining = "F3.pretraining.seed42"
    let home = try await SnakemakeRepository()
    let made = try await CommandProcess.run(
      ["run", "work/jobs.json", "--job", pretraining, "--output", "Output/store"],
      in: home.folder.url)
    #expect(made.status == 0, "\(made.errors)")
    let record = try home.record(of: pretraining)
    let start = record.replacing("records/", with: "given/")
    let replanned = try await CommandProcess.run(
      ["plan", "--profile", "smoke", "--snakemake", "work"], in: home.folder.url)
    #expect(replanned.output.contains("Finished runs that they start from: \(start).\n"))
    // One that a worker has left there needs no second place.
    let files = FileManager.default
    let archives = [
      home.work.appendingPathComponent(start), home.work.appendingPathComponent(record)
    ]
    try files.createDirectory(
      at: archives[1].deletingLastPathComponent(), withIntermediateDirectories: true)
    try files.moveItem(at: archives[0], to: archives[1])
    _ = try await CommandProcess.run(
      ["plan", "--profile", "smoke", "--snakemake", "work"], in: home.folder.url)
    let numbers = try archives.map {
      try #require(try files.attributesOfItem(atPath: $0.path)[.systemFileNumber] as? UInt64)
    }
    #expect(numbers[0] == numbers[1])
    #expect(!(try home.text("jobs.json").contains("\"\(pretraining)\"")))

    let target =
      "\(SnakemakeRepository.snakemake) --cores 2 \(try home.record(of: "F3.sgd.lambda2.seed42"))"
    let failing = home.folder.url.appendingPathComponent("failing.sh")
    try await Script.write(
      #"""
      #!/bin/bash
      echo "$@" >> "$(dirname "$0")/calls"
      while [ "$1" != --notice ]; do shift; done
      mkdir -p "$(dirname "$2")" && echo '{"cause":"failed"}' > "$2"
      echo "nonsmooth: It failed." >&2
      exit 2

      """#, to: failing)
    func calls() throws -> [String] {
      try String(contentsOf: home.folder.url.appendingPathComponent("calls"), encoding: .utf8)
        .split(separator: "\n").map(String.init)
    }
    for times in 1...2 {
      let failed = try await SnakemakeProcess.shell(
        "\(target) --config nonsmooth=\(failing.path)", in: home.folder.url)
      #expect(failed.status == 1)
      #expect(failed.errors.contains("\nnonsmooth: It failed.\n"), "\(failed.errors)")
      #expect(try calls().count == times)
    }
    #expect(try calls()[0].contains(" --with \(start) --archive "))

    let outcome = try await SnakemakeProcess.shell(target, in: home.folder.url)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(home.records.count == 2)
  }
}
