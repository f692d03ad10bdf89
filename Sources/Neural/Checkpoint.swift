import Foundation
import Support

/// What an unfinished run keeps in its folder: checkpoint.safetensors and the metrics so far.
///
/// The checkpoint holds weights, averages and position, from which every random stream follows, with the
/// SHA-256 of its tensors and of the metrics that belong to it.
struct Checkpoint {
  let directory: URL
  let policy: CheckpointPolicy

  static let fileName = "checkpoint.safetensors"
  var file: URL { directory.appending(path: Self.fileName) }
  var metricsFile: URL { directory.appending(path: "metrics.jsonl") }

  func writeMetrics(_ metrics: [StepMetrics]) throws {
    try WholeFile.write(Self.text(metrics), to: metricsFile)
  }

  func save(_ trainer: Trainer, _ metrics: [StepMetrics]) throws {
    // Metrics first: with the older checkpoint their surplus lines are dropped.
    try writeMetrics(metrics)
    let writer = trainer.checkpointWriter
    try writer.adding([
      "identity": policy.identity, "tensorsSHA256": writer.tensorHash(),
      "metricsSHA256": Checksum.sha256(Data(Self.text(metrics).utf8))
    ]).write(to: file)
  }

  /// Takes `trainer` back to the checkpoint and returns the metrics up to there; nil where there is none,
  /// and, after a warning, where it is damaged or another run's.
  ///
  /// - Throws: `NeuralError` for a sound checkpoint that does not fit the trainer.
  func restore(_ trainer: Trainer) throws -> [StepMetrics]? {
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    let (saved, metrics): (Safetensors, [StepMetrics])
    do {
      (saved, metrics) = try read()
    } catch {
      policy.warn("Checkpoint '\(file.path)': \(error); the run starts over.")
      try? FileManager.default.removeItem(at: file)
      return nil
    }
    try trainer.restore(saved)
    return metrics
  }

  private struct Unusable: Error, CustomStringConvertible { var description: String }

  private func read() throws -> (Safetensors, [StepMetrics]) {
    let saved = try Safetensors(contentsOf: file)
    guard saved.metadata["identity"] == policy.identity else {
      throw Unusable(description: "made by other code or from other inputs")
    }
    let writer = SafetensorsWriter(saved.tensors.map { TensorSource($0.key, $0.value) })
    guard try saved.metadata["tensorsSHA256"] == writer.tensorHash() else {
      throw Unusable(description: "its tensors have another SHA-256")
    }
    guard let steps = saved.metadata["step"].flatMap(Int.init) else {
      throw Unusable(description: "no step")
    }
    let lines = try String(contentsOf: metricsFile, encoding: .utf8).split(separator: "\n")
      .prefix(steps)
    guard
      saved.metadata["metricsSHA256"]
        == Checksum.sha256(Data(lines.map { $0 + "\n" }.joined().utf8))
    else { throw Unusable(description: "metrics.jsonl does not belong to it") }
    let decoder = JSONDecoder()
    return (saved, try lines.map { try decoder.decode(StepMetrics.self, from: Data($0.utf8)) })
  }

  private static func text(_ metrics: [StepMetrics]) -> String {
    metrics.map { $0.jsonLine + "\n" }.joined()
  }
}
