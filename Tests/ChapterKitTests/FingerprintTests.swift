import Convex
import Experiments
import Foundation
import Kernels
import Neural
import Testing

/// What enters the keys of runs: the bits of the canaries.
struct FingerprintTests {
  @Test func everyCanaryIsRepeatableAndLikeNoOther() throws {
    for canaries in [TrainingCanaries.portable, TrainingCanaries.native, ConvexCanaries.all] {
      let first = try CodeFingerprints.digests(canaries)
      #expect(try CodeFingerprints.digests(canaries) == first)
      #expect(first.count == canaries.count)
      let equal = Dictionary(grouping: first.keys) { first[$0]! }.values.filter { $0.count > 1 }
      #expect(equal.isEmpty, "two rules give the same bits")
    }
  }

  @Test func nativeNumericsHaveAFingerprintOfTheirOwn() throws {
    let portable = try CodeFingerprints.current(numerics: .portable)
    let native = try CodeFingerprints.current(numerics: .native)
    #expect(portable.of(kind: "convex") == native.of(kind: "convex"))
    #expect(portable.of(kind: "training").hash != native.of(kind: "training").hash)
    #expect(native.of(kind: "training").numerics?.contains(OpenBLAS.kernelName) == true)
  }

  @Test func changesNameTheCanary() {
    let old = CodeFingerprint(revision: 1, numerics: "portable", canaries: ["a": "1", "b": "2"])
    let new = CodeFingerprint(revision: 2, numerics: "portable", canaries: ["a": "3", "c": "4"])
    #expect(
      new.changes(since: old) == [
        "revision 1, now 2", "canary a was 1, now 3", "canary b is gone", "canary c is new"
      ])
    #expect(new.changes(since: new).isEmpty)
  }

  private func bits(_ canary: Canary) throws -> [UInt8] { try canary.bits() }

  private static let networkBase: TrainingSpecification = {
    var network = NetworkSpecification(.vgg16, widthMultiplier: 1.0 / 16, hidden: 24)
    network.dropout = 0.5
    return TrainingSpecification(
      network: network, initialization: .he, dataset: DatasetSpecification(.embedded),
      batchSize: 3, steps: 2,
      optimizer: OptimizerSpecification(.adam, learningRate: 0.001, weightDecay: 1e-4),
      l1Strength: 0.002, seed: 4)
  }()

  struct Change: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var apply: @Sendable (inout TrainingSpecification) -> Void

    init(_ name: String, _ apply: @escaping @Sendable (inout TrainingSpecification) -> Void) {
      (testDescription, self.apply) = (name, apply)
    }
  }

  static let changes = [
    Change("activation") { $0.network.activation = .gelu },
    Change("batch norm") { $0.network.batchNorm = true },
    Change("pooling") { $0.network.pooling = .average },
    Change("dropout") { $0.network.dropout = 0.25 },
    Change("no dropout") { $0.network.dropout = 0 },
    Change("hidden") { $0.network.hidden = 25 },
    Change("initialization") { $0.initialization = .uniformFanIn },
    Change("normalization") { $0.dataset.normalization = .perChannel },
    Change("limit") { $0.dataset.limit = 2 },
    Change("shuffle") { $0.shuffle = true },
    Change("augmentation") { $0.augmentation = .cropFlip },
    Change("rate by one bit") { $0.optimizer.learningRate = Double(Float(0.001).nextUp) },
    Change("beta1") { $0.optimizer.beta1 = 0.91 },
    Change("beta2") { $0.optimizer.beta2 = 0.99 },
    Change("epsilon") { $0.optimizer.epsilon = 1e-5 },
    Change("weight decay") { $0.optimizer.weightDecay = 0 },
    Change("l1") { $0.l1Strength = 0 },
    Change("schedule") { $0.schedule = .cosine },
    Change("seed") { $0.seed = 5 }
  ]

  /// Each rule of a network's run, changed alone, changes its bits.
  @Test(arguments: changes) func aNetworksCanaryReacts(change: Change) throws {
    var changed = Self.networkBase
    change.apply(&changed)
    #expect(
      try bits(TrainingCanaries.network("x", changed))
        != bits(TrainingCanaries.network("x", Self.networkBase)))
  }

  @Test func threadsDoNotChangeACanary() throws {
    let one = try bits(TrainingCanaries.network("x", Self.networkBase))
    for threads in [2, 5] {
      #expect(try bits(TrainingCanaries.network("x", Self.networkBase, threads: threads)) == one)
    }
  }

  /// A layer whose weights are off by one bit in one place.
  @Test func aLayersCanarySeesOneBit() throws {
    func canary(_ change: @escaping @Sendable (FeatureMap) -> Void) -> Canary {
      TrainingCanaries.layer("x", channels: 8, size: 1) { input, store in
        Perturbed(
          Linear(name: "x", input: input, outputs: 8, activation: .none, store: store), change)
      }
    }
    let plain = try bits(canary { _ in })
    #expect(try bits(canary { _ in }) == plain)
    #expect(try bits(canary { $0.values[3] = $0.values[3].nextUp }) != plain)
  }

  /// An objective whose gradient is off by one bit in one place.
  @Test func anObjectivesCanarySeesOneBit() throws {
    let plain = L1Norm(dimension: 13, strength: 0.7)
    let expected = try bits(ConvexCanaries.objective("x", plain))
    #expect(try bits(ConvexCanaries.objective("x", Nudged(base: plain, place: 4))) != expected)
    #expect(try bits(ConvexCanaries.objective("x", Nudged(base: plain, place: nil))) == expected)
  }

  @Test(
    arguments: [
      .momentum(0.91), .rmsProp(decay: 0.99, epsilon: 1.1e-8, form: .paper),
      .rmsProp(decay: 0.98, epsilon: 1e-8, form: .paper),
      .adam(beta1: 0.9, beta2: 0.998, epsilon: 1e-8)
    ] as [DescentMethod])
  func aDescentsCanaryReacts(method: DescentMethod) throws {
    let known = try CodeFingerprints.digests(ConvexCanaries.all)
    let digest = CodeFingerprint.digest(of: try bits(ConvexCanaries.descent("x", method)))
    #expect(!known.values.contains(digest))
    #expect(
      try bits(ConvexCanaries.descent("x", method, learningRate: 0.05.nextUp))
        != bits(ConvexCanaries.descent("x", method)))
  }

  @Test func anElementaryFunctionsCanarySeesOneBit() throws {
    let plain = try bits(Canary.function("x") { [Elementary.exp($0)] })
    #expect(
      try bits(Canary.function("x") { [$0 == 1 ? Elementary.exp($0).nextUp : Elementary.exp($0)] })
        != plain)
  }

  /// A layer whose output something changes.
  private final class Perturbed: Layer {
    private let base: Linear
    private let change: (FeatureMap) -> Void
    var name: String { base.name }
    var output: FeatureMap { base.output }

    init(_ base: Linear, _ change: @escaping (FeatureMap) -> Void) {
      (self.base, self.change) = (base, change)
    }

    func forward(_ pass: Pass) {
      base.forward(pass)
      change(base.output)
    }

    func backward(_ pass: Pass) { base.backward(pass) }
  }

  /// The same objective, with one entry of the gradient one bit up.
  private struct Nudged: Objective {
    var base: L1Norm
    var place: Int?
    var dimension: Int { base.dimension }
    func value(at x: [Double]) -> Double { base.value(at: x) }
    func gradient(at x: [Double], into gradient: inout [Double]) {
      base.gradient(at: x, into: &gradient)
      if let place { gradient[place] = gradient[place].nextUp }
    }
  }
}
