import Foundation
import Neural
import Testing

@Suite struct SpecificationTests {
  static let complete = """
    {"kind": "training",
     "network": {"architecture": "vgg16", "activation": "relu", "batchNorm": false,
       "pooling": "max", "widthMultiplier": 0.0625, "hidden": 64, "classes": 10, "dropout": 0.5},
     "initialization": "he",
     "dataset": {"name": "cifar10", "path": "dir", "limit": 2560, "normalization": "half"},
     "shuffle": false, "batchSize": 64, "steps": 20,
     "optimizer": {"name": "adam", "learningRate": 0.01, "momentum": 0.9, "weightDecay": 0,
       "epsilon": 1e-8, "decay": 0.99, "beta1": 0.9, "beta2": 0.999},
     "schedule": {"name": "constant"}, "augmentation": "none", "l1Strength": 0, "seed": 42}
    """

  @Test func readsEveryField() throws {
    let specification = try TrainingSpecification(json: Data(Self.complete.utf8))
    #expect(specification.network == .init(.vgg16, widthMultiplier: 0.0625, hidden: 64))
    #expect(specification.dataset == .init(.cifar10, path: "dir", limit: 2560))
    #expect(specification.initialization == .he)
    #expect(specification.optimizer == .init(.adam, learningRate: 0.01, momentum: 0.9))
    #expect(specification.seed == 42)
    let encoded = try JSONEncoder().encode(specification)
    #expect(try TrainingSpecification(json: encoded) == specification)
  }

  /// Portable runs keep the identity that they had before there was a choice.
  @Test func onlyNativeNumericsAreWritten() throws {
    func read(_ numerics: String) throws -> TrainingSpecification {
      let text = Self.complete.replacing(
        #""seed": 42"#, with: #""seed": 42, "numerics": "\#(numerics)""#)
      return try TrainingSpecification(json: Data(text.utf8))
    }
    func encoded(_ specification: TrainingSpecification) throws -> String {
      String(decoding: try JSONEncoder().encode(specification), as: UTF8.self)
    }
    let plain = try TrainingSpecification(json: Data(Self.complete.utf8))
    let portable = try read("portable")
    var native = try read("native")
    #expect(portable == plain && native != plain)
    #expect(!(try encoded(portable).contains("numerics")))
    #expect(try encoded(native).contains(#""numerics":"native""#))
    native.numerics = .portable
    #expect(native == plain)
  }

  @Test(arguments: [
    (
      #""seed": 42"#, #""sed": 42"#,
      "field 'sed': an unknown field, expected one of kind, network, initialWeights, initialization, "
        + "dataset, shuffle, batchSize, steps, epochs, optimizer, optimizerState, schedule, augmentation, l1Strength, "
        + "seed, numerics. Correct the run specification."
    ),
    (
      #""vgg16""#, #""vgg12""#,
      "field 'network.architecture': vgg12, expected one of vgg11, vgg13, vgg19, vgg16. "
        + "Correct the run specification."
    ),
    (
      #""steps": 20"#, #""steps": 2.5"#,
      "field 'steps': a value of another type, expected a whole number. "
        + "Correct the run specification."
    ),
    (
      #""steps": 20"#, #""steps": 20, "epochs": 1"#,
      "field 'steps': steps and epochs, expected one of them. Correct the run specification."
    ),
    (
      #""learningRate": 0.01, "#, "",
      "field 'optimizer.learningRate': nothing, expected a number. Correct the run specification."
    ),
    (
      #""beta1": 0.9"#, #""beta1": 1"#,
      "field 'optimizer.beta1': 1.0, expected 0 to 0.9999999. Correct the run specification."
    ),
    (
      #""batchSize": 64"#, #""batchSize": 0"#,
      "field 'batchSize': 0, expected 1 to 65536. Correct the run specification."
    ),
    (
      #""initialization": "he""#, #""initialization": "he", "initialWeights": "w.safetensors""#,
      "field 'initialization': initialWeights beside it, expected one of the two. "
        + "Correct the run specification."
    )
  ])
  func namesTheWrongField(original: String, replacement: String, message: String) {
    let text = Self.complete.replacingOccurrences(of: original, with: replacement)
    let error = #expect(throws: NeuralError.self) {
      try TrainingSpecification(json: Data(text.utf8))
    }
    #expect(error?.description == message)
  }

  /// Each field has a range, and a value beside it is refused by its name before anything runs.
  @Test(arguments: [
    ("optimizer.epsilon", "9e-19", "1e-18 to 1000000"),
    ("optimizer.epsilon", "0", "1e-18 to 1000000"),
    ("optimizer.momentum", "1", "0 to 0.9999999"),
    ("optimizer.decay", "0.99999999", "0 to 0.9999999"),
    ("optimizer.weightDecay", "1e30", "0 to 1000000"),
    ("optimizer.learningRate", "-0.1", "0 to 1000000"), ("l1Strength", "1e30", "0 to 1000000"),
    ("network.hidden", "65537", "1 to 65536"), ("network.dropout", "1", "0 to 0.9999"),
    ("network.widthMultiplier", "17", "0.015625 to 16"),
    ("dataset.limit", "0", "1 to 1000000000 images"), ("steps", "-1", "0 to 1000000000"),
    ("schedule.minimum", "-5", "0 to 0.01 (optimizer.learningRate)"),
    ("schedule.minimum", "0.5", "0 to 0.01 (optimizer.learningRate)")
  ])
  func aValueOutOfItsRangeIsRefusedByItsName(
    field: String, value: String, expected: String
  ) throws {
    let parsed = try JSONSerialization.jsonObject(with: Data(Self.complete.utf8))
    var root = try #require(parsed as? [String: Any])
    let number = try JSONSerialization.jsonObject(
      with: Data(value.utf8), options: .fragmentsAllowed)
    let path = field.split(separator: ".").map(String.init)
    root["schedule"] = ["name": "cosine"]
    if path.count == 1 {
      root[path[0]] = number
    } else {
      var inner = try #require(root[path[0]] as? [String: Any])
      inner[path[1]] = number
      root[path[0]] = inner
    }
    let json = try JSONSerialization.data(withJSONObject: root)
    let error = #expect(throws: NeuralError.self) { try TrainingSpecification(json: json) }
    guard case .field(field, _, expected)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func epochsEndWithAShortBatch() throws {
    var specification = try TrainingSpecification(json: Data(Self.complete.utf8))
    (specification.steps, specification.epochs, specification.batchSize) = (nil, 10, 128)
    #expect(specification.stepCount(imageCount: 5000) == 400)
    #expect(specification.stepCount() == 200)
    let whole: [DatasetSpecification.Name: Int] = [
      .cifar10: 3910, .fashionMNIST: 4690, .embedded: 400
    ]
    for (name, steps) in whole {
      specification.dataset = DatasetSpecification(name)
      #expect(specification.stepCount() == steps)
    }
  }

  @Test func schedulesFollowTheirEquations() {
    let cosine = ScheduleSpecification(name: .cosine, minimum: 0.1)
    #expect(abs(cosine.learningRate(0.5, step: 0, of: 100) - 0.5) < 1e-15)
    #expect(abs(cosine.learningRate(0.5, step: 50, of: 100) - 0.3) < 1e-15)
    let step = ScheduleSpecification.step(every: 3, factor: 0.5)
    #expect((0..<7).map { step.learningRate(8, step: $0, of: 7) } == [8, 8, 8, 4, 4, 4, 2])
    #expect(ScheduleSpecification.constant.learningRate(0.3, step: 9, of: 10) == 0.3)
  }
}
