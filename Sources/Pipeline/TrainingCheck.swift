import Experiments
import Foundation
import Neural
import Support

/// Whether the files of a training run say what its specification asks for, beyond being those that were sealed.
package enum TrainingCheck {
  /// What is wrong, as the end of a sentence; nil where nothing is, and for other kinds of runs.
  ///
  /// - Throws: `FileError` for a file that cannot be read.
  package static func problem(
    of record: RunRecord, in folder: URL
  ) throws(FileError) -> String? {
    guard record.kind == "training", record.files["metrics.jsonl"] != nil,
      let json = try? CanonicalJSON.encode(record.spec),
      let specification = try? CanonicalJSON.decode(TrainingSpecification.self, from: json)
    else { return nil }
    let text = try RegularFile.text(of: folder.appendingPathComponent("metrics.jsonl"))
    if let problem = problem(ofMetrics: text, for: specification) { return problem }
    guard record.files["weights.safetensors"] != nil else { return nil }
    guard
      let weights = try? Safetensors(
        contentsOf: folder.appendingPathComponent("weights.safetensors"))
    else { return "weights.safetensors holds no weights" }
    let broken = weights.tensors.filter { $0.value.floats?.allSatisfy(\.isFinite) == false }
    return broken.keys.min().map { "'\($0)' of weights.safetensors is not finite" }
  }

  /// The lines must be those of the steps from 1 on, as many as the specification has, with finite values.
  static func problem(
    ofMetrics text: String, for specification: TrainingSpecification
  ) -> String? {
    var last: StepMetrics?
    let decoder = JSONDecoder()
    for line in text.split(separator: "\n") {
      let number = (last?.step ?? 0) + 1
      guard let step = try? decoder.decode(StepMetrics.self, from: Data(line.utf8)),
        step.step == number, step.epoch >= last?.epoch ?? 0,
        [step.loss, step.crossEntropy, step.l1Norm].allSatisfy(\.isFinite),
        0...specification.batchSize ~= step.correct
      else { return "line \(number) of metrics.jsonl is not that step's" }
      last = step
    }
    let steps = last?.step ?? 0
    if let wanted = specification.steps, wanted != steps {
      return "metrics.jsonl has \(Wording.count(steps, "step")), and its specification \(wanted)"
    }
    let epochs = last.map { $0.epoch + 1 } ?? 0
    if let wanted = specification.epochs, wanted != epochs {
      return "metrics.jsonl has \(Wording.count(epochs, "epoch")), and its specification \(wanted)"
    }
    return nil
  }
}
