import Kernels
import Neural
import Support

/// One network of the bench, with its batch and optimizer.
package struct BenchCase {
  /// E.g. `"vgg19-gelu-batchnorm"` or `"vgg16-eighth-adam"`.
  package var name: String
  package var training: TrainingSpecification
  /// Steps that count, and steps before them that do not.
  var steps = 15
  var warmUp = 3

  /// The eight narrow networks of Figure 2.
  static let narrow: [BenchCase] = [NetworkSpecification.Architecture.vgg11, .vgg19].flatMap {
    kind in
    NetworkSpecification.Activation.allCases.flatMap { activation in
      [false, true].map { batchNorm in
        BenchCase(
          name: "\(kind.rawValue)-\(activation.rawValue)" + (batchNorm ? "-batchnorm" : ""),
          training: specification(
            NetworkSpecification(kind, activation: activation, batchNorm: batchNorm), batch: 128,
            optimizer: OptimizerSpecification(.sgd, learningRate: 0.01, momentum: 0.9)))
      }
    }
  }

  /// A width of the L1-penalized VGG16.
  struct Width {
    var name: String
    var multiplier: Double
    var hidden: Int
    var classes: Int
    var batch: Int
    var steps: Int
    var warmUp: Int
    var title: String
  }

  static let widths = [
    Width(
      name: "sixteenth", multiplier: 1.0 / 16, hidden: 256, classes: 10, batch: 16, steps: 40,
      warmUp: 3, title: "1/16 width, hidden 256, batch 16"),
    Width(
      name: "eighth", multiplier: 1.0 / 8, hidden: 512, classes: 10, batch: 64, steps: 15,
      warmUp: 3, title: "1/8 width, hidden 512, batch 64"),
    Width(
      name: "full", multiplier: 1, hidden: 4096, classes: 1000, batch: 64, steps: 3, warmUp: 1,
      title: "full, 138,357,544 parameters, batch 64")
  ]

  static let penalized: [BenchCase] = widths.flatMap { width in
    OptimizerSpecification.Name.allCases.map { optimizer in
      BenchCase(
        name: "vgg16-\(width.name)-\(optimizer.rawValue)",
        training: specification(
          NetworkSpecification(
            .vgg16, widthMultiplier: width.multiplier, hidden: width.hidden,
            classes: width.classes),
          batch: width.batch, optimizer: OptimizerSpecification(optimizer, learningRate: 0.003),
          l1Strength: 0.002),
        steps: width.steps, warmUp: width.warmUp)
    }
  }

  static let all = narrow + penalized

  /// What `--scaling` looks at, with the steps of which each unit's shortest time counts: a network of Figure 2, and
  /// the paper's own at its batch size.
  package static let scaling: [(test: BenchCase, steps: Int)] = {
    var full = penalized.first { $0.name == "vgg16-full-sgd" }!
    full.training.batchSize = 512
    return [(narrow.first { $0.name == "vgg19-relu-batchnorm" }!, 10), (full, 2)]
  }()

  /// The cases of a bench: those named, or all, the full VGG16 only where it is asked for. `CollapsedRun` is known
  /// by its name and no case.
  ///
  /// - Throws: `CommandFailure` for a name that no case has.
  package static func chosen(_ names: [String], full: Bool) throws -> [BenchCase] {
    if names.isEmpty { return all.filter { full || !$0.name.hasPrefix("vgg16-full") } }
    return try names.filter { $0 != CollapsedRun.name }.map { name in
      guard let known = all.first(where: { $0.name == name }) else {
        throw CommandFailure(
          Spelling.unknown("Network", name, among: all.map(\.name) + [CollapsedRun.name]),
          status: .usage)
      }
      return known
    }
  }

  private static func specification(
    _ network: NetworkSpecification, batch: Int, optimizer: OptimizerSpecification,
    l1Strength: Double = 0
  ) -> TrainingSpecification {
    TrainingSpecification(
      network: network, initialization: .uniformFanIn, dataset: DatasetSpecification(.embedded),
      batchSize: batch, steps: 1_000_000, optimizer: optimizer, l1Strength: l1Strength, seed: 1)
  }

  /// As many random images as a batch takes.
  static func images(_ count: Int) -> ImageSet {
    var stream = RandomStream(seed: 1, name: "bench.images")
    let bytes = (0..<count * ImageSet.bytesPerImage).map { _ in
      UInt8(truncatingIfNeeded: stream.nextUInt32())
    }
    let labels = (0..<count).map { _ in UInt8(stream.nextInt(below: 10)) }
    return ImageSet(images: bytes, labels: labels, sha256: "random")
  }
}
