/// How the weights of a convolution or linear layer lie in memory.
///
/// Output channels are padded to a multiple of 8 and cut into blocks of 16, the last possibly of 8.
/// Block by block, the layout is [row][block width], a row being one (tap, input channel) pair, tap
/// first. The padding is zero and stays zero in training, since its gradient is zero. A plain layout is
/// one block of all outputs, a row-major matrix as OpenBLAS reads it.
package struct WeightLayout: Sendable {
  package let taps: Int
  package let inputs: Int
  package let outputs: Int
  package let isPlain: Bool

  package var rows: Int { taps * inputs }
  package var paddedOutputs: Int { (outputs + 7) / 8 * 8 }
  package var count: Int { rows * paddedOutputs }

  package init(taps: Int, inputs: Int, outputs: Int, isPlain: Bool = false) {
    (self.taps, self.inputs, self.outputs) = (taps, inputs, outputs)
    self.isPlain = isPlain
  }

  package var blockWidth: Int { isPlain ? paddedOutputs : 16 }
  package var blocks: Int { (paddedOutputs + blockWidth - 1) / blockWidth }

  /// Outputs, padding included, of the block that begins with output `block`.
  package func width(ofBlock block: Int) -> Int { min(blockWidth, paddedOutputs - block) }

  /// The layout of the weights that carry gradients back: inputs and outputs change places.
  package var transposed: WeightLayout {
    WeightLayout(taps: taps, inputs: outputs, outputs: inputs)
  }

  /// Where the weight of output `k`, tap `t`, input `c` lies.
  package func index(_ k: Int, _ t: Int, _ c: Int) -> Int {
    let block = k / blockWidth * blockWidth
    return block * rows + (t * inputs + c) * width(ofBlock: block) + (k - block)
  }

  /// Packs `source`, laid out [K][C][taps] as in PyTorch.
  package func pack(_ source: [Float], into destination: UnsafeMutablePointer<Float>) {
    precondition(
      source.count == outputs * rows,
      "Weights: \(source.count) values, expected \(outputs * rows).")
    for i in 0..<count { destination[i] = 0 }
    for k in 0..<outputs {
      for c in 0..<inputs {
        for t in 0..<taps { destination[index(k, t, c)] = source[(k * inputs + c) * taps + t] }
      }
    }
  }

  /// The inverse of `pack`.
  package func unpack(_ source: UnsafePointer<Float>) -> [Float] {
    var result = [Float](repeating: 0, count: outputs * rows)
    for k in 0..<outputs {
      for c in 0..<inputs {
        for t in 0..<taps { result[(k * inputs + c) * taps + t] = source[index(k, t, c)] }
      }
    }
    return result
  }
}
