import Experiments
import Foundation
import Support
import TestSupport
import Testing

/// The store under SIGKILL, Ctrl-C, two processes at once, full and forbidden disks, by the real command.
@Suite(.waiting, .serialized, .timeLimit(.minutes(20))) struct StoreTests {
  private static let specification = """
    {"kind": "training", "network": {"architecture": "vgg11"}, "initialization": "he",
     "dataset": {"name": "embedded", "limit": 64}, "batchSize": 16, "steps": 150, "shuffle": true,
     "augmentation": "cropFlip",
     "optimizer": {"name": "adam", "learningRate": 0.001}, "seed": 9}
    """

  private func arguments(_ output: String) -> [String] {
    [
      "run", "spec.json", "--output", output, "--threads", "1", "--checkpoint-seconds", "0.02"
    ]
  }

  private func run(
    _ output: String, in folder: TemporaryDirectory,
    during: (RunningTool) async throws -> Void = { _ in }
  ) async throws -> CommandProcess.Outcome {
    try await CommandProcess.run(arguments(output), in: folder.url, during: during)
  }

  private func folder() throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory()
    try Data(Self.specification.utf8).write(to: folder.url.appendingPathComponent("spec.json"))
    return folder
  }

  /// The files that a record lists, by name, of a run's folder.
  private func files(_ folder: URL) throws -> [String: String] {
    try #require(try RunRecord.read(from: folder)).files
  }

  /// SIGKILL again and again, at random moments and as soon as there is a checkpoint; whenever the run gets to its
  /// end, its files are those of a run that nobody disturbed.
  @Test(arguments: [Stress.isOn ? 50 : 4])
  func aKilledRunEndsWithTheSameBits(kills: Int) async throws {
    let folder = try folder()
    let start = Date()
    #expect(try await run("whole", in: folder).status == 0)
    let seconds = Date().timeIntervalSince(start)
    let whole = try files(folder.url.appendingPathComponent("whole"))
    #expect(Set(whole.keys).isSuperset(of: ["weights.safetensors", "metrics.jsonl"]))

    var generator = SystemRandomNumberGenerator()
    var (killed, resumed, ends) = (0, 0, 0)
    while killed < kills {
      let out = "out\(ends)"
      let checkpoint = folder.url.appendingPathComponent("\(out)/checkpoint.safetensors")
      if !RegularFile.isAbsent(checkpoint) { resumed += 1 }
      let delay = Double.random(in: 0...seconds * 0.9, using: &generator)
      let isRandom = killed % 2 == 1
      let outcome = try await run(out, in: folder) { process in
        if isRandom {
          try await Task.sleep(for: .seconds(delay))
        } else {
          try await eventually("a checkpoint") {
            !process.isRunning || !RegularFile.isAbsent(checkpoint)
          }
        }
        kill(process.processIdentifier, SIGKILL)
      }
      if outcome.status == 0 {
        #expect(try files(folder.url.appendingPathComponent(out)) == whole, "after \(delay) s")
        ends += 1
      } else {
        #expect(outcome.status == SIGKILL, "\(outcome.errors)")
        killed += 1
      }
      #expect(!outcome.errors.contains("Checkpoint '"), "\(outcome.errors)")
    }
    let out = "out\(ends)"
    #expect(try await run(out, in: folder).status == 0)
    #expect(try files(folder.url.appendingPathComponent(out)) == whole)
    #expect(resumed > kills / 5, "\(resumed) of \(kills) went on from a checkpoint")
  }

  /// A checkpoint with a flipped bit is named and not used.
  @Test func aDamagedCheckpointIsNotGoneOnFrom() async throws {
    let folder = try folder()
    #expect(try await run("whole", in: folder).status == 0)
    let out = folder.url.appendingPathComponent("out")
    let file = out.appendingPathComponent("checkpoint.safetensors")
    _ = try await run("out", in: folder) { process in
      try await eventually("a checkpoint") { !RegularFile.isAbsent(file) }
      kill(process.processIdentifier, SIGKILL)
    }
    var data = try Data(contentsOf: file)
    data[data.count - 9] ^= 1
    try data.write(to: file)
    let outcome = try await run("out", in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("; the run starts over."), "\(outcome.errors)")
    #expect(try files(out) == files(folder.url.appendingPathComponent("whole")))
  }

  /// A full VGG16 whose step takes seconds: Ctrl-C does not wait for it.
  @Test(.enabled(if: Stress.isOn, "make stress runs it")) func ctrlCEndsWithinTwoSeconds()
    async throws
  {
    let folder = try TemporaryDirectory()
    let text = """
      {"kind": "training", "network": {"architecture": "vgg16", "hidden": 512},
       "initialization": "he", "dataset": {"name": "embedded"}, "batchSize": 512, "steps": 3,
       "optimizer": {"name": "sgd", "learningRate": 0.01}}
      """
    try Data(text.utf8).write(to: folder.url.appendingPathComponent("spec.json"))
    var latency = Double.infinity
    let outcome = try await run("out", in: folder) { process in
      try await Task.sleep(for: .seconds(4))
      let start = Date()
      kill(process.processIdentifier, SIGINT)
      while process.isRunning { try await Task.sleep(for: .milliseconds(10)) }
      latency = Date().timeIntervalSince(start)
    }
    #expect(outcome.status == 2)
    #expect(latency < 2, "\(latency) s")
    #expect(outcome.errors.contains("Start again to continue"), "\(outcome.errors)")
  }

  /// While another process has the folder, its run is waited for.
  @Test func aRunThatAnotherProcessMakesIsWaitedFor() async throws {
    let folder = try folder()
    let out = folder.url.appendingPathComponent("out")
    try WholeFile.createFolder(out)
    let lock = try #require(try FileLock.acquire(out))
    let outcome = try await run("out", in: folder) { process in
      try await eventually("it waits") {
        #expect(process.isRunning)
        return process.words.contains("waiting for another process, which makes this run")
      }
      lock.release()
    }
    #expect(outcome.status == 0, "\(outcome.errors)")
    _ = try files(out)
  }

  /// A folder of 1 MB, on a disk of its own, that a run fills.
  @Test(.enabled(if: Self.mounts, "mounting a small disk needs rights that this process lacks"))
  func aFullDiskIsOneSentenceAndLosesNothing() async throws {
    let folder = try folder()
    let disk = folder.url.appendingPathComponent("disk")
    try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
    try #require(Self.tool("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.path))
    defer { _ = Self.tool("umount", disk.path) }
    let full = try await run("disk/out", in: folder)
    #expect(full.status == 2)
    #expect(full.errors.split(separator: "\n").count == 1, "\(full.errors)")
    #expect(full.errors.contains("the disk is full, expected to write there."), "\(full.errors)")
    #expect(Self.tool("mount", "-o", "remount,size=64m", disk.path))
    #expect(try await run("disk/out", in: folder).status == 0)
    #expect(try await run("whole", in: folder).status == 0)
    #expect(
      try files(disk.appendingPathComponent("out"))
        == files(folder.url.appendingPathComponent("whole")))
  }

  @Test(.enabled(if: Self.mounts, "mounting a small disk needs rights that this process lacks"))
  func aReadOnlyDiskIsOneSentence() async throws {
    let folder = try folder()
    let disk = folder.url.appendingPathComponent("disk")
    try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
    try #require(Self.tool("mount", "-t", "tmpfs", "-o", "size=1m,ro", "tmpfs", disk.path))
    defer { _ = Self.tool("umount", disk.path) }
    let outcome = try await run("disk/out", in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    #expect(outcome.errors.contains("the disk is read-only"), "\(outcome.errors)")
  }

  /// Root may write anywhere, so that the command runs as another user there.
  @Test(
    .enabled(
      if: geteuid() != 0 || tool(["setpriv"] + user + [CommandProcess.executable.path, "--help"]),
      "another user cannot run this build, or there is no setpriv"))
  func aFolderWithoutPermissionIsOneSentence() async throws {
    let folder = try folder()
    let closed = folder.url.appendingPathComponent("closed")
    try FileManager.default.createDirectory(at: closed, withIntermediateDirectories: true)
    for (url, mode) in [(folder.url, 0o755), (closed, 0o555)] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path)
    }
    let program = CommandProcess.executable
    let outcome = try await CommandProcess.run(
      (geteuid() == 0 ? Self.user + [program.path] : []) + arguments("closed/out"),
      in: folder.url,
      executable: geteuid() == 0 ? URL(fileURLWithPath: "/usr/bin/setpriv") : program)
    #expect(outcome.status == 2)
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    #expect(outcome.errors.contains("no permission, expected to write there."), "\(outcome.errors)")
  }

  private static let user = ["--reuid=65534", "--regid=65534", "--clear-groups"]

  private static let mounts: Bool = {
    guard let folder = try? TemporaryDirectory() else { return false }
    return tool("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.url.path)
      && tool("umount", folder.url.path)
  }()

  private static func tool(_ command: String...) -> Bool { tool(command) }

  private static func tool(_ command: [String]) -> Bool {
    (try? Tool(command).run(seconds: 60).succeeded) ?? false
  }
}

