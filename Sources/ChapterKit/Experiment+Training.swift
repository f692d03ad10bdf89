import Datasets
import Experiments
import Foundation
import Neural

extension Experiment {
  /// A training run as an experiment; its outcome is a `TrainingOutcome`, and its record holds
  /// metrics.jsonl and weights.safetensors.
  ///
  /// - Parameters:
  ///   - dataset: The images; the specification's own data set is set from it, its path left out, so
  ///     that a record does not depend on where the images lie.
  ///   - pretraining: Name of an experiment whose final weights this one starts from.
  ///   - fileID: With `line`, where a chapter declares it.
  public static func training(
    _ name: String, _ specification: TrainingSpecification, dataset: DatasetReference,
    pretraining: String? = nil, estimatedSeconds: Double, fileID: String = #fileID,
    line: Int = #line
  ) throws -> Experiment {
    var specification = specification
    guard let datasetName = DatasetSpecification.Name(rawValue: dataset.name) else {
      throw NeuralError.field(
        "dataset.name", found: dataset.name, expected: "cifar10, fashionMNIST or embedded")
    }
    specification.dataset.name = datasetName
    specification.dataset.path = nil
    try specification.validate()
    let path = dataset.path
    return try Experiment(
      name, kind: "training", specification: specification,
      inputs: [dataset.name: dataset.sha256],
      prerequisites: pretraining.map { [$0] } ?? [], estimatedSeconds: estimatedSeconds,
      fileID: fileID, line: line
    ) { specification, context in
      let images = try loadDataset(
        name: specification.dataset.name.rawValue, path: path, limit: specification.dataset.limit,
        split: .train)
      let weights = try pretraining.map { name in
        try Safetensors(
          contentsOf: context.prerequisite(name).appending(path: "weights.safetensors"))
      }
      let summary = try runTraining(
        specification, images: images, directory: context.directory, threads: context.threads,
        initialWeights: weights, checkpoints: context.checkpoints, progress: context.progress)
      return TrainingOutcome(summary)
    }
  }
}
