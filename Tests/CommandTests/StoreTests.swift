import Foundation
import TestSupport
import Testing

/// The store under SIGKILL, Ctrl-C, two processes at once, full and forbidden disks, by the real command.
@Suite(.serialized, .timeLimit(.minutes(10))) struct StoreTests {
  private static let specification = """
    {"kind": "training", "network": {"architecture": "vgg11"}, "initialization": "he",
     "dataset": {"name": "embedded", "limit": 64}, "batchSize": 16, "steps": 500, "shuffle": true,
     "augmentation": "cropFlip",
     "optimizer": {"name": "adam", "learningRate": 0.001}, "seed": 9}
    """

  private func arguments(_ output: String) -> [String] {
    [
      "run", "spec.json", "--output", output, "--threads", "1", "--checkpoint-seconds", "0.02"
    ]
  }

  private func folder() throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory()
    try Data(Self.specification.utf8).write(to: folder.url.appendingPathComponent("spec.json"))
    return folder
  }

  /// The files that a record lists, by name, of a run's folder.
  private func files(_ folder: URL) throws -> [String: String] {
    let data = try Data(contentsOf: folder.appendingPathComponent("record.json"))
    let record = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    return try #require(record["files"] as? [String: String])
  }

  /// 50 times SIGKILL at random moments of a run; whenever it gets to its end, its files are those of a
  /// run that nobody disturbed.
  @Test func aRunKilledFiftyTimesEndsWithTheSameBits() throws {
    let folder = try folder()
    let start = Date()
    #expect(try CommandProcess.run(arguments("whole"), in: folder.url).status == 0)
    let seconds = Date().timeIntervalSince(start)
    let whole = try files(folder.url.appendingPathComponent("whole"))
    #expect(Set(whole.keys).isSuperset(of: ["weights.safetensors", "metrics.jsonl"]))

    var generator = SystemRandomNumberGenerator()
    var (kills, resumed, ends) = (0, 0, 0)
    while kills < 50 {
      let out = "out\(ends)"
      let checkpoint = folder.url.appendingPathComponent("\(out)/checkpoint.safetensors").path
      if FileManager.default.fileExists(atPath: checkpoint) { resumed += 1 }
      let delay = Double.random(in: 0...seconds * 0.9, using: &generator)
      let outcome = try CommandProcess.run(arguments(out), in: folder.url) { process in
        Thread.sleep(forTimeInterval: delay)
        kill(process.processIdentifier, SIGKILL)
      }
      if outcome.status == 0 {
        #expect(try files(folder.url.appendingPathComponent(out)) == whole, "after \(delay) s")
        ends += 1
      } else {
        #expect(outcome.status == SIGKILL, "\(outcome.errors)")
        kills += 1
      }
      #expect(!outcome.errors.contains("Checkpoint '"), "\(outcome.errors)")
    }
    let out = "out\(ends)"
    #expect(try CommandProcess.run(arguments(out), in: folder.url).status == 0)
    #expect(try files(folder.url.appendingPathComponent(out)) == whole)
    #expect(resumed > 10, "\(resumed) of 50 went on from a checkpoint")
  }

  /// A checkpoint with a flipped bit is named and not used.
  @Test func aDamagedCheckpointIsNotGoneOnFrom() throws {
    let folder = try folder()
    #expect(try CommandProcess.run(arguments("whole"), in: folder.url).status == 0)
    let out = folder.url.appendingPathComponent("out")
    let file = out.appendingPathComponent("checkpoint.safetensors")
    _ = try CommandProcess.run(arguments("out"), in: folder.url) { process in
      for _ in 0..<400 where !FileManager.default.fileExists(atPath: file.path) { usleep(10_000) }
      kill(process.processIdentifier, SIGKILL)
    }
    var data = try Data(contentsOf: file)
    data[data.count - 9] ^= 1
    try data.write(to: file)
    let outcome = try CommandProcess.run(arguments("out"), in: folder.url)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.errors.contains("its tensors have another SHA-256; the run starts over."),
      "\(outcome.errors)")
    #expect(try files(out) == files(folder.url.appendingPathComponent("whole")))
  }

  @Test func aDamagedResultIsSetAsideAndMadeAgain() throws {
    let folder = try folder()
    #expect(try CommandProcess.run(arguments("out"), in: folder.url).status == 0)
    let out = folder.url.appendingPathComponent("out")
    let whole = try files(out)
    try Data([1]).write(to: out.appendingPathComponent("weights.safetensors"))
    let outcome = try CommandProcess.run(arguments("out"), in: folder.url)
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("weights.safetensors has another SHA-256; moved to '"))
    #expect(try files(out) == whole)
    #expect(FileManager.default.fileExists(atPath: out.path + ".damaged-1"))
  }

  /// A full VGG16 whose step takes seconds: Ctrl-C does not wait for it.
  @Test func ctrlCEndsWithinTwoSeconds() throws {
    let folder = try TemporaryDirectory()
    let text = """
      {"kind": "training", "network": {"architecture": "vgg16", "hidden": 512},
       "initialization": "he", "dataset": {"name": "embedded"}, "batchSize": 512, "steps": 3,
       "optimizer": {"name": "sgd", "learningRate": 0.01}}
      """
    try Data(text.utf8).write(to: folder.url.appendingPathComponent("spec.json"))
    var latency = Double.infinity
    let outcome = try CommandProcess.run(arguments("out"), in: folder.url) { process in
      Thread.sleep(forTimeInterval: 4)
      let start = Date()
      kill(process.processIdentifier, SIGINT)
      process.waitUntilExit()
      latency = Date().timeIntervalSince(start)
    }
    #expect(outcome.status == 2)
    #expect(latency < 2, "\(latency) s")
    #expect(outcome.errors.contains("Start again to continue"), "\(outcome.errors)")
  }

  /// Two processes on one folder: one makes the run, the other waits and takes it.
  @Test func twoRunsInOneFolderMakeItOnce() throws {
    let folder = try folder()
    var second: CommandProcess.Outcome?
    let first = try CommandProcess.run(arguments("out"), in: folder.url) { _ in
      Thread.sleep(forTimeInterval: 0.9)
      second = try CommandProcess.run(arguments("out"), in: folder.url)
    }
    #expect(first.status == 0 && second?.status == 0)
    #expect(
      second?.errors.contains("waiting for another process, which makes this run") == true,
      "\(second?.errors ?? "")")
  }

  /// A folder of 1 MB, on a disk of its own, that a run fills.
  @Test func aFullDiskIsOneSentenceAndLosesNothing() throws {
    let folder = try folder()
    let disk = folder.url.appendingPathComponent("disk")
    try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
    guard try tool("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.path) else {
      print("skipped: mounting a small disk needs rights that this process lacks")
      return
    }
    defer { _ = try? tool("umount", disk.path) }
    let full = try CommandProcess.run(arguments("disk/out"), in: folder.url)
    #expect(full.status == 2)
    #expect(full.errors.split(separator: "\n").count == 1, "\(full.errors)")
    #expect(full.errors.contains("the disk is full, expected to write there."), "\(full.errors)")
    #expect(try tool("mount", "-o", "remount,size=64m", disk.path))
    #expect(try CommandProcess.run(arguments("disk/out"), in: folder.url).status == 0)
    #expect(try CommandProcess.run(arguments("whole"), in: folder.url).status == 0)
    #expect(
      try files(disk.appendingPathComponent("out"))
        == files(folder.url.appendingPathComponent("whole")))
  }

  @Test func aReadOnlyDiskIsOneSentence() throws {
    let folder = try folder()
    let disk = folder.url.appendingPathComponent("disk")
    try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
    guard try tool("mount", "-t", "tmpfs", "-o", "size=1m,ro", "tmpfs", disk.path) else {
      print("skipped: mounting a small disk needs rights that this process lacks")
      return
    }
    defer { _ = try? tool("umount", disk.path) }
    let outcome = try CommandProcess.run(arguments("disk/out"), in: folder.url)
    #expect(outcome.status == 2)
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    #expect(outcome.errors.contains("the disk is read-only"), "\(outcome.errors)")
  }

  /// Root may write anywhere, so that the command runs as another user there.
  @Test func aFolderWithoutPermissionIsOneSentence() throws {
    let folder = try folder()
    let closed = folder.url.appendingPathComponent("closed")
    try FileManager.default.createDirectory(at: closed, withIntermediateDirectories: true)
    for (url, mode) in [(folder.url, 0o755), (closed, 0o555)] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path)
    }
    var (program, arguments) = (CommandProcess.executable, arguments("closed/out"))
    if geteuid() == 0 {
      let user = ["--reuid=65534", "--regid=65534", "--clear-groups", program.path]
      guard try tool("setpriv", user[0], user[1], user[2], program.path, "--help") else {
        print("skipped: another user cannot run this build, or there is no setpriv")
        return
      }
      (program, arguments) = (URL(fileURLWithPath: "/usr/bin/setpriv"), user + arguments)
    }
    let outcome = try CommandProcess.run(arguments, in: folder.url, executable: program)
    #expect(outcome.status == 2)
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    #expect(outcome.errors.contains("no permission, expected to write there."), "\(outcome.errors)")
  }

  private func tool(_ arguments: String...) throws -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}

