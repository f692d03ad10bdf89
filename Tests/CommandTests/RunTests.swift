import Experiments
import Foundation
import Support
import TestSupport
import Testing

/// `nonsmooth run` as a process in a fresh folder.
@Suite(.waiting) struct RunTests {
  private func specification(steps: Int, seed: Int) -> String {
    """
    {"kind": "training", "network": {"architecture": "vgg11"}, "initialization": "he",
     "dataset": {"name": "embedded", "limit": 64}, "batchSize": 16, "steps": \(steps),
     "optimizer": {"name": "sgd", "learningRate": 0.01, "momentum": 0.9}, "seed": \(seed)}
    """
  }

  private func run(
    _ text: String, in folder: URL, output: String, threads: Int = 1,
    options: [String] = [], environment: [String: String] = [:],
    during: (RunningTool) async throws -> Void = { _ in }
  ) async throws -> CommandProcess.Outcome {
    let file = folder.appendingPathComponent("spec-\(UUID().uuidString).json")
    try Data(text.utf8).write(to: file)
    return try await CommandProcess.run(
      ["run", file.lastPathComponent, "--output", output, "--threads", "\(threads)"] + options,
      in: folder, environment: environment, during: during)
  }

  /// The same, ended by `signal` so many seconds after it began: by a shell, which is not kept waiting by the tests
  /// beside this one.
  private func run(
    _ text: String, in folder: URL, output: String, endedBy signal: String, after seconds: Double
  ) async throws -> Tool.Outcome {
    try Data(text.utf8).write(to: folder.appendingPathComponent("spec.json"))
    let script = """
      "$0" run spec.json --output \(output) --threads 1 & process=$!
      until [ -e \(output)/spec.json ]; do sleep 0.02; done
      sleep \(seconds); kill -\(signal) $process; wait $process
      """
    return try await Tool(["sh", "-c", script, CommandProcess.executable.path], in: folder)
      .outcome()
  }

  @Test func aRunWritesItsFilesAndIsNotRepeated() async throws {
    let folder = try TemporaryDirectory()
    let first = try await run(specification(steps: 3, seed: 1), in: folder.url, output: "out")
    #expect(first.status == 0, "\(first.errors)")
    let out = folder.url.appendingPathComponent("out")
    let metrics = try String(
      contentsOf: out.appendingPathComponent("metrics.jsonl"), encoding: .utf8)
    #expect(metrics.split(separator: "\n").count == 3)
    let record = try Data(contentsOf: out.appendingPathComponent("record.json"))
    let object = try #require(
      try JSONSerialization.jsonObject(with: record) as? [String: Any])
    for key in [
      "spec", "specHash", "provenance", "wallSeconds", "cpuSeconds", "peakMemoryBytes",
      "imagesPerSecond", "files"
    ] {
      #expect(object[key] != nil, "record.json lacks \(key)")
    }
    let files = try #require(object["files"] as? [String: String])
    #expect(files["metrics.jsonl"] != nil && files["weights.safetensors"] != nil)

    let again = try await run(specification(steps: 3, seed: 1), in: folder.url, output: "out")
    #expect(again.status == 0)
    #expect(try Data(contentsOf: out.appendingPathComponent("record.json")) == record)

