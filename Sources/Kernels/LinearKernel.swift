/// A linear layer, y[n, k] = b[k] + sum over c of w[k, c] x[n, c], and its gradients.
///
/// Long sums run in chunks of 256 terms, which are added in order: this keeps a block of weights in
/// the first-level cache and bounds the rounding error.
package struct LinearKernel {
  /// N, the rows of x and y.
  package let batch: Int
  package let weights: WeightLayout
  package let inputStride: Int
  package let outputStride: Int

  package init(batch: Int, weights: WeightLayout, inputStride: Int) {
    precondition(weights.taps == 1, "Linear layer: \(weights.taps) taps, expected 1.")
    (self.batch, self.weights, self.inputStride) = (batch, weights, inputStride)
    outputStride = weights.paddedOutputs
  }

  private static var chunk: Int { 256 }
  private var blocks: Int { (outputStride + 15) / 16 }

  /// Blocks of weights that one unit of `apply` takes, so that it reads x once for all of them.
  private var blocksPerUnit: Int { blocks >= 32 ? 4 : 1 }
  private var rowParts: Int { (batch + 95) / 96 }
  package var applyUnits: Int {
    weights.isPlain ? nativeApplyUnits : (blocks + blocksPerUnit - 1) / blocksPerUnit * rowParts
  }

  /// Computes one unit of the outputs.
  @inline(never)
  package func apply(
    input: UnsafePointer<Float>, packed: UnsafePointer<Float>, bias: UnsafePointer<Float>,
    output: UnsafeMutablePointer<Float>, finish: Finish, unit: Int
  ) {
    if weights.isPlain {
      return nativeApply(
        input: input, weights: packed, bias: bias, output: output, finish: finish, unit: unit)
    }
    let (group, part) = (unit / rowParts, unit % rowParts)
    let rows = batch * part / rowParts..<batch * (part + 1) / rowParts
    let columns = group * blocksPerUnit..<min((group + 1) * blocksPerUnit, blocks)
    var first = 0
    while first < weights.inputs {
      let depth = min(Self.chunk, weights.inputs - first)
      for block in columns {
        let width = min(16, outputStride - block * 16)
        MatrixTile(
          rowStride: inputStride, depthStride: 1, bStride: width, cStride: outputStride,
          depth: depth, adds: first > 0
        ).multiply(
          input + rows.lowerBound * inputStride + first, rows: rows.count,
          packed + block * 16 * weights.rows + first * width, width: width,
          into: output + rows.lowerBound * outputStride + block * 16)
      }
      first += depth
    }
    let from = columns.lowerBound * 16
    finish.apply(
      to: output, at: rows.lowerBound * outputStride + from, pixels: rows.count,
      stride: outputStride, channels: min(columns.upperBound * 16, outputStride) - from,
      bias: bias + from)
  }

  // MARK: Input gradient

  /// Inputs that one unit of `inputGradient` takes.
  private static var inputsPerUnit: Int { 64 }
  package var inputGradientUnits: Int {
    weights.isPlain
      ? nativeInputUnits : (inputStride + Self.inputsPerUnit - 1) / Self.inputsPerUnit
  }
  /// Floats of scratch space for one unit.
  package static var inputGradientScratch: Int { chunk * inputsPerUnit }

  /// dx[n, c] = sum over k of g[n, k] w[k, c], for the inputs of one unit.
  ///
  /// The weights of the unit are turned around, chunk by chunk, in `scratch`: no second copy of
  /// a large layer's weights is ever kept.
  @inline(never)
  package func inputGradient(
    outputGradient: UnsafePointer<Float>, packed: UnsafePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>, finish: Finish, unit: Int,
    scratch: UnsafeMutablePointer<Float>
  ) {
    if weights.isPlain {
      return nativeInputGradient(
        outputGradient: outputGradient, weights: packed, inputGradient: inputGradient,
        finish: finish, unit: unit)
    }
    let first = unit * Self.inputsPerUnit
    let end = min(first + Self.inputsPerUnit, inputStride)
    let real = min(end, weights.inputs)
    var k = 0
    while k < weights.outputs {
      let depth = min(Self.chunk, weights.outputs - k)
      turn(packed, k..<k + depth, first..<real, to: scratch)
      var c = first
      while c < end {
        let width = min(16, end - c)
        MatrixTile(
          rowStride: outputStride, depthStride: 1, bStride: Self.inputsPerUnit,
          cStride: inputStride, depth: depth, adds: k > 0
        ).multiply(
          outputGradient + k, rows: batch, scratch + (c - first), width: width,
          into: inputGradient + c)
        c += 16
      }
      k += depth
    }
    finish.apply(
      to: inputGradient, at: first, pixels: batch, stride: inputStride, channels: end - first,
      bias: nil)
  }

  /// scratch[k, c] = w[k, c] for some outputs and inputs; inputs beyond `inputs` are zero.
  @inline(never)
  private func turn(
    _ packed: UnsafePointer<Float>, _ outputs: Range<Int>, _ inputs: Range<Int>,
    to scratch: UnsafeMutablePointer<Float>
  ) {
    let padded = min(Self.inputsPerUnit, inputStride - inputs.lowerBound)
    var k = outputs.lowerBound
    while k < outputs.upperBound {
      let block = k / 16 * 16
      let width = min(16, outputStride - block)
      let lanes = k - block..<min(width, outputs.upperBound - block)
      let to = scratch + (k - outputs.lowerBound) * Self.inputsPerUnit
      transpose(
        packed + block * weights.rows + inputs.lowerBound * width + lanes.lowerBound, width,
        rows: inputs.count, columns: lanes.count, into: to, Self.inputsPerUnit)
      for lane in 0..<lanes.count {
        for c in inputs.count..<max(padded, inputs.count) {
          to[lane &* Self.inputsPerUnit &+ c] = 0
        }
      }
      k = block + width
    }
  }

  // MARK: Weight gradient

  private static var inputsPerGradientUnit: Int { 96 }
  package var weightGradientUnits: Int {
    weights.isPlain
      ? nativeInputUnits
      : (weights.inputs + Self.inputsPerGradientUnit - 1) / Self.inputsPerGradientUnit
  }

  /// dw[k, c] = sum over n of g[n, k] x[n, c] for the inputs of one unit; unit 0 also writes
  /// db[k] = sum over n of g[n, k].
  @inline(never)
  package func weightGradient(
    input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
    weightGradient: UnsafeMutablePointer<Float>, biasGradient: UnsafeMutablePointer<Float>,
    unit: Int
  ) {
    if weights.isPlain {
      nativeWeightGradient(
        input: input, outputGradient: outputGradient, weightGradient: weightGradient, unit: unit)
    } else {
      portableWeightGradient(
        input: input, outputGradient: outputGradient, weightGradient: weightGradient, unit: unit)
    }
    guard unit == 0 else { return }
    var k = 0
    while k < outputStride {
      var sum = SIMD8<Float>()
      for n in 0..<batch { sum += load8(outputGradient, n &* outputStride &+ k) }
      store8(sum, biasGradient, k)
      k += 8
    }
  }

  @inline(__always)
  private func portableWeightGradient(
    input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
    weightGradient: UnsafeMutablePointer<Float>, unit: Int
  ) {
    let first = unit * Self.inputsPerGradientUnit
    let count = min(Self.inputsPerGradientUnit, weights.inputs - first)
    for block in 0..<blocks {
      let width = min(16, outputStride - block * 16)
      var n = 0
      while n < batch {
        let depth = min(Self.chunk, batch - n)
        MatrixTile(
          rowStride: 1, depthStride: inputStride, bStride: outputStride, cStride: width,
          depth: depth, adds: n > 0
        ).multiply(
          input + n * inputStride + first, rows: count,
          outputGradient + n * outputStride + block * 16, width: width,
          into: weightGradient + block * 16 * weights.rows + first * width)
        n += depth
      }
    }
  }
}
