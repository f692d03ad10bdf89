import Kernels

/// The canaries of everything that decides what a training run computes.
///
/// Each rule has one of its own, so that a changed bit names its cause; the networks at the end go
/// through all of them together.
public enum TrainingCanaries {
  /// Those of portable numerics; native runs go through them too.
  public static let portable: [Canary] =
    Canary.kernels + initializations + schedules + images + layers + [loss] + optimizers + networks
    + [metrics]

  /// The products that native numerics hand to OpenBLAS; their bits depend on its version and on the
  /// kernel that it picks for the processor.
  public static let native: [Canary] = [
    layer("native.linear", images: 16, channels: 256, size: 1) { input, store in
      Linear(
        name: "canary", input: input, outputs: 256, activation: .none, store: store,
        numerics: .native)
    },
    layer("native.convolution", images: 16, channels: 128, size: 8) { input, store in
      Conv2D(
        name: "canary", input: input, outputs: 128, activation: .none, needsInputGradient: true,
        store: store, numerics: .native)
    }
  ]

  // MARK: Layers

  private static let layers: [Canary] = [
    layer("layer.convolution-winograd", channels: 5, size: 6) { input, store in
      convolution(input, outputs: 11, store)
    },
    layer("layer.convolution-winograd-blocks", images: 5, channels: 16, size: 16) { input, store in
      convolution(input, outputs: 24, store)
    },
    layer("layer.convolution-direct", channels: 5, size: 7) { input, store in
      convolution(input, outputs: 6, store)
    },
    layer("layer.convolution-images", channels: 3, size: 8, isImage: true) { input, store in
      convolution(input, outputs: 9, needsInputGradient: false, store)
    },
    // Where sums are cut into groups and chunks.
    layer("layer.convolution-winograd-groups", images: 6, channels: 8, size: 16) { input, store in
      convolution(input, outputs: 8, store)
    },
    layer("layer.convolution-winograd-depth", images: 2, channels: 264, size: 4) { input, store in
      convolution(input, outputs: 8, store)
    },
    layer("layer.convolution-small", channels: 5, size: 2) { input, store in
      convolution(input, outputs: 11, store)
    },
    layer("layer.convolution-small-depth", images: 2, channels: 264, size: 2) { input, store in
      convolution(input, outputs: 40, store)
    },
    layer("layer.convolution-small-images", images: 260, channels: 8, size: 2) { input, store in
      convolution(input, outputs: 8, store)
    },
    layer("layer.convolution-direct-groups", images: 20, channels: 3, size: 7) { input, store in
      convolution(input, outputs: 9, store)
    },
    layer("layer.linear-depth", images: 260, channels: 264, size: 1) { input, store in
      Linear(name: "canary", input: input, outputs: 264, activation: .none, store: store)
    },
    layer("layer.linear-repeated", channels: 11, size: 1) { input, store in
      Linear(
        name: "canary", input: input, outputs: 19, activation: .none, repeats: 9, store: store)
    },
    layer("layer.linear", channels: 37, size: 1) { input, store in
      Linear(name: "canary", input: input, outputs: 19, activation: .none, store: store)
    },
    layer("layer.linear-blocks", images: 9, channels: 130, size: 1) { input, store in
      Linear(name: "canary", input: input, outputs: 70, activation: .none, store: store)
    },
    layer("layer.relu", channels: 8, size: 1, activation: .relu) { input, store in
      Linear(name: "canary", input: input, outputs: 8, activation: .relu, store: store)
    },
    layer("layer.gelu", channels: 8, size: 1, activation: .gelu) { input, store in
      Linear(name: "canary", input: input, outputs: 8, activation: .gelu, store: store)
    },
    layer("layer.convolution-relu", channels: 8, size: 4, activation: .relu) { input, store in
      convolution(input, outputs: 8, activation: .relu, store)
    },
    layer("layer.convolution-gelu", channels: 8, size: 4, activation: .gelu) { input, store in
      convolution(input, outputs: 8, activation: .gelu, store)
    },
    layer("layer.batchnorm", channels: 11, size: 5) { input, store in
      BatchNorm2D(name: "canary", input: input, activation: .none, store: store)
    },
    layer("layer.batchnorm-relu", channels: 8, size: 4) { input, store in
      BatchNorm2D(name: "canary", input: input, activation: .relu, store: store)
    },
    layer("layer.pool-average", channels: 5, size: 5) { input, _ in
      Pool2D(name: "canary", input: input, maximum: false)
    },
    layer("layer.pool-max", channels: 5, size: 5) { input, _ in
      Pool2D(name: "canary", input: input, maximum: true)
    },
    layer("layer.pool-adaptive", channels: 5, size: 8) { input, _ in
      AdaptiveAveragePool2D(name: "canary", input: input, size: 7)
    },
    layer("layer.dropout", channels: 21, size: 1) { input, _ in
      Dropout(name: "canary", input: input, probability: 0.3)
    }
  ]

