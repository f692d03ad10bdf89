import Kernels

/// One named tensor of the network, kept in the layout that its kernel wants.
package final class Parameter {
  enum Layout {
    case packed(WeightLayout)
    case vector
  }

  package let name: String
  /// As in PyTorch.
  package let shape: [Int]
  /// Inputs that one output sums over; of a bias, those of its layer.
  let fanIn: Int
  let layout: Layout
  /// Floats in the store, whole vectors of either width.
  let count: Int
  /// Where the parameter starts in the store.
  let offset: Int
  private var valueBuffer: AlignedBuffer?
  private var gradientBuffer: AlignedBuffer?

  package var values: UnsafeMutablePointer<Float> { valueBuffer!.pointer + offset }
  package var gradients: UnsafeMutablePointer<Float> { gradientBuffer!.pointer + offset }

  init(name: String, shape: [Int], fanIn: Int, layout: Layout, store: ParameterStore) {
    offset = store.count
    (self.name, self.shape, self.fanIn, self.layout) = (name, shape, fanIn, layout)
    switch layout {
    case .packed(let weights): count = (weights.count + 15) / 16 * 16
    case .vector: count = (shape[0] + 15) / 16 * 16
    }
    store.add(self)
  }

  /// Called by the store once its memory is there.
  func attach(values: AlignedBuffer, gradients: AlignedBuffer) {
    (valueBuffer, gradientBuffer) = (values, gradients)
  }

  /// The values at `buffer` (this parameter's share of the store or of a twin of it), unpacked.
  package func unpack(_ buffer: UnsafePointer<Float>) -> [Float] {
    switch layout {
    case .packed(let weights): weights.unpack(buffer + offset)
    case .vector: Array(UnsafeBufferPointer(start: buffer + offset, count: shape[0]))
    }
  }

  /// Fills this parameter's share of `buffer` with what `next` returns, in PyTorch's order.
  func fill(_ buffer: UnsafeMutablePointer<Float>, with next: () -> Float) {
    let target = buffer + offset
    switch layout {
    case .packed(let weights):
      for k in 0..<weights.outputs {
        for c in 0..<weights.inputs {
          for t in 0..<weights.taps { target[weights.index(k, t, c)] = next() }
        }
      }
    case .vector:
      for i in 0..<shape[0] { target[i] = next() }
    }
  }

  /// Packs `array` into this parameter's share of `buffer`.
  package func pack(_ array: [Float], into buffer: UnsafeMutablePointer<Float>) {
    switch layout {
    case .packed(let weights): weights.pack(array, into: buffer + offset)
    case .vector:
      for i in 0..<shape[0] { (buffer + offset)[i] = array[i] }
    }
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
