import Foundation
import Support

/// What an unfinished run keeps in its folder: checkpoint.safetensors and the metrics so far.
///
/// The checkpoint holds weights, averages and position, from which every random stream follows, the SHA-256 of the
/// metrics that belong to it, and the time that it took to get there, all of it under one seal.
package struct Checkpoint {
  let directory: URL
  let policy: CheckpointPolicy

  package static let fileName = "checkpoint.safetensors"
  var file: URL { directory.appending(path: Self.fileName) }
  var metricsFile: URL { directory.appending(path: "metrics.jsonl") }

  func writeMetrics(_ metrics: [StepMetrics]) throws {
    try WholeFile.write(Self.text(metrics), to: metricsFile)
  }

  /// - Throws: `NeuralError.nonFiniteLoss` for a state that no run could go on from; an earlier checkpoint stays.
  func save(_ trainer: Trainer, _ metrics: [StepMetrics]) throws {
    // Metrics first: with the older checkpoint their surplus lines are dropped.
    try writeMetrics(metrics)
    try trainer.requireFinite()
    var kept = [
      "identity": policy.identity, "metricsSHA256": Checksum.sha256(Data(Self.text(metrics).utf8))
    ]
    if let taken = policy.stopwatch?.reading {
      (kept["wallSeconds"], kept["cpuSeconds"]) = ("\(taken.wallSeconds)", "\(taken.cpuSeconds)")
    }
    let writer = trainer.checkpointWriter.adding(kept)
    try writer.adding(["seal": writer.seal()]).write(to: file)
  }

  /// Takes `trainer` back to the checkpoint and returns the metrics up to there; nil where there is none,
  /// and, after a warning, where it is damaged, another run's or does not fit.
  func restore(_ trainer: Trainer) -> [StepMetrics]? {
    guard !RegularFile.isAbsent(file) else { return nil }
    do {
      let (saved, metrics) = try read()
      try trainer.restore(saved, metrics: metrics)
      let seconds = { saved.metadata[$0].flatMap(Double.init) ?? 0 }
      policy.stopwatch?.goOn(
        from: .init(wallSeconds: seconds("wallSeconds"), cpuSeconds: seconds("cpuSeconds")))
      return metrics
    } catch {
      policy.warn(
        "Checkpoint '\(file.path)': \(SystemReason.sentence(of: error)); the run starts over.")
      // The next checkpoint takes its place; until then it would be read again.
      unlink(file.path)
      return nil
    }
  }

  private struct Unusable: Error, CustomStringConvertible { var description: String }

  private func read() throws -> (Safetensors, [StepMetrics]) {
    let saved = try Safetensors(contentsOf: file)
    var sealed = saved.metadata
    let seal = sealed.removeValue(forKey: "seal")
    let sources = saved.tensors.map { TensorSource($0.key, $0.value) }
    guard try SafetensorsWriter(sources, metadata: sealed).seal() == seal else {
      throw Unusable(description: "its seal does not fit what it holds")
    }
    guard saved.metadata["identity"] == policy.identity else {
      throw Unusable(description: "made by other code or from other inputs")
    }
    let lines = try RegularFile.text(of: metricsFile, limit: 1 << 36).split(separator: "\n")
      .prefix(max(0, saved.metadata["step"].flatMap(Int.init) ?? 0))
    let text = lines.map { $0 + "\n" }.joined()
    guard saved.metadata["metricsSHA256"] == Checksum.sha256(Data(text.utf8)) else {
      throw Unusable(description: "metrics.jsonl does not belong to it")
    }
    let decoder = JSONDecoder()
    return (saved, try lines.map { try decoder.decode(StepMetrics.self, from: Data($0.utf8)) })
  }

  private static func text(_ metrics: [StepMetrics]) -> String {
    metrics.map { $0.jsonLine + "\n" }.joined()
  }
}