  private static func convolution(
    _ input: FeatureMap, outputs: Int, activation: FeatureMap.Activation = .none,
    needsInputGradient: Bool = true, _ store: ParameterStore
  ) -> Conv2D {
    Conv2D(
      name: "canary", input: input, outputs: outputs, activation: activation,
      needsInputGradient: needsInputGradient, store: store)
  }

  /// A layer forward, backward, and forward in evaluation, on random images, weights and gradients.
  package static func layer(
    _ name: String, images: Int = 3, channels: Int, size: Int, isImage: Bool = false,
    activation: FeatureMap.Activation = .none, step: Int = 3,
    make: @escaping @Sendable (FeatureMap, ParameterStore) -> any Layer
  ) -> Canary {
    Canary(name) { bits in
      let pool = WorkerPool(threads: 1)
      defer { pool.stop() }
      let input = FeatureMap(
        grid: PixelGrid(images: images, height: size, width: size, halo: size > 1 ? 1 : 0),
        channels: channels, isImage: isImage, activation: activation)
      let store = ParameterStore()
      let layer = make(input, store)
      store.allocate()
      var stream = RandomStream(seed: 7, name: "canary." + name)
      input.load(stream.floats(input.grid.count * channels))
      if activation != .none {
        Vectors.current.kernels(input.stride).apply(
          input.valueFinish, to: input.values, at: 0, pixels: input.grid.storageCount,
          stride: input.stride, bias: nil)
      }
      for p in store.parameters {
        p.pack(stream.floats(p.shape.reduce(1, *)), into: store.values)
      }
      let pass = Pass(pool: pool, isTraining: true, step: step, seed: 11)
      layer.forward(pass)
      bits.add(layer.output.array())
      let output = layer.output
      output.load(stream.floats(output.grid.count * output.channels), gradients: true)
      layer.backward(pass)
      bits.add(input.array(gradients: true))
      for p in store.parameters { bits.add(p.gradient) }
      layer.forward(Pass(pool: pool, isTraining: false))
      bits.add(layer.output.array())
    }
  }

  private static let loss = Canary("loss.crossEntropy") { bits in
    var stream = RandomStream(seed: 7, name: "canary.loss")
    let logits = stream.floats(5 * 16)
    var gradient = [Float](repeating: 0, count: logits.count)
    let pool = WorkerPool(threads: 1)
    defer { pool.stop() }
    let (loss, correct) = CrossEntropy.evaluate(
      logits: logits, stride: 16, classes: 11, labels: [0, 3, 10, 3, 7], batch: 5,
      gradient: &gradient, pool: pool)
    bits.add(loss)
    bits.add(correct)
    bits.add(gradient)
  }

  // MARK: Rules

  private static let optimizers: [Canary] = {
    typealias Rule = OptimizerSpecification
    return [
      optimizer("sgd", Rule(.sgd, learningRate: 0.1)),
      optimizer("sgd-momentum", Rule(.sgd, learningRate: 0.1, momentum: 0.9)),
      optimizer("sgd-weightDecay", Rule(.sgd, learningRate: 0.1, weightDecay: 0.01)),
      optimizer("sgd-l1", Rule(.sgd, learningRate: 0.1), l1: 0.02),
      optimizer("rmsprop", Rule(.rmsprop, learningRate: 0.01)),
      optimizer("rmsprop-l1", Rule(.rmsprop, learningRate: 0.01, weightDecay: 0.01), l1: 0.02),
      optimizer("adam", Rule(.adam, learningRate: 0.01)),
      optimizer("adam-l1", Rule(.adam, learningRate: 0.01, weightDecay: 0.01), l1: 0.02)
    ]
  }()

