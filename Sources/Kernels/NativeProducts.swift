// The products that `Numerics.native` hands to OpenBLAS.
//
// Units are cut by the layer's shape alone, never by the number of workers: OpenBLAS may take another
// path, and so round otherwise, for a matrix of another height or width.
//
// **Variants tried**, GFLOP/s of one core (peak 116) of a Zen 4 server with OpenBLAS 0.3.21. Linear
// layer 64 x 4096 x 4096 with OpenBLAS's AVX-512 (AVX2) kernel: weights kept plainly, in units of 512
// outputs, forward 77 (87), weight gradient 80 (94), input gradient 67 (88); units of 256 or 1024 are
// within 4 of that. Calls on the portable blocks of 16 outputs would pack the other matrix anew for
// each block, and unpacking a panel before each call costs a pass over the weights that the plain
// layout does not need. Winograd, 256 channels, transforms included: 75 with units of 86 tiles, 85
// with 256. Adding gradients up over 128 tiles at a time is no faster than over 64.

extension LinearKernel {
  /// Whether OpenBLAS computes a layer: from 16 rows and 256 inputs and outputs on.
  package static func usesBLAS(_ numerics: Numerics, batch: Int, inputs: Int, outputs: Int) -> Bool
  {
    numerics == .native && batch >= 16 && min(inputs, outputs) >= 256 && inputs % 8 == 0
  }

  /// Inputs or outputs of one unit: at most 512, and less where eight workers would not all have one.
  private static func unitWidth(_ count: Int) -> Int {
    max(64, min(512, (count / 8 + 15) / 16 * 16))
  }

  private static func part(_ unit: Int, of count: Int) -> Range<Int> {
    let first = unit * unitWidth(count)
    return first..<min(first + unitWidth(count), count)
  }

  private static func units(_ count: Int) -> Int {
    (count + unitWidth(count) - 1) / unitWidth(count)
  }

  var nativeApplyUnits: Int { Self.units(outputStride) }
  var nativeInputUnits: Int { Self.units(weights.inputs) }

  /// The inputs of one unit of a gradient.
  func nativeInputs(_ unit: Int) -> Range<Int> { Self.part(unit, of: weights.inputs) }

  /// Sums the outputs of one unit; bias and finish are the caller's.
  package func nativeApply(
    input: UnsafePointer<Float>, weights w: UnsafePointer<Float>,
    output: UnsafeMutablePointer<Float>, unit: Int
  ) -> Range<Int> {
    let outputs = Self.part(unit, of: outputStride)
    OpenBLAS.multiply(
      .init(input, stride: inputStride), .init(w + outputs.lowerBound, stride: outputStride),
      rows: batch, columns: outputs.count, depth: weights.inputs,
      into: output + outputs.lowerBound, stride: outputStride)
    return outputs
  }

  /// Sums the input gradients of one unit; the finish is the caller's.
  package func nativeInputGradient(
    outputGradient: UnsafePointer<Float>, weights w: UnsafePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>, unit: Int
  ) -> Range<Int> {
    let inputs = nativeInputs(unit)
    OpenBLAS.multiply(
      .init(outputGradient, stride: outputStride),
      .init(w + inputs.lowerBound * outputStride, stride: outputStride, isTransposed: true),
      rows: batch, columns: inputs.count, depth: outputStride,
      into: inputGradient + inputs.lowerBound, stride: inputStride)
    return inputs
  }

  package func nativeWeightGradient(
    input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
    weightGradient: UnsafeMutablePointer<Float>, unit: Int
  ) {
    let inputs = nativeInputs(unit)
    OpenBLAS.multiply(
      .init(input + inputs.lowerBound, stride: inputStride, isTransposed: true),
      .init(outputGradient, stride: outputStride), rows: inputs.count, columns: outputStride,
      depth: batch, into: weightGradient + inputs.lowerBound * outputStride, stride: outputStride)
  }
}

extension Winograd {
  /// Whether OpenBLAS computes the planes' products: from 128 inputs and outputs and 256 tiles on.
  package static func usesBLAS(_ numerics: Numerics, grid: PixelGrid, weights: WeightLayout) -> Bool
  {
    numerics == .native && min(weights.inputs, weights.outputs) >= 128 && grid.count >= 1024
  }

  /// Tiles that one call of `apply` takes: at most 256, and no more than four workers would share.
  var nativeChunk: Int {
    let most = 256
    let rounds = (tiles + 4 * most - 1) / (4 * most)
    return (tiles + 4 * rounds - 1) / (4 * rounds)
  }

  package func nativeMultiply(
    _ v: UnsafePointer<Float>, _ u: UnsafePointer<Float>, _ m: UnsafeMutablePointer<Float>,
    _ count: Int
  ) {
    OpenBLAS.multiply(
      .init(v, stride: inputStride), .init(u, stride: outputStride), rows: count,
      columns: outputStride, depth: weights.inputs, into: m, stride: outputStride)
  }

  /// One plane's share of the filter gradient's sums, for `width` outputs.
  package func nativeSum(
    _ v: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ count: Int, _ width: Int,
    into sums: UnsafeMutablePointer<Float>, adds: Bool
  ) {
    OpenBLAS.multiply(
      .init(v, stride: inputStride, isTransposed: true), .init(y, stride: width),
      rows: weights.inputs, columns: width, depth: count, into: sums, stride: outputStride,
      adds: adds)
  }
}
