import Kernels

/// One named tensor of the network, kept in the layout that its kernel wants.
package final class Parameter {
  enum Layout {
    case packed(WeightLayout)
    case vector
    /// Weights whose gradient is kept once for each run of equal inputs.
    case repeated(RepeatedColumns)
  }

  package let name: String
  /// As in PyTorch.
  package let shape: [Int]
  /// Inputs that one output sums over; of a bias, those of its layer.
  let fanIn: Int
  let layout: Layout
  /// Floats in the store, whole vectors of either width.
  let count: Int
  /// Where the parameter starts in the store, and its gradient among the gradients.
  let offset: Int
  let gradientOffset: Int
  /// Floats of the gradient, whole vectors of either width.
  let gradientCount: Int
  private var valueBuffer: AlignedBuffer?
  private var gradientBuffer: AlignedBuffer?

  package var values: UnsafeMutablePointer<Float> { valueBuffer!.pointer + offset }
  package var gradients: UnsafeMutablePointer<Float> { gradientBuffer!.pointer + gradientOffset }

  init(name: String, shape: [Int], fanIn: Int, layout: Layout, store: ParameterStore) {
    (offset, gradientOffset) = (store.count, store.gradientCount)
    (self.name, self.shape, self.fanIn, self.layout) = (name, shape, fanIn, layout)
    switch layout {
    case .packed(let weights): (count, gradientCount) = (weights.count, weights.count)
    case .vector: (count, gradientCount) = (shape[0], shape[0])
    case .repeated(let columns):
      (count, gradientCount) = (columns.weights.count, columns.compact.count)
    }
    store.add(self)
  }

  /// Called by the store once its memory is there.
  func attach(values: AlignedBuffer, gradients: AlignedBuffer) {
    (valueBuffer, gradientBuffer) = (values, gradients)
  }

  /// How the values lie; nil for a vector.
  private var weights: WeightLayout? {
    switch layout {
    case .packed(let weights): weights
    case .repeated(let columns): columns.weights
    case .vector: nil
    }
  }

  /// The values at `buffer` (this parameter's share of the store or of a twin of it), unpacked.
  package func unpack(_ buffer: UnsafePointer<Float>) -> [Float] { unpacked(buffer + offset) }

  private func unpacked(_ source: UnsafePointer<Float>) -> [Float] {
    weights?.unpack(source) ?? Array(UnsafeBufferPointer(start: source, count: shape[0]))
  }

  /// Fills this parameter's share of `buffer` with what `next` returns, in PyTorch's order.
  func fill(_ buffer: UnsafeMutablePointer<Float>, with next: () -> Float) {
    let target = buffer + offset
    guard let weights else {
      for i in 0..<shape[0] { target[i] = next() }
      return
    }
    for k in 0..<weights.outputs {
      for c in 0..<weights.inputs {
        for t in 0..<weights.taps { target[weights.index(k, t, c)] = next() }
      }
    }
  }

  /// Packs `array` into this parameter's share of `buffer`.
  package func pack(_ array: [Float], into buffer: UnsafeMutablePointer<Float>) {
    packed(array, into: buffer + offset)
  }

  private func packed(_ array: [Float], into target: UnsafeMutablePointer<Float>) {
    if let weights { return weights.pack(array, into: target) }
    for i in 0..<shape[0] { target[i] = array[i] }
  }

  /// The gradient, in the shape of the values.
  package var gradient: [Float] {
    guard case .repeated(let columns) = layout else { return unpacked(gradients) }
    let inputs = columns.compact.inputs
    let kept = columns.compact.unpack(gradients)
    return (0..<shape[0]).flatMap { k in
      (0..<inputs).flatMap { [Float](repeating: kept[k * inputs + $0], count: columns.count) }
    }
  }

  /// Takes a gradient in the shape of the values; of a run of equal inputs, the first column's.
  package func setGradient(_ array: [Float]) {
    guard case .repeated(let columns) = layout else { return packed(array, into: gradients) }
    columns.compact.pack(
      stride(from: 0, to: array.count, by: columns.count).map { array[$0] }, into: gradients)
  }

  /// The value array of `tensor`, checked.
  ///
  /// - Throws: `NeuralError.tensor` when it is missing, does not fit, or is not finite throughout.
  func checked(_ tensor: Tensor?, as title: String) throws -> [Float] {
    guard let tensor else {
      throw NeuralError.tensor(title, found: "no such tensor", expected: "F32 of shape \(shape)")
    }
    guard tensor.shape == shape, let values = tensor.floats else {
      throw NeuralError.tensor(
        title, found: "\(tensor.elementType) of shape \(tensor.shape)",
        expected: "F32 of shape \(shape)")
    }
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      let count = values.count { !$0.isFinite }
      throw NeuralError.tensor(
        title,
        found: "\(count) of \(values.count) values not finite, the first \(values[index]) at index "
          + "\(index)", expected: "finite values")
    }
    return values
  }
}