extension StoreTests {
  /// `nonsmooth report` on one store.
  @Suite struct ReportStoreTests {
    private func store(_ folder: TemporaryDirectory) throws -> [String: [String: String]] {
      let outcome = try CommandProcess.run(["store", "list", "--json"], in: folder.url)
      let data = Data(outcome.output.utf8)
      let list = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
      var files: [String: [String: String]] = [:]
      for entry in list {
        let path = try #require(entry["path"] as? String)
        #expect(entry["state"] as? String == "current", "\(path)")
        let record = try Data(contentsOf: URL(fileURLWithPath: path + "/record.json"))
        let object = try #require(try JSONSerialization.jsonObject(with: record) as? [String: Any])
        files["\(entry["kind"]!)/\(entry["key"]!)"] = object["files"] as? [String: String]
      }
      return files
    }

    private let report = ["report", "--profile", "smoke", "--checkpoint-seconds", "0.02"]

    /// A report that is killed at random moments leaves the records of one that was not; two at once make
    /// each run once, and an archive carries all of it to another store.
    @Test func killedAndDoubledReportsLeaveTheSameRecords() throws {
      let whole = try SmokeReport.repository()
      #expect(try CommandProcess.run(report, in: whole.url).status == 0)
      let expected = try store(whole)
      #expect(expected.count > 50)

      let killed = try SmokeReport.repository()
      for _ in 0..<12 {
        _ = try CommandProcess.run(report, in: killed.url) { process in
          Thread.sleep(forTimeInterval: Double.random(in: 0.3...2.5))
          kill(process.processIdentifier, SIGKILL)
        }
      }
      #expect(try CommandProcess.run(report, in: killed.url).status == 0)
      #expect(try store(killed) == expected)

      let doubled = try SmokeReport.repository()
      var second: CommandProcess.Outcome?
      let first = try CommandProcess.run(report, in: doubled.url) { _ in
        second = try CommandProcess.run(report, in: doubled.url)
      }
      #expect(first.status == 0 && second?.status == 0, "\(first.errors)\(second?.errors ?? "")")
      #expect(try store(doubled) == expected)

      let archive = doubled.url.appendingPathComponent("records.tar").path
      #expect(
        try CommandProcess.run(["store", "export", archive], in: doubled.url).status == 0)
      let other = try SmokeReport.repository()
      #expect(try CommandProcess.run(["store", "import", archive], in: other.url).status == 0)
      #expect(try store(other) == expected)
      let plan = try CommandProcess.run(["plan", "--profile", "smoke"], in: other.url)
      #expect(plan.output.contains("\n0 of "), "\(plan.output)")
      let clean = try CommandProcess.run(["store", "clean", "--yes"], in: other.url)
      #expect(clean.output.contains("0 to remove"), "\(clean.output)")
      let refused = try CommandProcess.run(["store", "show", "F4.frequncy"], in: other.url)
      #expect(refused.status == 64 && refused.errors.contains("Did you mean 'F4.frequency'?"))
    }
  }
}