    let other = try await run(specification(steps: 3, seed: 2), in: folder.url, output: "out")
    #expect(other.status == 2)
    #expect(
      other.errors.hasSuffix(
        "/out': holds a run of another specification, expected the same one or an empty folder. "
          + "Choose another --output.\n"))
  }

  @Test func threadsDoNotChangeTheWeights() async throws {
    let folder = try TemporaryDirectory()
    var weights: [Data] = []
    for threads in [1, 3] {
      let outcome = try await run(
        specification(steps: 2, seed: 5), in: folder.url, output: "out\(threads)",
        threads: threads)
      #expect(outcome.status == 0, "\(outcome.errors)")
      weights.append(
        try Data(
          contentsOf: folder.url.appendingPathComponent("out\(threads)/weights.safetensors")))
    }
    #expect(weights[0] == weights[1])
  }

  /// Ctrl-C after a moment leaves a checkpoint, from which the same weights come as without it.
  @Test func anInterruptedRunGoesOnToTheSameWeights() async throws {
    let folder = try TemporaryDirectory()
    let specification = specification(steps: 1200, seed: 3)
    let out = folder.url.resolvingSymlinksInPath().appendingPathComponent("out")
    let checkpoint = out.appendingPathComponent("checkpoint.safetensors").path
    let stopped = try await run(
      specification, in: folder.url, output: "out", endedBy: "INT", after: 0.4)
    try #require(stopped.status == 2, "the run ended before it could be interrupted")
    #expect(
      stopped.errorText.hasSuffix(
        "/out': interrupted, expected to finish. Start again to continue.\n"))
    #expect(FileManager.default.fileExists(atPath: checkpoint))
    #expect(try await run(specification, in: folder.url, output: "out").status == 0)
    #expect(!FileManager.default.fileExists(atPath: checkpoint))
    #expect(try await run(specification, in: folder.url, output: "whole").status == 0)
    for name in ["weights.safetensors", "metrics.jsonl"] {
      let whole = folder.url.appendingPathComponent("whole/\(name)")
      #expect(
        try Data(contentsOf: out.appendingPathComponent(name)) == Data(contentsOf: whole), "\(name)"
      )
    }
  }

  /// A process that is killed leaves nothing that a later one would take for a result.
  @Test func aKilledRunIsMadeAgain() async throws {
    let folder = try TemporaryDirectory()
    let out = folder.url.appendingPathComponent("out")
    let killed = try await run(
      specification(steps: 1200, seed: 4), in: folder.url, output: "out", endedBy: "KILL", after: 0)
    #expect(killed.status == 128 + SIGKILL)
    let record = out.appendingPathComponent("record.json").path
    #expect(!FileManager.default.fileExists(atPath: record))
    #expect(
      try await run(specification(steps: 1200, seed: 4), in: folder.url, output: "out").status == 0)
    #expect(FileManager.default.fileExists(atPath: record))
  }

  @Test func aPlaceThatCannotBeWrittenIsNamed() async throws {
    let folder = try TemporaryDirectory()
    try Data().write(to: folder.url.appendingPathComponent("file"))
    let outcome = try await run(
      specification(steps: 1, seed: 1), in: folder.url, output: "file/out")
    #expect(outcome.status == 2)
    #expect(
      outcome.errors.hasSuffix(
        "/file/out': a part of its path is not a folder, expected to write there. Make room or "
          + "correct its permissions, then start again; finished runs are kept.\n"),
      "\(outcome.errors)")
  }

  @Test func nativeRunsAreRunsOfTheirOwn() async throws {
    let folder = try TemporaryDirectory()
    func record(_ output: String, options: [String] = []) async throws -> [String: Any] {
      let outcome = try await run(
        specification(steps: 1, seed: 1), in: folder.url, output: output, options: options)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let file = folder.url.appendingPathComponent("\(output)/record.json")
      return try #require(
        try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    }
    let portable = try await record("portable")
    let native = try await record("native", options: ["--numerics", "native"])
    #expect(portable["key"] as? String != native["key"] as? String)
    #expect(portable["specHash"] as? String != native["specHash"] as? String)
    let provenance = try [portable, native].map { try #require($0["provenance"] as? [String: Any]) }
    #expect(provenance[0]["numerics"] as? String == "portable")
    #expect(provenance[0]["openBLAS"] == nil)
    #expect(provenance[1]["numerics"] as? String == "native")
    #expect((provenance[1]["openBLAS"] as? String)?.hasPrefix("OpenBLAS") == true)

    let mixed = try await run(
      specification(steps: 1, seed: 1), in: folder.url, output: "portable",
      options: ["--numerics", "native"])
    #expect(mixed.status == 2)
    #expect(mixed.errors.contains("holds a run of another specification"))
  }

  /// Hidden files make no empty folder, and nothing of anybody else's is touched.
  @Test(arguments: [".env", ".gitignore", ".git/HEAD", "notes.txt", "spec.json.partial"])
  func aFolderOfOtherFilesIsRefused(path: String) async throws {
    let folder = try TemporaryDirectory()
    let out = folder.url.appendingPathComponent("out")
    try WholeFile.update("mine", at: out.appendingPathComponent(path))
    let outcome = try await run(specification(steps: 1, seed: 1), in: folder.url, output: "out")
    #expect(outcome.status == 2)
    #expect(
      outcome.errors.hasSuffix(
        "/out': holds '\(path.prefix { $0 != "/" })', which no run has written, expected an empty folder. "
          + "Choose another --output.\n"), "\(outcome.errors)")
    #expect(Folder.files(below: out) == [path])
  }

  /// What came to lie in a run's folder later is neither sealed nor moved, nor does it disturb the run.
  @Test func foreignFilesStayWhereTheyAre() async throws {
    let folder = try TemporaryDirectory()
    let out = folder.url.appendingPathComponent("out")
    let text = specification(steps: 3, seed: 1)
    #expect(try await run(text, in: folder.url, output: "out").status == 0)
    let foreign = [".DS_Store", ".git/HEAD", "notes.txt"]
    for path in foreign { try WholeFile.update("mine", at: out.appendingPathComponent(path)) }
    let whole = try Data(contentsOf: out.appendingPathComponent("record.json"))
    #expect(try await run(text, in: folder.url, output: "out").status == 0)
    #expect(try Data(contentsOf: out.appendingPathComponent("record.json")) == whole)

    try Data([1]).write(to: out.appendingPathComponent("weights.safetensors"))
    let again = try await run(text, in: folder.url, output: "out")
    #expect(again.status == 0, "\(again.errors)")
    #expect(again.errors.contains("weights.safetensors has another SHA-256; moved to '"))
    for path in foreign {
      #expect(
        try Data(contentsOf: out.appendingPathComponent(path)) == Data("mine".utf8), "\(path)")
    }
    let record = try #require(try RunRecord.read(from: out))
    let results = [
      "metrics.jsonl", "optimizer.safetensors", "spec.json", "weights.safetensors"
    ]
    #expect(record.files.keys.sorted() == results)
    #expect(
      Folder.files(below: folder.url.appendingPathComponent("out.damaged-1"))
        == (results.filter { $0 != "spec.json" } + ["record.json"]).sorted())
  }

  /// A record, sealed and all, whose metrics are not those of its specification.
  @Test func aRecordWithoutAllItsStepsIsDamaged() async throws {
    let folder = try TemporaryDirectory()
    let out = folder.url.appendingPathComponent("out")
    let text = specification(steps: 3, seed: 1)
    #expect(try await run(text, in: folder.url, output: "out").status == 0)
    var record = try #require(try RunRecord.read(from: out))
    let metrics = out.appendingPathComponent("metrics.jsonl")
    let lines = try String(contentsOf: metrics, encoding: .utf8).split(separator: "\n")
    try Data(lines.dropLast().map { $0 + "\n" }.joined().utf8).write(to: metrics)
    try record.write(to: out)
    let again = try await run(text, in: folder.url, output: "out")
    #expect(again.status == 0)
    #expect(
      again.errors.contains("metrics.jsonl has 2 steps, and its specification 3; moved to '"),
      "\(again.errors)")
    #expect(try Data(contentsOf: metrics).split(separator: UInt8(ascii: "\n")).count == 3)
  }

  /// A finished record is handed out only for the weights that it was made from.
  @Test func otherWeightsAreAnotherRun() async throws {
    let folder = try TemporaryDirectory()
    for (seed, name) in [(1, "one"), (2, "two")] {
      let outcome = try await run(
        specification(steps: 1, seed: seed), in: folder.url, output: name)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let weights = folder.url.appendingPathComponent("start.safetensors")
    let text = specification(steps: 1, seed: 1).replacing(
      #""initialization": "he""#, with: #""initialWeights": "start.safetensors""#)
    func take(_ name: String) throws {
      try Data(contentsOf: folder.url.appendingPathComponent("\(name)/weights.safetensors"))
        .write(to: weights)
    }
    try take("one")
    #expect(try await run(text, in: folder.url, output: "out").status == 0)
    #expect(try await run(text, in: folder.url, output: "out").status == 0)
    try take("two")
    let other = try await run(text, in: folder.url, output: "out")
    #expect(other.status == 2)
    #expect(
      other.errors.contains("/out': made from other data, initialWeights of SHA-256 "),
      "\(other.errors)")
    try FileManager.default.removeItem(at: weights)
    let absent = try await run(text, in: folder.url, output: "out")
    #expect(absent.status == 0)
    #expect(absent.errors.contains("cannot be compared any more."), "\(absent.errors)")

    let beside = text.replacing("start.safetensors", with: "out/weights.safetensors")
    let refused = try await run(beside, in: folder.url, output: "out")
    #expect(refused.errors.contains("lies in the folder for the results"), "\(refused.errors)")
  }

  /// Two processes with other specifications in one empty folder: one makes its run, the other is refused.
  @Test func twoSpecificationsInOneFolder() async throws {
    let folder = try TemporaryDirectory()
    for round in 0..<3 {
      let output = "out\(round)"
      async let first = run(specification(steps: 2, seed: 1), in: folder.url, output: output)
      async let second = run(specification(steps: 2, seed: 2), in: folder.url, output: output)
      let outcomes = try await [first, second]
      #expect(outcomes.map(\.status).sorted() == [0, 2], "\(outcomes)")
      #expect(outcomes.contains { $0.errors.contains("holds a run of another specification") })
      let made = outcomes[0].status == 0 ? 1 : 2
      let record = try #require(
        try RunRecord.read(from: folder.url.appendingPathComponent(output)))
      guard case .object(let spec) = record.spec else { throw CancellationError() }
      #expect(spec["seed"] == .integer(made))
    }
  }

  /// Git's variables and a repository around the working folder say nothing of our source.
  @Test func theCommitIsOurs() async throws {
    let folder = try TemporaryDirectory()
    #expect(try await Tool(["git", "init", "-q", folder.url.path]).outcome().succeeded)
    let outcome = try await run(
      specification(steps: 1, seed: 1), in: folder.url, output: "out",
      environment: ["GIT_DIR": folder.url.path + "/.git", "GIT_WORK_TREE": folder.url.path])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let record = try #require(
      try RunRecord.read(from: folder.url.appendingPathComponent("out")))
    let head = try await Tool(["git", "-C", CommandProcess.root.path, "rev-parse", "HEAD"])
      .outcome()
    let commit = head.text.trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(record.provenance.gitCommit == (head.succeeded ? commit : "unknown"))
  }

  @Test func aMissingSpecificationIsNamed() async throws {
    let folder = try TemporaryDirectory()
    for (name, reason) in [
      ("none.json", "it does not exist"), ("/dev/zero", "it is a device and not a regular file"),
      (".", "it is a folder and not a regular file")
    ] {
      let outcome = try await CommandProcess.run(["run", name, "--output", "out"], in: folder.url)
      #expect(outcome.status == 64)
      #expect(
        outcome.errors
          == "nonsmooth: Specification '\(name)': unreadable, \(reason), expected a JSON file. "
          + "Check its path, or give - for standard input.\n")
    }
  }

  @Test func brokenSpecificationsEndInOneSentence() async throws {
    let folder = try TemporaryDirectory()
    for text in ["{", "{}", #"{"kind": "training", "netwrk": {}}"#] {
      let outcome = try await run(text, in: folder.url, output: "out")
      #expect(outcome.status == 2)
      #expect(outcome.errors.hasPrefix("nonsmooth: "))
      #expect(outcome.errors.split(separator: "\n").count == 1)
      #expect(outcome.errors.contains(", expected "))
    }
  }
}
