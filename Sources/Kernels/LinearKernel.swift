/// The shape of a linear layer, y[n, k] = b[k] + sum over c of w[k, c] x[n, c], and of its gradients.
///
/// Long sums run in chunks of 256 terms, which are added in order: this keeps a block of weights in
/// the first-level cache and bounds the rounding error.
package struct LinearKernel {
  package let grid: PixelGrid
  package let weights: WeightLayout
  package let inputStride: Int
  package let outputStride: Int

  /// - Parameter grid: Of input and output: one pixel an image.
  package init(grid: PixelGrid, weights: WeightLayout, inputStride: Int) {
    precondition(weights.taps == 1, "Linear layer: \(weights.taps) taps, expected 1.")
    (self.grid, self.weights, self.inputStride) = (grid, weights, inputStride)
    outputStride = weights.paddedOutputs
  }

  /// N, the rows of x and y.
  package var batch: Int { grid.images }

  package static var chunk: Int { 256 }
  /// Blocks of at most 32 outputs.
  private var blocks: Int { (outputStride + 31) / 32 }

  // MARK: Outputs

  /// Blocks of weights that one unit of the outputs takes, so that it reads x once for all of them.
  private var blocksPerUnit: Int { blocks >= 16 ? 2 : 1 }
  private var rowParts: Int { (batch + 95) / 96 }
  package var applyUnits: Int {
    weights.isPlain ? nativeApplyUnits : (blocks + blocksPerUnit - 1) / blocksPerUnit * rowParts
  }

  /// The rows and outputs of one unit.
  package func applyUnit(_ unit: Int) -> (rows: Range<Int>, outputs: Range<Int>) {
    let (group, part) = (unit / rowParts, unit % rowParts)
    let columns = blocksPerUnit * 32
    return (
      batch * part / rowParts..<batch * (part + 1) / rowParts,
      group * columns..<min((group + 1) * columns, outputStride)
    )
  }

  // MARK: Input gradient

  /// Inputs that one unit of the input gradient takes.
  package static var inputsPerUnit: Int { 64 }
  private var inputParts: Int { (inputStride + Self.inputsPerUnit - 1) / Self.inputsPerUnit }
  /// Rows of a unit: all, or at least 128 where the inputs alone make few units.
  private var inputRowParts: Int { inputParts >= 32 ? 1 : max(1, batch / 128) }
  package var inputGradientUnits: Int {
    weights.isPlain ? nativeInputUnits : inputParts * inputRowParts
  }
  /// Floats of scratch space for one unit.
  package static var inputGradientScratch: Int { chunk * inputsPerUnit }

  /// The rows and inputs of one unit.
  package func inputGradientUnit(_ unit: Int) -> (rows: Range<Int>, inputs: Range<Int>) {
    let (group, part) = (unit / inputRowParts, unit % inputRowParts)
    let first = group * Self.inputsPerUnit
    return (
      batch * part / inputRowParts..<batch * (part + 1) / inputRowParts,
      first..<min(first + Self.inputsPerUnit, inputStride)
    )
  }

  // MARK: Weight gradient

  private static var inputsPerGradientUnit: Int { 96 }
  private static var outputsPerGradientUnit: Int { 512 }
  private var outputParts: Int {
    (outputStride + Self.outputsPerGradientUnit - 1) / Self.outputsPerGradientUnit
  }
  package var weightGradientUnits: Int {
    weights.isPlain
      ? nativeInputUnits
      : (weights.inputs + Self.inputsPerGradientUnit - 1) / Self.inputsPerGradientUnit
        * outputParts
  }

  /// The inputs and outputs of one unit; those with the first inputs also sum the bias gradients.
  package func weightGradientUnit(_ unit: Int) -> (inputs: Range<Int>, outputs: Range<Int>) {
    if weights.isPlain {
      return (nativeInputs(unit), 0..<outputStride)
    }
    let (first, part) = (unit / outputParts, unit % outputParts)
    let (inputs, outputs) = (Self.inputsPerGradientUnit, Self.outputsPerGradientUnit)
    return (
      first * inputs..<min((first + 1) * inputs, weights.inputs),
      part * outputs..<min((part + 1) * outputs, outputStride)
    )
  }
}
