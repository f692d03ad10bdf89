import Foundation
import Kernels
import Support

/// A training run as a pure value: the JSON of `nonsmooth run`.
///
/// Exactly one of `initialWeights` and `initialization`, and of `steps` and `epochs`, is given.
/// Defaults: no shuffling, batches of 64, a constant rate, no augmentation, no penalty, seed 0.
public struct TrainingSpecification: Codable, Sendable, Equatable {
  /// `he`: weights normal with variance 2 / fan-in, biases 0. `uniformFanIn` (PyTorch's default):
  /// weights and biases uniform within 1 / sqrt(fan-in). Batch norm starts at scale 1, shift 0.
  public enum Initialization: String, Codable, Sendable, CaseIterable { case he, uniformFanIn }
  /// What the optimizer remembers at the first step: nothing, or what it held at the end of an earlier run.
  public enum OptimizerState: String, Codable, Sendable, CaseIterable { case fresh, carriedOver }
  public enum Augmentation: String, Codable, Sendable, CaseIterable { case none, cropFlip }

  public var kind = "training"
  public var network: NetworkSpecification
  public var initialWeights: String?
  public var initialization: Initialization?
  public var dataset: DatasetSpecification
  public var shuffle: Bool
  public var batchSize: Int
  public var steps: Int?
  public var epochs: Int?
  public var optimizer: OptimizerSpecification
  /// Of runs that have an earlier one to carry over from; nil stands for `fresh`.
  public var optimizerState: OptimizerState?
  public var schedule: ScheduleSpecification
  public var augmentation: Augmentation
  public var l1Strength: Double
  public var seed: UInt64
  /// Nil stands for `portable`, which is never written: the field only marks native runs.
  public var numerics: Numerics? {
    didSet { if numerics == .portable { numerics = nil } }
  }

  public init(
    network: NetworkSpecification, initialWeights: String? = nil,
    initialization: Initialization? = nil, dataset: DatasetSpecification, shuffle: Bool = false,
    batchSize: Int = 64, steps: Int? = nil, epochs: Int? = nil,
    optimizer: OptimizerSpecification, optimizerState: OptimizerState? = nil,
    schedule: ScheduleSpecification = .constant, augmentation: Augmentation = .none,
    l1Strength: Double = 0, seed: UInt64 = 0, numerics: Numerics = .portable
  ) {
    (self.network, self.initialWeights) = (network, initialWeights)
    (self.initialization, self.dataset) = (initialization, dataset)
    (self.shuffle, self.batchSize, self.steps, self.epochs) = (shuffle, batchSize, steps, epochs)
    (self.optimizer, self.optimizerState) = (optimizer, optimizerState)
    (self.schedule, self.augmentation) = (schedule, augmentation)
    (self.l1Strength, self.seed) = (l1Strength, seed)
    self.numerics = numerics == .portable ? nil : numerics
  }

  public init(from decoder: any Decoder) throws {
    let fields = try FieldReader(
      decoder,
      known: [
        "kind", "network", "initialWeights", "initialization", "dataset", "shuffle", "batchSize",
        "steps", "epochs", "optimizer", "optimizerState", "schedule", "augmentation", "l1Strength",
        "seed", "numerics"
      ])
    let kind = try fields.value("kind", default: "training")
    guard kind == "training" else {
      throw NeuralError.field("kind", found: kind, expected: "training")
    }
    let initialWeights = try fields.optional(String.self, "initialWeights")
    self.init(
      network: try fields.required(NetworkSpecification.self, "network"),
      initialWeights: initialWeights,
      initialization: try fields.optionalChoice(Initialization.self, "initialization"),
      dataset: try fields.required(DatasetSpecification.self, "dataset"),
      shuffle: try fields.value("shuffle", default: false),
      batchSize: try fields.value("batchSize", default: 64),
      steps: try fields.optional(Int.self, "steps"),
      epochs: try fields.optional(Int.self, "epochs"),
      optimizer: try fields.required(OptimizerSpecification.self, "optimizer"),
      optimizerState: try fields.optionalChoice(OptimizerState.self, "optimizerState"),
      schedule: try fields.value("schedule", default: .constant),
      augmentation: try fields.choice("augmentation", default: Augmentation.none),
      l1Strength: try fields.value("l1Strength", default: 0),
      seed: try fields.value("seed", default: 0),
      numerics: try fields.choice("numerics", default: .portable))
    try validate()
  }

  /// Reads a specification.
  ///
  /// - Throws: `NeuralError.field` naming the first unknown, missing or invalid field.
  public init(json: Data) throws {
    do {
      self = try JSONDecoder().decode(Self.self, from: json)
    } catch let error as NeuralError {
      throw error
    } catch {
      throw NeuralError.field(
        "run specification", found: "text that is not JSON", expected: "a JSON object")
    }
  }

  /// - Throws: `NeuralError.field` for values out of range or fields that exclude each other.
  public func validate() throws {
    if let wrong = ranges.first(where: { !$0.holds }) {
      throw NeuralError.field(wrong.name, found: wrong.found, expected: wrong.expected)
    }
    if initialWeights != nil && initialization != nil {
      throw NeuralError.field(
        "initialization", found: "initialWeights beside it", expected: "one of the two")
    }
    switch (steps, epochs) {
    case (nil, nil):
      throw NeuralError.field("steps", found: "neither steps nor epochs", expected: "one of them")
    case (.some, .some):
      throw NeuralError.field("steps", found: "steps and epochs", expected: "one of them")
    default: break
    }
  }

  /// What each field may hold.
  public var ranges: [FieldRange] {
    network.ranges + dataset.ranges + optimizer.ranges
      + schedule.ranges(from: optimizer.learningRate) + [
        .whole("steps", steps, 0...DatasetSpecification.most),
        .whole("epochs", epochs, 0...DatasetSpecification.most),
        .whole("batchSize", batchSize, 1...65536), .number("l1Strength", l1Strength, 0...1e6)
      ]
  }

  /// The batches of a run over `imageCount` images, by default those of its data set.
  public func batches(of imageCount: Int? = nil) -> BatchPlan {
    BatchPlan(images: imageCount ?? dataset.imageCount, batchSize: batchSize)
  }

  /// Steps of a run over `imageCount` images, by default those of its data set.
  public func stepCount(imageCount: Int? = nil) -> Int {
    steps ?? (epochs ?? 0) * batches(of: imageCount).stepsPerEpoch
  }
}