extension StoreTests {
  /// `nonsmooth report` on one store.
  @Suite struct ReportStoreTests {
    /// The files of each record, by its run's key.
    private func records(_ folder: TemporaryDirectory) throws -> [String: [String: String]] {
      let root = folder.url.appendingPathComponent("Output/store")
      var files: [String: [String: String]] = [:]
      for entry in try DirectoryRunStore(root: root).entries() {
        let record = try #require(try RunRecord.read(from: URL(fileURLWithPath: entry.path)))
        files["\(entry.kind)/\(entry.key)"] = record.files
      }
      return files
    }

    private let report = ["report", "--profile", "smoke", "--checkpoint-seconds", "0.02"]

    /// A report that is killed leaves the records of one that was not, and an archive carries all of them to
    /// another store.
    @Test(arguments: [Stress.isOn ? 12 : 1])
    func aKilledReportLeavesTheSameRecords(kills: Int) async throws {
      let whole = try records(try await SmokeReport.shared().folder)
      let killed = try SmokeReport.repository()
      let first = killed.url.appendingPathComponent("Output/store/convex")
      for _ in 0..<kills {
        _ = try await CommandProcess.run(report, in: killed.url) { process in
          try await eventually("a run begins") {
            !process.isRunning || !RegularFile.isAbsent(first)
          }
          try await Task.sleep(for: .seconds(Double.random(in: 0...2)))
          kill(process.processIdentifier, SIGKILL)
        }
      }
      let last = try await CommandProcess.run(report, in: killed.url)
      #expect(last.status == 0, "\(last.errors)")
      let made = try records(killed)
      #expect(made.count > 50)
      // Other tests make variations in the common store.
      #expect(made.allSatisfy { whole[$0.key] == $0.value })

      let archive = killed.url.appendingPathComponent("records.tar").path
      func nonsmooth(
        _ arguments: String..., in folder: TemporaryDirectory
      ) async throws -> CommandProcess.Outcome {
        try await CommandProcess.run(arguments, in: folder.url)
      }
      #expect(try await nonsmooth("store", "export", archive, in: killed).status == 0)
      let other = try SmokeReport.repository()
      #expect(try await nonsmooth("store", "import", archive, in: other).status == 0)
      #expect(try records(other) == made)
      let plan = try await nonsmooth("plan", "--profile", "smoke", in: other)
      #expect(plan.output.contains("\n0 of "), "\(plan.output)")
      let verified = try await nonsmooth("store", "verify", in: other)
      #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
      let clean = try await nonsmooth("store", "clean", "--yes", in: other)
      #expect(clean.output.contains("0 to remove"), "\(clean.output)")
      let refused = try await nonsmooth("store", "show", "F4.frequncy", in: other)
      #expect(refused.status == 64 && refused.errors.contains("Did you mean 'F4.frequency'?"))
    }

    /// Two reports at once make each run once.
    @Test(.enabled(if: Stress.isOn, "make stress runs it"))
    func twoReportsAtOnceLeaveTheSameRecords() async throws {
      let whole = try records(try await SmokeReport.shared().folder)
      let doubled = try SmokeReport.repository()
      async let first = CommandProcess.run(report, in: doubled.url)
      async let second = CommandProcess.run(report, in: doubled.url)
      for outcome in try await [first, second] {
        #expect(outcome.status == 0, "\(outcome.errors)")
      }
      #expect(try records(doubled).allSatisfy { whole[$0.key] == $0.value })
    }
  }
}
