import Foundation
import Kernels
import Neural
import TestSupport
import Testing

/// Weights files against networks: names, shapes, and what a run costs.
@Suite struct WeightsFileTests {
  static let networks: [NetworkSpecification] = [
    .init(.vgg11), .init(.vgg13, activation: .gelu), .init(.vgg19, batchNorm: true),
    .init(.vgg16, widthMultiplier: 1.0 / 16, hidden: 24, classes: 1000),
    .init(.vgg16, widthMultiplier: 1.0 / 8, hidden: 20, classes: 7, dropout: 0)
  ]

  @Test(arguments: networks)
  func shapesAreThoseOfTheNetwork(specification: NetworkSpecification) throws {
    let network = Network(specification, batch: 1)
    let listed = specification.tensorShapes
    #expect(Set(listed.map(\.name)).count == listed.count)
    #expect(
      Dictionary(uniqueKeysWithValues: listed.map { ($0.name, $0.shape) })
        == network.weights().mapValues(\.shape))
    try specification.requireTensors(of: Safetensors(tensors: network.weights()))
  }

  @Test func fullVGG16HasTorchvisionsNamesAndShapes() {
    let shapes = NetworkSpecification(.vgg16, classes: 1000).tensorShapes
    #expect(shapes.count == 32)
    #expect(shapes.reduce(0) { $0 + $1.shape.reduce(1, *) } == 138_357_544)
    #expect(
      shapes.map(\.name).filter { $0.hasSuffix("weight") }
        == [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28].map { "features.\($0).weight" }
        + [0, 3, 6].map { "classifier.\($0).weight" })
  }

  @Test func everyMismatchIsListed() throws {
    let specification = NetworkSpecification(.vgg16, widthMultiplier: 1.0 / 16, hidden: 24)
    let network = Network(specification, batch: 1)
    var tensors = network.weights()
    tensors["features.0.bias"] = nil
    tensors["features.28.weight"] = Tensor(shape: [2], values: [1, 2])
    tensors["classifier.6.bias"] = Tensor(
      elementType: "F64", shape: [10], bytes: Data(count: 80))
    tensors["head.bias"] = Tensor(shape: [1], values: [0])
    let text = """
      weights: 1 missing, 1 superfluous, 2 of other shape or type, expected the 32 tensors of this \
      network. Use a file of the same network:
        missing: features.0.bias, F32 of shape [4]
        other shape or type: features.28.weight, F32 of shape [2] in place of F32 of shape \
      [32, 32, 3, 3]
        other shape or type: classifier.6.bias, F64 of shape [10] in place of F32 of shape [10]
        superfluous: head.bias, F32 of shape [1]
      """
    for check in [
      { try network.load(tensors) },
      { try specification.requireTensors(of: Safetensors(tensors: tensors)) }
    ] {
      let error = #expect(throws: NeuralError.self) { try check() }
      #expect(error?.description == text)
    }
  }

  /// A hostile file may hold hundreds of thousands, with line breaks in their names.
  @Test func theListOfMismatchesIsBounded() throws {
    let specification = NetworkSpecification(.vgg11)
    var tensors = Network(specification, batch: 1).weights()
    for number in 0..<5000 { tensors["x\n\u{1b}\(number)"] = Tensor(shape: [1], values: [0]) }
    let error = #expect(throws: NeuralError.self) {
      try specification.requireTensors(of: Safetensors(tensors: tensors))
    }
    let lines = (error?.description ?? "").split(separator: "\n")
    #expect(lines.count == 42 && lines.last == "  and 4960 more")
    #expect(error?.description.contains("\u{1b}") == false)
  }

  @Test func aFileWrittenTensorByTensorIsTheOneInMemory() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let trainer = try Trainer(TrainerTests.specifications[0], images: TrainerTests.images)
    _ = try trainer.step()
    for (name, write, expected) in [
      ("weights", trainer.writeWeights(to:), trainer.weights()),
      ("state", trainer.writeOptimizerState(to:), trainer.optimizerState())
    ] {
      let file = folder.appending(path: name)
      try write(file)
      #expect(try Data(contentsOf: file) == expected.encoded(), "\(name)")
      #expect(try Safetensors(contentsOf: file) == expected, "\(name)")
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        == ["state", "weights"])
  }

  @Test(arguments: networks)
  func costCountsWhatTheNetworkHolds(specification: NetworkSpecification) throws {
    let run = TrainingSpecification(
      network: specification, dataset: .init(.embedded), batchSize: 3, steps: 1,
      optimizer: .init(.adam, learningRate: 0.1))
    let cost = TrainingCost(run, threads: 2)
    let network = Network(specification, batch: 3)
    #expect(cost.parameters == network.parameterCount)
    #expect(cost.fileBytes == 12 * network.parameterCount)
    var floats: [UnsafeMutablePointer<Float>: Int] = [:]
    for map in [network.input] + network.layers.map(\.output) {
      floats[map.values] = map.storageCount
      floats[map.gradients] = map.storageCount
      if map.activation == .gelu, case .gelu(let derivative) = map.valueFinish {
        floats[derivative] = map.storageCount
      }
    }
    // Masks of dropout are the layer's own.
    let masks = network.layers.filter { $0 is Dropout }.reduce(0) { $0 + $1.output.storageCount }
    #expect(cost.activationBytes == 4 * (floats.values.reduce(0, +) + masks))
    #expect(cost.memoryBytes > cost.activationBytes + 16 * network.store.count)
  }

  /// A count makes nothing as large as what it counts: a list of the largest batch's pixels alone is 268 MB.
  @Test func aCostOfTheLargestBatchTakesNoMemory() {
    func cost(_ batch: Int) -> TrainingCost {
      TrainingCost(
        TrainingSpecification(
          network: .init(.vgg19), dataset: .init(.embedded, limit: batch), batchSize: batch,
          steps: 1, optimizer: .init(.adam, learningRate: 0.1)), threads: 2)
    }
    let grown = MemoryUse.peakGrowth {
      #expect(cost(65_536).activationBytes == 65_536 * cost(1).activationBytes)
    }
    // Other tests run beside this one, unless it is run for its own sake.
    if Fuzzing.isFull, let grown { #expect(grown < 16 << 20) }
    let grid = PixelGrid(images: 65_536, height: 32, width: 32, halo: 1, listsPositions: false)
    #expect(grid.count == 65_536 * 1024 && grid.storageCount == 65_536 * 34 * 34)
  }

  @Test func operationsOfTheFullNetworkAreCountedByHand() {
    func cost(_ optimizer: OptimizerSpecification) -> TrainingCost {
      TrainingCost(
        TrainingSpecification(
          network: .init(.vgg16, classes: 1000), dataset: .init(.cifar10), batchSize: 512,
          steps: 1, optimizer: optimizer), threads: 2)
    }
    let sgd = cost(.init(.sgd, learningRate: 0.003))
    // 13 convolutions on 32 x 32 images, then 25088 x 4096 + 4096 x 4096 + 4096 x 1000.
    #expect(sgd.multiplyAddsPerImage == 436_830_208)
    let perImage = 2 * (3 * 436_830_208 - 9 * 3 * 64 * 1024)
    #expect(sgd.operationsPerStep == Double(512 * perImage + 6 * 138_357_544))
    let adam = cost(.init(.adam, learningRate: 0.003))
    #expect(adam.memoryBytes - sgd.memoryBytes >= 8 * 138_357_544)
    #expect(adam.memoryBytes < 6 << 30)
  }
}
