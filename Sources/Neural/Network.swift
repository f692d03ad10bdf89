import Kernels

/// A network with all its memory planned for batches of at most so many images.
package final class Network {
  package let specification: NetworkSpecification
  /// Images of the largest batch.
  package let batch: Int
  package let input: FeatureMap
  package let layers: [any Layer]
  package let store: ParameterStore
  package var logits: FeatureMap { layers[layers.count - 1].output }

  /// - Parameter specification: In its ranges, which `TrainingSpecification.validate` checks.
  package init(
    _ specification: NetworkSpecification, batch: Int, numerics: Numerics = .portable,
    vectors: Vectors = .current
  ) {
    (self.specification, self.batch) = (specification, batch)
    let store = ParameterStore(vectors: vectors)
    var layers: [any Layer] = []
    let grid = PixelGrid(images: batch, height: 32, width: 32, halo: 1)
    input = FeatureMap(grid: grid, channels: 3, isImage: true)
    var map = input
    let activation: FeatureMap.Activation = specification.activation == .relu ? .relu : .gelu
    for layer in specification.plan {
      let made: any Layer =
        switch layer {
        case .convolution(let name, _, let outputs, _):
          Conv2D(
            name: name, input: map, outputs: outputs,
            activation: specification.batchNorm ? .none : activation,
            needsInputGradient: !layers.isEmpty, store: store, numerics: numerics, vectors: vectors)
        case .batchNorm(let name, _, _):
          BatchNorm2D(
            name: name, input: map, activation: activation, store: store, vectors: vectors)
        case .pool(let name, _, _):
          Pool2D(name: name, input: map, maximum: specification.pooling == .max, vectors: vectors)
        case .average(_, let windows):
          AdaptiveAveragePool2D(name: "avgpool", input: map, size: windows, vectors: vectors)
        case .linear(let name, _, let outputs, let repeats, let isLast):
          Linear(
            name: name, input: map, outputs: outputs, activation: isLast ? .none : activation,
            repeats: repeats, store: store, numerics: numerics, vectors: vectors)
        case .dropout(let name, _):
          Dropout(name: name, input: map, probability: specification.dropout, vectors: vectors)
        }
      layers.append(made)
      map = made.output
    }
    store.allocate()
    (self.layers, self.store) = (layers, store)
    for case let norm as BatchNorm2D in layers {
      norm.weight.pack([Float](repeating: 1, count: norm.output.channels), into: store.values)
    }
  }

  /// Makes the next passes go through `count` images, at most `batch`: every map keeps its memory and uses
  /// the first so many of its images.
  package func use(images count: Int) {
    input.grid.images = count
    for layer in layers { layer.output.grid.images = count }
  }

  package func forward(_ pass: Pass) {
    for layer in layers {
      pass.pool.note("\(layer.name) forward")
      layer.forward(pass)
    }
  }

  /// Carries the gradient of the logits back to all parameters.
  package func backward(_ pass: Pass) {
    for layer in layers.reversed() {
      pass.pool.note("\(layer.name) backward")
      layer.backward(pass)
    }
  }

  /// Trainable parameters, padding not counted.
  package var parameterCount: Int {
    store.parameters.reduce(0) { $0 + $1.shape.reduce(1, *) }
  }

  /// All parameters and running statistics, by their names in PyTorch.
  package var sources: [TensorSource] {
    var result = store.parameters.map { p in
      TensorSource(p.name, shape: p.shape) { [store] in p.unpack(store.values) }
    }
    for (norm, path, name) in statistics {
      result.append(TensorSource(name, shape: [norm.output.channels]) { norm[keyPath: path] })
    }
    return result
  }

  /// The same in memory.
  package func weights() -> [String: Tensor] {
    Dictionary(uniqueKeysWithValues: sources.map { ($0.name, $0.tensor) })
  }

  /// Takes all parameters and running statistics, or throws before it has taken any.
  ///
  /// - Throws: As `check`.
  package func load(_ tensors: [String: Tensor], ignoring: (String) -> Bool = { _ in false }) throws
  {
    try check(tensors, ignoring: ignoring)
    for p in store.parameters {
      p.pack(try p.checked(tensors[p.name], as: p.name), into: store.values)
    }
    for (norm, path, name) in statistics {
      norm[keyPath: path] = try norm.weight.checked(tensors[name], as: name)
    }
  }

  /// - Throws: `NeuralError.tensors` with all tensors that are missing, superfluous or of another
  ///   shape, or `NeuralError.tensor` for one that holds a value that is not finite.
  ///   `num_batches_tracked` is ignored, as is anything named in `ignoring`.
  package func check(
    _ tensors: [String: Tensor], ignoring: (String) -> Bool = { _ in false }
  ) throws {
    try TensorMismatch.check(
      tensors, against: specification.tensorShapes, of: "weights",
      ignoring: { $0.hasSuffix(".num_batches_tracked") || ignoring($0) })
    for p in store.parameters { _ = try p.checked(tensors[p.name], as: p.name) }
    for (norm, _, name) in statistics { _ = try norm.weight.checked(tensors[name], as: name) }
  }

  /// Whether all parameters and running statistics are finite.
  package func isFinite(_ pool: WorkerPool) -> Bool {
    store.l1Norm(pool).isFinite
      && statistics.allSatisfy { norm, path, _ in norm[keyPath: path].allSatisfy(\.isFinite) }
  }

  /// The running statistics, with their names.
  private var statistics:
    [(norm: BatchNorm2D, path: ReferenceWritableKeyPath<BatchNorm2D, [Float]>, name: String)]
  {
    layers.compactMap { $0 as? BatchNorm2D }.flatMap { norm in
      [
        (norm, \.runningMean, norm.name + ".running_mean"),
        (norm, \.runningVariance, norm.name + ".running_var")
      ]
    }
  }

  /// Draws all weights and biases; each tensor has the stream `"initialization.<name>"`.
  package func initialize(_ rule: TrainingSpecification.Initialization, seed: UInt64) {
    for p in store.parameters where p.fanIn > 0 {
      var stream = RandomStream(seed: seed, name: "initialization." + p.name)
      let fanIn = Double(p.fanIn)
      switch rule {
      case .uniformFanIn:
        let bound = 1 / fanIn.squareRoot()
        p.fill(store.values) { Float(stream.nextUniform(in: -bound...bound)) }
      case .he where p.shape.count > 1:
        let deviation = (2 / fanIn).squareRoot()
        var second: Double?
        p.fill(store.values) {
          if let value = second {
            second = nil
            return Float(value * deviation)
          }
          let (first, other) = stream.nextNormalPair()
          second = other
          return Float(first * deviation)
        }
      case .he: p.fill(store.values) { 0 }
      }
    }
  }

  /// The first layer whose output is not finite.
  package var firstNonFiniteLayer: String {
    layers.first { !$0.output.isFinite }?.name ?? "the loss"
  }

  /// The first parameter that is not finite, of those whose sum of magnitudes is not.
  package var firstNonFiniteParameter: String {
    store.parameters.first { p in
      (0..<p.count).contains { !p.values[$0].isFinite }
    }?.name ?? "the L1 norm"
  }
}
