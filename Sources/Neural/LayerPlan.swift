/// One module of a network as its specification says: what `Network` builds, what a weights file holds and what
/// a run costs all follow this list.
package enum LayerPlan: Sendable {
  /// 3 x 3 with padding 1, on `size` x `size` pixels.
  case convolution(name: String, inputs: Int, outputs: Int, size: Int)
  case batchNorm(name: String, channels: Int, size: Int)
  /// 2 x 2 pooling, to `size` x `size` pixels.
  case pool(name: String, channels: Int, size: Int)
  /// Means over `windows` x `windows` windows, flattened.
  case average(channels: Int, windows: Int)
  /// Of its `inputs` each `repeats` in a row are equal, and the layer before gives one of them.
  case linear(name: String, inputs: Int, outputs: Int, repeats: Int, isLast: Bool)
  case dropout(name: String, channels: Int)
}

extension NetworkSpecification {
  /// The modules in order; their names count PyTorch's, of which the activation is one.
  package var plan: [LayerPlan] {
    var plan: [LayerPlan] = []
    var (index, channels, size) = (0, 3, 32)
    for width in widths {
      if width == 0 {
        size /= 2
        plan.append(.pool(name: "features.\(index)", channels: channels, size: size))
        index += 1
        continue
      }
      plan.append(
        .convolution(name: "features.\(index)", inputs: channels, outputs: width, size: size))
      if batchNorm {
        plan.append(.batchNorm(name: "features.\(index + 1)", channels: width, size: size))
      }
      index += batchNorm ? 3 : 2
      channels = width
    }
    let isLarge = architecture == .vgg16
    let windows = isLarge ? 7 : 1
    // Windows over one pixel are copies of it, which are not made.
    var repeats = size == 1 ? windows * windows : 1
    plan.append(.average(channels: channels, windows: size == 1 ? 1 : windows))
    var inputs = channels * windows * windows
    for position in isLarge ? [0, 3] : [] {
      plan.append(
        .linear(
          name: "classifier.\(position)", inputs: inputs, outputs: hidden, repeats: repeats,
          isLast: false))
      if dropout > 0 {
        plan.append(.dropout(name: "classifier.\(position + 2)", channels: hidden))
      }
      (inputs, repeats) = (hidden, 1)
    }
    plan.append(
      .linear(
        name: isLarge ? "classifier.6" : "classifier", inputs: inputs, outputs: classes,
        repeats: repeats, isLast: true))
    return plan
  }

  /// Names and shapes of all tensors of a weights file, in the order of the layers.
  public var tensorShapes: [(name: String, shape: [Int])] {
    plan.flatMap { layer -> [(name: String, shape: [Int])] in
      switch layer {
      case .convolution(let name, let inputs, let outputs, _):
        [(name + ".weight", [outputs, inputs, 3, 3]), (name + ".bias", [outputs])]
      case .batchNorm(let name, let channels, _):
        ["weight", "bias", "running_mean", "running_var"].map { ("\(name).\($0)", [channels]) }
      case .linear(let name, let inputs, let outputs, _, _):
        [(name + ".weight", [outputs, inputs]), (name + ".bias", [outputs])]
      case .pool, .average, .dropout: []
      }
    }
  }

  /// Checks names, shapes and types of `weights` one by one, without building the network.
  ///
  /// - Throws: `NeuralError.tensors` with what does not fit.
  public func requireTensors(of weights: Safetensors) throws {
    try TensorMismatch.check(
      weights.tensors, against: tensorShapes, of: "weights",
      ignoring: { $0.hasSuffix(".num_batches_tracked") })
  }
}
