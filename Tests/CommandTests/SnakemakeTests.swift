import Foundation
import Support
import TestSupport
import Testing

/// The workflow of `plan --snakemake` under the real Snakemake.
@Suite(
  .serialized, .enabled(if: SnakemakeProcess.isInstalled, SnakemakeProcess.reason),
  .timeLimit(.minutes(10)))
struct SnakemakeTests {
  /// The printed commands, one after another, with Snakemake ended twice in between: the records are those of a
  /// run on this machine, bit by bit, and none is made twice.
  @Test func aReportIsMadeThroughSnakemake() throws {
    let home = try SnakemakeRepository()
    let commands = home.plan.output.split(separator: "\n").filter { $0.hasPrefix("  ") }
      .map { $0.trimmingCharacters(in: .whitespaces) }
    try #require(commands.count == 3, "\(home.plan.output)")
    let store = home.work.appendingPathComponent("store")

    func end(by signal: Int32, after count: Int) throws {
      let outcome = try SnakemakeProcess.shell(commands[0], in: home.folder.url) { process in
        for _ in 0..<2000 where home.records.count < count && process.isRunning {
          Thread.sleep(forTimeInterval: 0.05)
        }
        kill(process.processIdentifier, signal)
      }
      try #require(outcome.status != 0, "Snakemake ended before it could be stopped")
    }
    try end(by: SIGTERM, after: 5)
    let first = try SnakemakeRepository.files(of: store, recordsAlone: true)
    #expect(first.count >= 5)
    try end(by: SIGKILL, after: first.count + 5)
    let second = try SnakemakeRepository.files(of: store, recordsAlone: true)

    let replanned = try CommandProcess.run(
      ["plan", "--profile", "smoke", "--snakemake", "work"], in: home.folder.url)
    #expect(replanned.status == 2)
    #expect(
      replanned.errors
        == "nonsmooth: Folder 'work': Snakemake is at work in it or was killed, expected neither. Wait for its "
        + "end, or after a kill start \(SnakemakeRepository.snakemake) --unlock.\n")
    let unlock = try SnakemakeProcess.shell(
      "\(SnakemakeRepository.snakemake) --unlock", in: home.folder.url)
    #expect(unlock.status == 0, "\(unlock.errors)")
    let last = try SnakemakeProcess.shell(commands[0], in: home.folder.url)
    #expect(last.status == 0, "\(last.errors)")
    let made = try SnakemakeRepository.files(of: store, recordsAlone: true)
    for (name, record) in first.merging(second, uniquingKeysWith: { $1 }) {
      #expect(made[name] == record, "\(name) was made twice")
    }

