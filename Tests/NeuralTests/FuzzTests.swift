import Foundation
import Neural
import TestSupport
import Testing

/// Damaged weights and run specifications end in an error of the reader's, never in a crash, and take no more
/// memory than the file explains. Counts of the last `make fuzz` are in Docs/Fuzzing.md.
@Suite(.serialized) struct FuzzTests {
  static let weights: [[UInt8]] = {
    let files = [
      Safetensors(
        tensors: [
          "a": Tensor(shape: [2, 2], values: [1, -2, 3.5, 0]), "b": Tensor(shape: [0], values: []),
          "c": Tensor(shape: [], values: [7])
        ], metadata: ["step": "3"]),
      Safetensors(tensors: ["features.0.weight": Tensor(shape: [3], values: [1, 2, 3])]),
      Safetensors(tensors: [:])
    ]
    return files.compactMap { try? [UInt8]($0.encoded()) }
  }()

  static let specifications = [
    """
    {"kind": "training", "network": {"architecture": "vgg16", "widthMultiplier": 0.0625, "hidden": 64},
     "initialization": "he", "dataset": {"name": "embedded", "limit": 64, "normalization": "half"},
     "shuffle": true, "batchSize": 8, "steps": 20, "seed": 42,
     "optimizer": {"name": "adam", "learningRate": 0.0005, "beta1": 0.9, "beta2": 0.999}, "l1Strength": 0.002}
    """,
    """
    {"network": {"architecture": "vgg11", "activation": "gelu", "batchNorm": true}, "epochs": 3,
     "initialization": "uniformFanIn", "dataset": {"name": "cifar10", "path": "data", "limit": 5000},
     "optimizer": {"name": "sgd", "learningRate": 0.1, "momentum": 0.9, "weightDecay": 5e-4},
     "schedule": {"name": "step", "every": 30, "factor": 0.1}, "augmentation": "cropFlip"}
    """
  ].map { [UInt8]($0.utf8) }

  @Test func damagedSafetensorsAreReadOrRefused() throws {
    try #require(Self.weights.count == 3)
    try Fuzzing.run("safetensors", corpus: Self.weights) {
      $0 is NeuralError
    } read: { bytes in
      let file = try Safetensors(data: Data(bytes), name: "x")
      // What is accepted can be used: every tensor has the bytes that its shape asks for.
      for (name, tensor) in file.tensors {
        let size = try #require(Tensor.elementSizes[tensor.elementType])
        #expect(tensor.bytes.count == tensor.count * size, "\(name)")
        _ = (tensor.floats, tensor.doubles, tensor.integers)
      }
    }
  }

  @Test func damagedSpecificationsAreReadOrRefused() throws {
    try Fuzzing.run("specification", corpus: Self.specifications) {
      $0 is NeuralError
    } read: { bytes in
      let specification = try TrainingSpecification(json: Data(bytes))
      // What a plan does with every specification.
      _ = specification.stepCount(imageCount: specification.dataset.limit ?? 50_000)
      _ = TrainingCost(specification, threads: 2)
      #expect(specification.schedule.learningRate(1, step: 3, of: 7).isNaN == false)
    }
  }

  /// A header that promises more than the file holds is refused before anything of that size is made.
  @Test(arguments: [64, 1 << 20, 1 << 40, UInt64(Int64.max), UInt64.max, UInt64.max - 7])
  func aPromiseLargerThanTheFileTakesNoMemory(length: UInt64) throws {
    var data = withUnsafeBytes(of: length.littleEndian) { Data($0) }
    data.append(Data("{}".utf8))
    let grown = MemoryUse.peakGrowth {
      #expect(throws: NeuralError.self) { try Safetensors(data: data, name: "x") }
    }
    if Fuzzing.isFull, let grown { #expect(grown < 1 << 20) }
  }

  @Test func aLargeFileTakesAtMostTwiceItsSize() throws {
    let size = 1 << (Fuzzing.isFull ? 26 : 16)
    let folder = try TemporaryDirectory()
    let file = folder.url.appendingPathComponent("large.safetensors")
    try Safetensors(
      tensors: ["w": Tensor(elementType: "U8", shape: [size], bytes: Data(count: size))]
    ).write(to: file)
    let grown = try MemoryUse.peakGrowth { () throws in
      let read = try Safetensors(contentsOf: file)
      #expect(read.tensors["w"]?.bytes.count == size)
    }
    if Fuzzing.isFull, let grown { #expect(grown < 2 * size) }
  }
}
