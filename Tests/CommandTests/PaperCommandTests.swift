import Foundation
import TestSupport
import Testing

/// The profile `paper` without its files, and runs whose values stop being finite, as a user meets them.
@Suite struct PaperCommandTests {
  /// An empty repository, so that no images, weights or records are found.
  private func repository() throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory()
    try Data().write(to: folder.url.appendingPathComponent("Package.swift"))
    try FileManager.default.createDirectory(
      at: folder.url.appendingPathComponent("Chapters"), withIntermediateDirectories: true)
    return folder
  }

  private func nonsmooth(_ arguments: String..., in folder: URL) async throws
    -> CommandProcess.Outcome
  {
    try await CommandProcess.run(arguments, in: folder, environment: ["IMAGENET_WEIGHTS": ""])
  }

  /// At a sixteenth of the width, so that the calibration of a step takes a moment.
  @Test func aPlanNeedsNeitherImagesNorWeights() async throws {
    let plan = try await plan("--set", "F3.network.widthMultiplier=0.0625")
    let notes = try #require(plan["notes"] as? [String])
    #expect(notes.count == 2)
    #expect(notes.contains { $0.contains("data_batch_1.bin': missing") })
    #expect(notes.contains { $0.hasPrefix("file 'IMAGENET_WEIGHTS': no file named") })
    // An epoch of 50,000 images has 391 batches of 128 with its short one, and 98 of 512.
    let runs = try #require(plan["runs"] as? [[String: Any]])
    for (prefix, steps) in [("F2.vgg11.plain.relu.seed", 200 * 391), ("F3.", 200 * 98)] {
      let found = runs.filter { ($0["name"] as? String)?.hasPrefix(prefix) == true }
      #expect(found.isEmpty == false && found.allSatisfy { $0["steps"] as? Int == steps })
    }
    let total = try #require(plan["total"] as? [String: Any])
    let hours = try #require(total["hours"] as? Double)
    let seconds = try #require(total["seconds"] as? Double)
    #expect(abs(hours * 3600 - seconds) < 1e-6 * seconds)
    #expect((plan["method"] as? String)?.isEmpty == false)
  }

  /// What the paper's own network takes; its calibration takes half a minute and 2 GiB.
  @Test(.enabled(if: Stress.isOn, "make stress runs it")) func aPlanOfThePapersNetwork()
    async throws
  {
    let plan = try await plan()
    let runs = try #require(plan["runs"] as? [[String: Any]])
    let deep = runs.filter { ($0["name"] as? String)?.hasPrefix("F3.") == true }
    #expect(deep.count == 8)
    for run in deep {
      #expect(run["basis"] as? String == "calibration" && run["runsAlone"] as? Bool == true)
      #expect(run["steps"] as? Int == 19_600)
      #expect((run["floatingPointOperations"] as? Double ?? 0) > 2.6e16)
      #expect((run["seconds"] as? Double ?? 0) > 0)
    }
    let total = try #require(plan["total"] as? [String: Any])
    let memory = try #require(total["memoryBytes"] as? Int)
    #expect(memory > 4 << 30 && memory < 6 << 30)
  }

  /// Of the profile, in a repository without anything.
  private func plan(_ more: String...) async throws -> [String: Any] {
    let folder = try repository()
    let outcome = try await CommandProcess.run(
      ["plan", "--profile", "paper", "--json", "--data-path", "none"] + more, in: folder.url,
      environment: ["IMAGENET_WEIGHTS": ""])
    try #require(outcome.status == 0, "\(outcome.errors)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  @Test func aReportWithoutWeightsSaysHowToGetThem() async throws {
    let folder = try repository()
    let outcome = try await nonsmooth(
      "report", "--profile", "paper", "--dataset", "embedded", in: folder.url)
    #expect(outcome.status == 2)
    #expect(
      outcome.errors
        == "nonsmooth: file 'IMAGENET_WEIGHTS': no file named, expected torchvision's VGG16 weights "
        + "IMAGENET1K_V1 as safetensors, for the profile paper. Convert them with the two lines of "
        + "Python in Docs/Paper.md, then name the file with --imagenet-weights or IMAGENET_WEIGHTS.\n"
    )
  }

  private func specification(_ start: String, rate: String, steps: Int) -> Data {
    Data(
      """
      {"network": {"architecture": "vgg11"}, \(start), "dataset": {"name": "embedded", "limit": 64},
       "batchSize": 16, "steps": \(steps),
       "optimizer": {"name": "sgd", "learningRate": \(rate)}, "seed": 1}
      """.utf8)
  }

  @Test func aDivergingRunKeepsItsStepsAndSaysWhatToTry() async throws {
    let folder = try TemporaryDirectory()
    try specification("\"initialization\": \"he\"", rate: "1e6", steps: 9).write(
      to: folder.url.appendingPathComponent("spec.json"))
    let outcome = try await nonsmooth("run", "spec.json", "--output", "out", in: folder.url)
    #expect(outcome.status == 2)
    let pattern =
      /nonsmooth: step '(\d+)': values that are not finite from (features\.\d+|classifier) on, expected a finite loss\. Try optimizer\.learningRate below 1000000\.0; metrics\.jsonl holds the (?:step|\d+ steps) before\.\n/
    let match = try #require(outcome.errors.wholeMatch(of: pattern), "\(outcome.errors)")
    let metrics = try String(
      contentsOf: folder.url.appendingPathComponent("out/metrics.jsonl"), encoding: .utf8)
    #expect(metrics.split(separator: "\n").count == (Int(match.1) ?? 0) - 1)
    #expect(
      !FileManager.default.fileExists(atPath: folder.url.path + "/out/record.json"))
  }

  @Test func weightsWithANaNAreRefused() async throws {
    let folder = try TemporaryDirectory()
    try specification("\"initialization\": \"he\"", rate: "0.1", steps: 0).write(
      to: folder.url.appendingPathComponent("zero.json"))
    let made = try await nonsmooth("run", "zero.json", "--output", "zero", in: folder.url)
    try #require(made.status == 0, "\(made.errors)")
    var bytes = try Data(
      contentsOf: folder.url.appendingPathComponent("zero/weights.safetensors"))
    // The last tensor by name is features.8.weight, [32, 32, 3, 3].
    bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: [0, 0, 0xC0, 0x7F])
    try bytes.write(to: folder.url.appendingPathComponent("nan.safetensors"))
    try specification("\"initialWeights\": \"nan.safetensors\"", rate: "0.1", steps: 1).write(
      to: folder.url.appendingPathComponent("nan.json"))
    let outcome = try await nonsmooth("run", "nan.json", "--output", "nan", in: folder.url)
    #expect(outcome.status == 2)
    #expect(
      outcome.errors
        == "nonsmooth: tensor 'features.8.weight': 1 of 9216 values not finite, the first nan at "
        + "index 9215, expected finite values. Use weights of the same network.\n")
  }
}
