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
    options: [String] = []
  ) throws -> CommandProcess.Outcome {
    let file = folder.appendingPathComponent("spec-\(UUID().uuidString).json")
    try Data(text.utf8).write(to: file)
    return try CommandProcess.run(
      ["run", file.lastPathComponent, "--output", output, "--threads", "\(threads)"] + options,
      in: folder)
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
