import Experiments
import Foundation
import Support

/// How large a profile's runs are, read from their specifications: what the first screen says of this profile and of
/// larger ones.
public struct ProfileScale: Sendable, Encodable, Equatable {
  /// The networks that one of the paper's experiments trains.
  public struct Training: Sendable, Encodable, Equatable {
    /// E.g. `"F2"`.
    public var experiment: String
    /// E.g. `["vgg11", "vgg19"]`.
    public var networks: [String]
    public var widthMultiplier: Double
    public var batchSize: Int
    /// Of the longest run: whole epochs, or steps.
    public var epochs: Int?
    public var steps: Int?
    /// Images read; nil for all.
    public var limit: Int?
    /// How many different ones.
    public var seeds: Int
    /// Steps without the penalty that made the first weights; nil where none did.
    public var firstSteps: Int?
  }

  public var profile: String
  /// As in a specification, e.g. `"cifar10"`.
  public var dataset: String
  /// In the order of the experiments.
  public var trainings: [Training] = []
  /// The most seeds of an experiment that trains no network.
  public var draws = 0

  /// - Throws: What decoding a specification throws.
  public init(profile: String, dataset: String, experiments: [Experiment]) throws {
    (self.profile, self.dataset) = (profile, dataset)
    var order: [String] = []
    var groups: [String: [Specification]] = [:]
    for experiment in experiments {
      guard experiment.kind == "training" else {
        let spec = try CanonicalJSON.decode(JSONValue.self, from: experiment.specification)
        draws = max(draws, RunAccount.seeds(of: spec).count)
        continue
      }
      let name = String(experiment.name.prefix { $0 != "." })
      if groups[name] == nil { order.append(name) }
      groups[name, default: []].append(
        try CanonicalJSON.decode(Specification.self, from: experiment.specification))
    }
    trainings = order.map { Self.training($0, of: groups[$0] ?? []) }
  }

  private static func training(_ name: String, of all: [Specification]) -> Training {
    // What a penalized network starts from is no result itself.
    let penalized = all.filter { $0.l1Strength > 0 }
    let runs = penalized.isEmpty ? all : penalized
    let before = penalized.isEmpty ? [] : all.filter { $0.l1Strength == 0 }
    return Training(
      experiment: name, networks: Set(runs.map(\.network.architecture)).sorted(),
      widthMultiplier: runs.map(\.network.widthMultiplier).max() ?? 1,
      batchSize: runs.map(\.batchSize).max() ?? 0, epochs: runs.compactMap(\.epochs).max(),
      steps: runs.compactMap(\.steps).max(), limit: runs.compactMap(\.dataset.limit).max(),
      seeds: Set(runs.map(\.seed)).count, firstSteps: before.compactMap(\.steps).max())
  }

  /// Those fields of a training's specification that say how large it is.
  private struct Specification: Decodable {
    struct Network: Decodable {
      var architecture: String
      var widthMultiplier: Double
    }
    struct Dataset: Decodable { var limit: Int? }
    var network: Network
    var dataset: Dataset
    var batchSize: Int
    var epochs: Int?
    var steps: Int?
    var l1Strength: Double
    var seed: UInt64
  }
}
