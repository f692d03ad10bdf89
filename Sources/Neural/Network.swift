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
  package func weights() -> [String: Tensor] {
    var result: [String: Tensor] = [:]
    for p in store.parameters {
      result[p.name] = Tensor(shape: p.shape, values: p.unpack(store.values))
    }
    for case let norm as BatchNorm2D in layers {
      let shape = [norm.output.channels]
      result[norm.name + ".running_mean"] = Tensor(shape: shape, values: norm.runningMean)
      result[norm.name + ".running_var"] = Tensor(shape: shape, values: norm.runningVariance)
    }
    return result
  }

  /// - Throws: `NeuralError.tensor` for a tensor that is missing, superfluous or of another shape.
  ///   `num_batches_tracked` is ignored, as is anything named in `ignoring`.
  package func load(_ tensors: [String: Tensor], ignoring: (String) -> Bool = { _ in false }) throws
  {
    var known: Set<String> = []
    for p in store.parameters {
      p.pack(try p.checked(tensors[p.name], as: p.name), into: store.values)
      known.insert(p.name)
    }
    for case let norm as BatchNorm2D in layers {
      for (suffix, path) in [
        (".running_mean", \BatchNorm2D.runningMean), (".running_var", \.runningVariance)
      ] {
        let name = norm.name + suffix
        norm[keyPath: path] = try norm.weight.checked(tensors[name], as: name)
        known.insert(name)
      }
    }
    for name in tensors.keys.sorted()
    where !known.contains(name) && !name.hasSuffix(".num_batches_tracked") && !ignoring(name) {
      throw NeuralError.tensor(name, found: "a tensor", expected: "no tensor of this name")
    }
  }

  /// Draws all weights and biases; each tensor has the stream `"initialization.<name>"`.
  package func initialize(_ rule: TrainingSpecification.Initialization, seed: UInt64) {
    for p in store.parameters where p.fanIn > 0 {
      var stream = RandomStream(seed: seed, name: "initialization." + p.name)
      let count = p.shape.reduce(1, *)
      var values = [Float](repeating: 0, count: count)
      let fanIn = Double(p.fanIn)
      switch rule {
      case .uniformFanIn:
        let bound = 1 / fanIn.squareRoot()
        for i in 0..<count { values[i] = Float(stream.nextUniform(in: -bound...bound)) }
      case .he where p.shape.count > 1:
        let deviation = (2 / fanIn).squareRoot()
        for i in stride(from: 0, to: count, by: 2) {
          let (a, b) = stream.nextNormalPair()
          values[i] = Float(a * deviation)
          if i + 1 < count { values[i + 1] = Float(b * deviation) }
        }
      case .he: break
      }
      p.pack(values, into: store.values)
    }
  }

  /// The first layer whose output is not finite.
  package var firstNonFiniteLayer: String {
    layers.first { !$0.output.isFinite }?.name ?? "the loss"
  }
}
