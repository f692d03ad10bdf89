extension NetworkSpecification {
  /// Names and shapes of all tensors of a weights file, in the order of the layers.
  public var tensorShapes: [(name: String, shape: [Int])] {
    var result: [(name: String, shape: [Int])] = []
    var (index, channels) = (0, 3)
    for width in widths {
      if width == 0 {
        index += 1
        continue
      }
      result.append(("features.\(index).weight", [width, channels, 3, 3]))
      result.append(("features.\(index).bias", [width]))
      index += 1
      if batchNorm {
        for suffix in ["weight", "bias", "running_mean", "running_var"] {
          result.append(("features.\(index).\(suffix)", [width]))
        }
        index += 1
      }
      index += 1
      channels = width
    }
    let isLarge = architecture == .vgg16
    var inputs = channels * (isLarge ? 49 : 1)
    let linear =
      isLarge
      ? [("classifier.0", hidden), ("classifier.3", hidden), ("classifier.6", classes)]
      : [("classifier", classes)]
    for (name, outputs) in linear {
      result.append(("\(name).weight", [outputs, inputs]))
      result.append(("\(name).bias", [outputs]))
      inputs = outputs
    }
    return result
  }

  /// Checks names, shapes and types of `weights` one by one, without building the network.
  ///
  /// - Throws: `NeuralError.tensors` with everything that does not fit.
  public func requireTensors(of weights: Safetensors) throws {
    try TensorMismatch.check(
      weights.tensors, against: tensorShapes, of: "weights",
      ignoring: { $0.hasSuffix(".num_batches_tracked") })
  }
}
