import Foundation
import TestSupport
import Testing

/// `nonsmooth run` as a process in a fresh folder.
@Suite struct RunTests {
  private func specification(steps: Int, seed: Int) -> String {
    """
    {"kind": "training", "network": {"architecture": "vgg11"}, "initialization": "he",
     "dataset": {"name": "embedded", "limit": 64}, "batchSize": 16, "steps": \(steps),
     "optimizer": {"name": "sgd", "learningRate": 0.01, "momentum": 0.9}, "seed": \(seed)}
    """
  }

  private func run(
    _ text: String, in folder: URL, output: String, threads: Int = 1,
    options: [String] = [], during: (Process) throws -> Void = { _ in }
  ) throws -> CommandProcess.Outcome {
    let file = folder.appendingPathComponent("spec-\(UUID().uuidString).json")
    try Data(text.utf8).write(to: file)
    return try CommandProcess.run(
      ["run", file.lastPathComponent, "--output", output, "--threads", "\(threads)"] + options,
      in: folder, during: during)
  }

  @Test func aRunWritesItsFilesAndIsNotRepeated() throws {
    let folder = try TemporaryDirectory()
    let first = try run(specification(steps: 3, seed: 1), in: folder.url, output: "out")
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

    let again = try run(specification(steps: 3, seed: 1), in: folder.url, output: "out")
    #expect(again.status == 0)
    #expect(try Data(contentsOf: out.appendingPathComponent("record.json")) == record)

    let other = try run(specification(steps: 3, seed: 2), in: folder.url, output: "out")
    #expect(other.status == 2)
    #expect(
      other.errors.hasSuffix(
        "/out': holds a run of another specification, expected the same one or an empty folder. "
          + "Choose another --output.\n"))
  }

  @Test func threadsDoNotChangeTheWeights() throws {
    let folder = try TemporaryDirectory()
    var weights: [Data] = []
    for threads in [1, 3] {
      let outcome = try run(
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
  @Test func anInterruptedRunGoesOnToTheSameWeights() throws {
    let folder = try TemporaryDirectory()
    let specification = specification(steps: 400, seed: 3)
    let out = folder.url.resolvingSymlinksInPath().appendingPathComponent("out")
    let checkpoint = out.appendingPathComponent("checkpoint.safetensors").path
    let stopped = try run(specification, in: folder.url, output: "out") { process in
      for _ in 0..<200 where !FileManager.default.fileExists(atPath: out.path) {
        Thread.sleep(forTimeInterval: 0.05)
      }
      Thread.sleep(forTimeInterval: 0.4)
      kill(process.processIdentifier, SIGINT)
    }
    try #require(stopped.status == 2, "the run ended before it could be interrupted")
    #expect(
      stopped.errors.hasSuffix(
        "/out': interrupted, expected to finish. Start again to continue.\n"))
    #expect(FileManager.default.fileExists(atPath: checkpoint))
    #expect(try run(specification, in: folder.url, output: "out").status == 0)
    #expect(!FileManager.default.fileExists(atPath: checkpoint))
    #expect(try run(specification, in: folder.url, output: "whole").status == 0)
    for name in ["weights.safetensors", "metrics.jsonl"] {
      let whole = folder.url.appendingPathComponent("whole/\(name)")
      #expect(
        try Data(contentsOf: out.appendingPathComponent(name)) == Data(contentsOf: whole), "\(name)"
      )
    }
  }

  /// A process that is killed leaves nothing that a later one would take for a result.
  @Test func aKilledRunIsMadeAgain() throws {
    let folder = try TemporaryDirectory()
    let out = folder.url.appendingPathComponent("out")
    let killed = try run(specification(steps: 400, seed: 4), in: folder.url, output: "out") {
      process in
      for _ in 0..<200 where !FileManager.default.fileExists(atPath: out.path) {
        Thread.sleep(forTimeInterval: 0.05)
      }
      kill(process.processIdentifier, SIGKILL)
    }
    #expect(killed.status == SIGKILL)
    let record = out.appendingPathComponent("record.json").path
    #expect(!FileManager.default.fileExists(atPath: record))
    #expect(try run(specification(steps: 400, seed: 4), in: folder.url, output: "out").status == 0)
    #expect(FileManager.default.fileExists(atPath: record))
  }

  @Test func aPlaceThatCannotBeWrittenIsNamed() throws {
    let folder = try TemporaryDirectory()
    try Data().write(to: folder.url.appendingPathComponent("file"))
    let outcome = try run(specification(steps: 1, seed: 1), in: folder.url, output: "file/out")
    #expect(outcome.status == 2)
    #expect(
      outcome.errors.hasSuffix(
        "/file/out': a part of its path is not a folder, expected to write there. Make room or "
          + "correct its permissions, then start again; finished runs are kept.\n"),
      "\(outcome.errors)")
  }

  @Test func nativeRunsAreRunsOfTheirOwn() throws {
    let folder = try TemporaryDirectory()
    func record(_ output: String, options: [String] = []) throws -> [String: Any] {
      let outcome = try run(
        specification(steps: 1, seed: 1), in: folder.url, output: output, options: options)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let file = folder.url.appendingPathComponent("\(output)/record.json")
      return try #require(
        try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    }
    let portable = try record("portable")
    let native = try record("native", options: ["--numerics", "native"])
    #expect(portable["key"] as? String != native["key"] as? String)
    #expect(portable["specHash"] as? String != native["specHash"] as? String)
    let provenance = try [portable, native].map { try #require($0["provenance"] as? [String: Any]) }
    #expect(provenance[0]["numerics"] as? String == "portable")
    #expect(provenance[0]["openBLAS"] == nil)
    #expect(provenance[1]["numerics"] as? String == "native")
    #expect((provenance[1]["openBLAS"] as? String)?.hasPrefix("OpenBLAS") == true)

    let mixed = try run(
      specification(steps: 1, seed: 1), in: folder.url, output: "portable",
      options: ["--numerics", "native"])
    #expect(mixed.status == 2)
    #expect(mixed.errors.contains("holds a run of another specification"))
  }

  @Test func aFolderOfOtherFilesIsRefused() throws {
    let folder = try TemporaryDirectory()
    let outcome = try run(specification(steps: 1, seed: 1), in: folder.url, output: ".")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("files that are no run, expected an empty folder."))
  }

  @Test func aMissingSpecificationIsNamed() throws {
    let folder = try TemporaryDirectory()
    let outcome = try CommandProcess.run(["run", "none.json", "--output", "out"], in: folder.url)
    #expect(outcome.status == 64)
    #expect(
      outcome.errors
        == "nonsmooth: Specification 'none.json': unreadable, expected a JSON file. "
        + "Check its path.\n")
  }

  @Test func brokenSpecificationsEndInOneSentence() throws {
    let folder = try TemporaryDirectory()
    for text in ["{", "{}", #"{"kind": "training", "netwrk": {}}"#] {
      let outcome = try run(text, in: folder.url, output: "out")
      #expect(outcome.status == 2)
      #expect(outcome.errors.hasPrefix("nonsmooth: "))
      #expect(outcome.errors.split(separator: "\n").count == 1)
      #expect(outcome.errors.contains(", expected "))
    }
  }
}
