import Experiments
import Foundation
import Reports
import Testing

/// How large a profile's runs are, read from specifications alone.
struct ProfileScaleTests {
  struct Training: Codable, Sendable {
    struct Network: Codable, Sendable {
      var architecture: String
      var widthMultiplier: Double
    }
    struct Dataset: Codable, Sendable {
      var name = "embedded"
      var limit: Int?
    }
    var network: Network
    var dataset = Dataset()
    var batchSize = 8
    var epochs: Int?
    var steps: Int?
    var l1Strength = 0.0
    var seed: UInt64
  }
  struct Draws: Codable, Sendable {
    var seeds: [UInt64]
  }

  func experiment(_ name: String, _ kind: String, _ spec: some Codable & Sendable) throws
    -> Experiment
  {
    try Experiment(name, kind: kind, specification: spec) { _, _ in 0 }
  }

  @Test func trainingsByExperimentAndTheMostDraws() throws {
    let narrow = Training.Network(architecture: "vgg16", widthMultiplier: 0.25)
    func deep(_ name: String, _ architecture: String, epochs: Int, seed: UInt64) throws
      -> Experiment
    {
      try experiment(
        name, "training",
        Training(
          network: .init(architecture: architecture, widthMultiplier: 1),
          dataset: .init(limit: 5000), epochs: epochs, seed: seed))
    }
    let scale = try ProfileScale(
      profile: "quick", dataset: "embedded",
      experiments: [
        deep("F2.vgg19.relu.seed1", "vgg19", epochs: 10, seed: 1),
        deep("F2.vgg11.relu.seed2", "vgg11", epochs: 2, seed: 2),
        experiment(
          "F3.pretraining", "training", Training(network: narrow, steps: 4000, seed: 42)),
        experiment(
          "F3.sgd", "training", Training(network: narrow, steps: 600, l1Strength: 2, seed: 42)),
        experiment("F1", "convex", Draws(seeds: [1, 2, 3])),
        experiment("F4", "convex", Draws(seeds: [1]))
      ])
    #expect(scale.draws == 3)
    #expect(scale.trainings.map(\.experiment) == ["F2", "F3"])
    let (two, three) = (scale.trainings[0], scale.trainings[1])
    #expect(two.networks == ["vgg11", "vgg19"] && two.seeds == 2 && two.widthMultiplier == 1)
    #expect(two.epochs == 10 && two.steps == nil && two.limit == 5000 && two.firstSteps == nil)
    #expect(three.networks == ["vgg16"] && three.widthMultiplier == 0.25 && three.seeds == 1)
    #expect(three.steps == 600 && three.firstSteps == 4000, "the first weights' run is no result")
  }
}
