import Kernels

/// A network with all its memory planned for one batch size.
package final class Network {
  package let specification: NetworkSpecification
  package let batch: Int
  package let input: FeatureMap
  package let layers: [any Layer]
  package let store: ParameterStore
  package var logits: FeatureMap { layers[layers.count - 1].output }

  /// - Throws: `NeuralError.field` for an invalid specification.
  package init(
    _ specification: NetworkSpecification, batch: Int, numerics: Numerics = .portable
  ) throws {
    try specification.validate()
    (self.specification, self.batch) = (specification, batch)
    let store = ParameterStore()
    var layers: [any Layer] = []
    let grid = PixelGrid(images: batch, height: 32, width: 32, halo: 1)
    input = FeatureMap(grid: grid, channels: 3, isImage: true)
    var map = input
    let activation: FeatureMap.Activation = specification.activation == .relu ? .relu : .gelu
    var index = 0
    func append(_ layer: any Layer) {
      layers.append(layer)
      map = layer.output
    }
    for width in specification.widths {
      if width == 0 {
        append(
          Pool2D(name: "features.\(index)", input: map, maximum: specification.pooling == .max))
        index += 1
        continue
      }
      append(
        Conv2D(
          name: "features.\(index)", input: map, outputs: width,
          activation: specification.batchNorm ? .none : activation, needsInputGradient: index > 0,
          store: store, numerics: numerics))
      index += 1
      if specification.batchNorm {
        append(
          BatchNorm2D(
            name: "features.\(index)", input: map, activation: activation, store: store))
        index += 1
      }
      // The activation is a module of its own in PyTorch, and counts in the names.
      index += 1
    }
    let isLarge = specification.architecture == .vgg16
    append(AdaptiveAveragePool2D(name: "avgpool", input: map, size: isLarge ? 7 : 1))
    if isLarge {
      for position in [0, 3] {
        append(
          Linear(
            name: "classifier.\(position)", input: map, outputs: specification.hidden,
            activation: activation, store: store, numerics: numerics))
        if specification.dropout > 0 {
          append(
            Dropout(
              name: "classifier.\(position + 2)", input: map, probability: specification.dropout))
        }
      }
    }
    append(
      Linear(
        name: isLarge ? "classifier.6" : "classifier", input: map, outputs: specification.classes,
        activation: .none, store: store, numerics: numerics))
    store.allocate()
    (self.layers, self.store) = (layers, store)
    for case let norm as BatchNorm2D in layers {
      norm.weight.pack([Float](repeating: 1, count: norm.output.channels), into: store.values)
    }
  }

  package func forward(_ pass: Pass) {
    for layer in layers { layer.forward(pass) }
  }

  /// Carries the gradient of the logits back to all parameters.
  package func backward(_ pass: Pass) {
    for layer in layers.reversed() { layer.backward(pass) }
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
    for case let norm as BatchNorm2D in layers {
      let shape = [norm.output.channels]
      result.append(TensorSource(norm.name + ".running_mean", shape: shape) { norm.runningMean })
      result.append(TensorSource(norm.name + ".running_var", shape: shape) { norm.runningVariance })
    }
    return result
  }

  /// The same in memory.
  package func weights() -> [String: Tensor] {
    Dictionary(uniqueKeysWithValues: sources.map { ($0.name, $0.tensor) })
  }

  /// - Throws: `NeuralError.tensors` with all tensors that are missing, superfluous or of another
  ///   shape, or `NeuralError.tensor` for one that holds a value that is not finite.
  ///   `num_batches_tracked` is ignored, as is anything named in `ignoring`.
  package func load(_ tensors: [String: Tensor], ignoring: (String) -> Bool = { _ in false }) throws
  {
    try TensorMismatch.check(
      tensors, against: specification.tensorShapes, of: "weights",
      ignoring: { $0.hasSuffix(".num_batches_tracked") || ignoring($0) })
    for p in store.parameters {
      p.pack(try p.checked(tensors[p.name], as: p.name), into: store.values)
    }
    for case let norm as BatchNorm2D in layers {
      for (suffix, path) in [
        (".running_mean", \BatchNorm2D.runningMean), (".running_var", \.runningVariance)
      ] {
        let name = norm.name + suffix
        norm[keyPath: path] = try norm.weight.checked(tensors[name], as: name)
      }
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