    let count = home.records.count
    #expect(home.plan.output.contains("makes \(count) runs."))
    let taken = try SnakemakeProcess.shell(commands[1], in: home.folder.url)
    #expect(taken.output == "\(count) records taken, 0 were here\n", "\(taken.errors)")
    let report = try SnakemakeProcess.shell(commands[2], in: home.folder.url)
    #expect(report.status == 0, "\(report.errors)")
    let outputs = home.folder.url.appendingPathComponent("Output")
    #expect(
      FileManager.default.fileExists(
        atPath: outputs.appendingPathComponent("smoke/report.pdf").path))
    let stored = outputs.appendingPathComponent("store")
    #expect(try SnakemakeRepository.files(of: stored, recordsAlone: true) == made)

    let local = try SmokeReport()
    let expected = try SnakemakeRepository.files(
      of: local.folder.url.appendingPathComponent("Output/store"))
    let found = try SnakemakeRepository.files(of: stored)
    #expect(found.count > 2 * count && Set(found.keys) == Set(expected.keys))
    for (name, bytes) in expected { #expect(found[name] == bytes, "\(name) differs") }

    let done = try CommandProcess.run(
      ["plan", "--profile", "smoke", "--snakemake", "work"], in: home.folder.url)
    #expect(done.output.hasPrefix("Every run has its record; "), "\(done.errors)")
    #expect(home.records.count == count)
  }

  /// A worker whose code or data are others than those in the list.
  @Test(arguments: ["code", "inputs"]) func aWorkerThatDiffersRefuses(what: String) throws {
    let home = try SnakemakeRepository()
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
    let outcome = try SnakemakeProcess.shell(
      "\(SnakemakeRepository.snakemake) --cores 2 --retries 0 \(record)", in: home.folder.url)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("nonsmooth: Run '\(run)': this machine, "), "\(outcome.errors)")
    #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
    #expect(home.records.isEmpty)
    #expect(
      !FileManager.default.fileExists(atPath: home.work.appendingPathComponent("store").path))
  }

  /// SIGKILL ends a worker: the next attempt asks for more, and goes on to the same bits.
  @Test func aKilledWorkerIsStartedAgain() throws {
    let options = ["--set", "F3.pretraining.seed42.steps=1500", "--checkpoint-seconds", "0.3"]
    let home = try SnakemakeRepository(options: options)
    let run = "F3.pretraining.seed42"
    let record = try home.record(of: run)
    let folder = home.folder.url.resolvingSymlinksInPath()
    let training = home.work.appendingPathComponent("store/training")
    let outcome = try SnakemakeProcess.shell(
      "\(SnakemakeRepository.snakemake) --cores 2 \(record)", in: folder
    ) { process in
      func hasCheckpoint() -> Bool {
        SnakemakeRepository.names(in: training, ending: ".partial").contains { name in
          let file = training.appendingPathComponent("\(name)/checkpoint.safetensors")
          return FileManager.default.fileExists(atPath: file.path)
        }
      }
      for _ in 0..<2000 where !hasCheckpoint() && process.isRunning {
        Thread.sleep(forTimeInterval: 0.02)
      }
      let worker = try Toolchain.run(
        ["pgrep", "-f", "nonsmooth run jobs.json --root \(folder.path) --job \(run)"], in: folder)
      kill(try #require(pid_t(worker.trimmingCharacters(in: .whitespacesAndNewlines))), SIGKILL)
    }
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("Trying to restart job "))
    #expect(outcome.errors.contains("runtime=10, mem_mb=512"))
    #expect(outcome.errors.contains("runtime=20, mem_mb=1024"))

    let whole = try CommandProcess.run(
      ["run", "work/jobs.json", "--job", run, "--output", "whole"], in: home.folder.url)
    #expect(whole.status == 0, "\(whole.errors)")
    let expected = try SnakemakeRepository.files(
      of: home.folder.url.appendingPathComponent("whole"))
    #expect(expected.count == 4)
    #expect(
      try SnakemakeRepository.files(of: home.work.appendingPathComponent("store")) == expected)
  }

  /// What failed as it would anywhere is made once for each start, and what was finished at home not at all.
  @Test func finishedRunsAreTakenAlongAndFailedOnesNotRepeated() throws {
    let pretraining = "F3.pretraining.seed42"
    let home = try SnakemakeRepository()
    let made = try CommandProcess.run(
      ["run", "work/jobs.json", "--job", pretraining, "--output", "Output/store"],
      in: home.folder.url)
    #expect(made.status == 0, "\(made.errors)")
    let record = try home.record(of: pretraining)
    let start = record.replacing("records/", with: "given/")
    let replanned = try CommandProcess.run(
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
    _ = try CommandProcess.run(
      ["plan", "--profile", "smoke", "--snakemake", "work"], in: home.folder.url)
    let numbers = try archives.map {
      try #require(try files.attributesOfItem(atPath: $0.path)[.systemFileNumber] as? UInt64)
    }
    #expect(numbers[0] == numbers[1])
    #expect(!(try home.text("jobs.json").contains("\"\(pretraining)\"")))

    let target =
      "\(SnakemakeRepository.snakemake) --cores 2 \(try home.record(of: "F3.sgd.lambda2.seed42"))"
    let failing = home.folder.url.appendingPathComponent("failing.sh")
    try Data(
      #"""
      #!/bin/bash
      echo "$@" >> "$(dirname "$0")/calls"
      while [ "$1" != --notice ]; do shift; done
      mkdir -p "$(dirname "$2")" && echo '{"cause":"failed"}' > "$2"
      echo "nonsmooth: It failed." >&2
      exit 2

      """#.utf8
    ).write(to: failing)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: failing.path)
    func calls() throws -> [String] {
      try String(contentsOf: home.folder.url.appendingPathComponent("calls"), encoding: .utf8)
        .split(separator: "\n").map(String.init)
    }
    for times in 1...2 {
      let failed = try SnakemakeProcess.shell(
        "\(target) --config nonsmooth=\(failing.path)", in: home.folder.url)
      #expect(failed.status == 1)
      #expect(failed.errors.contains("\nnonsmooth: It failed.\n"), "\(failed.errors)")
      #expect(try calls().count == times)
    }
    #expect(try calls()[0].contains(" --with \(start) --archive "))

    let outcome = try SnakemakeProcess.shell(target, in: home.folder.url)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(home.records.count == 2)
  }
}