  /// Three updates of 4,970 parameters, some of them exactly 0, with random gradients.
  package static func optimizer(
    _ name: String, _ specification: OptimizerSpecification, l1: Double = 0
  ) -> Canary {
    Canary("optimizer.\(name)") { bits in
      let pool = WorkerPool(threads: 1)
      defer { pool.stop() }
      let input = FeatureMap(
        grid: PixelGrid(images: 1, height: 1, width: 1, halo: 0), channels: 70)
      let store = ParameterStore()
      let layer = Linear(
        name: "canary", input: input, outputs: 70, activation: .none, store: store)
      store.allocate()
      var stream = RandomStream(seed: 7, name: "canary.optimizer")
      var weights = stream.floats(4900)
      for index in stride(from: 0, to: weights.count, by: 17) { weights[index] = 0 }
      layer.weight.pack(weights, into: store.values)
      layer.bias.pack(stream.floats(70), into: store.values)
      let optimizer = Optimizer(specification, store: store)
      for _ in 0..<3 {
        for p in store.parameters {
          p.setGradient(stream.floats(p.shape.reduce(1, *)))
        }
        bits.add(
          optimizer.update(learningRate: specification.learningRate, l1: l1, pool: pool))
      }
      for p in store.parameters { bits.add(p.unpack(store.values)) }
      for (name, tensor) in optimizer.state().sorted(by: { $0.key < $1.key }) {
        bits.add(name)
        bits.add(tensor.floats ?? [])
      }
    }
  }

  private static let schedules: [Canary] = [
    schedule("constant", .constant), schedule("step", .step(every: 3, factor: 0.3)),
    schedule("cosine", ScheduleSpecification(name: .cosine, minimum: 0.001))
  ]

  package static func schedule(_ name: String, _ rule: ScheduleSpecification) -> Canary {
    Canary("schedule.\(name)") { bits in
      for step in 0..<12 { bits.add(rule.learningRate(0.1, step: step, of: 12)) }
    }
  }

  private static let initializations: [Canary] =
    TrainingSpecification.Initialization.allCases.map { rule in
      Canary("initialization.\(rule.rawValue)") { bits in
        let network = Network(NetworkSpecification(.vgg11, batchNorm: true), batch: 1)
        network.initialize(rule, seed: 3)
        for (name, tensor) in network.weights().sorted(by: { $0.key < $1.key }) {
          bits.add(name)
          bits.add(tensor.floats ?? [])
        }
      }
    }

  // MARK: Images

  private static let images: [Canary] = {
    typealias Images = DatasetSpecification
    return [
      batches("half", Images(.embedded)),
      batches("perChannel", Images(.embedded, normalization: .perChannel)),
      batches("limit", Images(.embedded, limit: 3, normalization: .perChannel)),
      batches("shuffle", Images(.embedded), shuffle: true),
      batches("cropFlip", Images(.embedded), augmentation: .cropFlip)
    ]
  }()

  /// Batches of 4 and 3 over two epochs of 7 images: which images, in which order, as which numbers.
  package static func batches(
    _ name: String, _ dataset: DatasetSpecification, shuffle: Bool = false,
    augmentation: TrainingSpecification.Augmentation = .none
  ) -> Canary {
    Canary("images.\(name)") { bits in
      let specification = TrainingSpecification(
        network: NetworkSpecification(.vgg11), dataset: dataset, shuffle: shuffle, batchSize: 4,
        epochs: 2, optimizer: OptimizerSpecification(.sgd, learningRate: 0),
        augmentation: augmentation, seed: 5)
      var loader = try BatchLoader(specification, images: randomImages(7))
      let map = FeatureMap(
        grid: PixelGrid(images: 4, height: 32, width: 32, halo: 1), channels: 3, isImage: true)
      var labels = [UInt8](repeating: 0, count: 4)
      let pool = WorkerPool(threads: 1)
      let steps = specification.stepCount(imageCount: loader.plan.images)
      bits.add(steps)
      for step in 0..<steps {
        let batch = loader.plan.positions(of: step).count
        map.grid.images = batch
        loader.load(step: step, into: map, labels: &labels, pool: pool)
        bits.add(loader.plan.epoch(of: step))
        bits.add(Array(labels.prefix(batch)))
        bits.add(map.array())
      }
    }
  }

  /// The first `count`, at most 7, of fixed random images.
  private static func randomImages(_ count: Int) -> ImageSet {
    ImageSet(
      images: Array(imageBytes.prefix(count * ImageSet.bytesPerImage)),
      labels: [3, 1, 4, 1, 5, 9, 2].prefix(count).map { $0 }, sha256: "random")
  }

  private static let imageBytes: [UInt8] = {
    var stream = RandomStream(seed: 1, name: "canary.images")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(7 * ImageSet.bytesPerImage)
    while bytes.count < 7 * ImageSet.bytesPerImage {
      let word = stream.nextUInt32()
      for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
    return bytes
  }()

  // MARK: Networks

  /// Every architecture with both activations, with and without batch norm; optimizers, poolings, initializations,
  /// schedules, augmentation, penalty and shuffling take turns.
  package static func specifications(
    steps: Int, batchSize: (_ index: Int) -> Int
  ) -> [(name: String, specification: TrainingSpecification)] {
    var result: [(name: String, specification: TrainingSpecification)] = []
    for architecture in NetworkSpecification.Architecture.allCases {
      for activation in NetworkSpecification.Activation.allCases {
        for batchNorm in [false, true] {
          let index = result.count
          let rule = OptimizerSpecification.Name.allCases[index % 3]
          let specification = TrainingSpecification(
            network: NetworkSpecification(
              architecture, activation: activation, batchNorm: batchNorm,
              pooling: index % 5 < 2 ? .max : .average, widthMultiplier: 1.0 / 16, hidden: 24),
            initialization: index % 2 == 0 ? .he : .uniformFanIn,
            dataset: DatasetSpecification(
              .embedded, normalization: index % 4 < 2 ? .half : .perChannel),
            shuffle: index % 3 == 1, batchSize: batchSize(index), steps: steps,
            optimizer: OptimizerSpecification(
              rule, learningRate: rule == .sgd ? 0.01 : 0.001,
              momentum: rule == .sgd ? 0.9 : 0, weightDecay: index % 2 == 0 ? 0 : 5e-4),
            schedule: [.constant, .cosine, .step(every: steps / 2, factor: 0.1)][index / 2 % 3],
            augmentation: index % 4 == 3 ? .cropFlip : .none,
            l1Strength: index % 2 == 0 ? 0.002 : 0, seed: UInt64(index + 1))
          let name = "\(architecture)-\(activation)" + (batchNorm ? "-batchnorm" : "")
          result.append((name, specification))
        }
      }
    }
    return result
  }

  private static let networks = specifications(steps: 2) { _ in 3 }.map { network($0, $1) }

  /// A whole run over 5 images: its metrics, its evaluation and its last weights, into which its averages have gone.
  package static func network(
    _ name: String, _ specification: TrainingSpecification, threads: Int = 1
  ) -> Canary {
    Canary("network.\(name)") { bits in
      let trainer = try Trainer(specification, images: randomImages(5), threads: threads)
      while trainer.completedSteps < trainer.totalSteps {
        let step = try trainer.step()
        bits.add([step.loss, step.crossEntropy, step.l1Norm])
        bits.add([step.step, step.epoch, step.correct])
      }
      let (loss, accuracy) = try trainer.evaluate(randomImages(4))
      bits.add([loss, accuracy, trainer.l1Norm()])
      bits.add([trainer.parameters(below: 1e-3), trainer.parameterCount])
      for (name, tensor) in trainer.weights().tensors.sorted(by: { $0.key < $1.key }) {
        bits.add(name)
        bits.add(tensor.shape)
        bits.add(tensor.floats ?? [])
      }
    }
  }

  /// How metrics.jsonl writes a step.
  private static let metrics = Canary("metrics.line") { bits in
    let step = StepMetrics(
      step: 3, epoch: 1, loss: 2.5, crossEntropy: 1.0 / 3, l1Norm: 1e-7, correct: 4)
    bits.add(step.jsonLine)
  }
}

extension RandomStream {
  /// Standard normal numbers.
  fileprivate mutating func floats(_ count: Int) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(count + 1)
    while result.count < count {
      let pair = nextNormalPair()
      result += [Float(pair.0), Float(pair.1)]
    }
    return Array(result.prefix(count))
  }
}
