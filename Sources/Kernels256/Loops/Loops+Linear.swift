import Kernels

extension Loops {
  @inline(never)
  package func apply(
    _ kernel: LinearKernel, input: UnsafePointer<Float>, packed: UnsafePointer<Float>,
    bias: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>, finish: Finish, unit: Int
  ) {
    let (weights, stride) = (kernel.weights, kernel.outputStride)
    if weights.isPlain {
      let outputs = kernel.nativeApply(input: input, weights: packed, output: output, unit: unit)
      return apply(
        finish, to: output, at: outputs.lowerBound, pixels: kernel.batch, stride: stride,
        channels: outputs.count, bias: bias + outputs.lowerBound)
    }
    let (rows, outputs) = kernel.applyUnit(unit)
    let x = input + rows.lowerBound &* kernel.inputStride
    let y = output + rows.lowerBound &* stride
    var first = 0
    while first < weights.inputs {
      let depth = min(LinearKernel.chunk, weights.inputs &- first)
      var k = outputs.lowerBound
      while k < outputs.upperBound {
        let block = min(16, stride &- k)
        MatrixTile(
          rowStride: kernel.inputStride, depthStride: 1, bStride: block, cStride: stride,
          bNext: MatrixTile.next(block: 16 &* weights.rows), cNext: Vector.scalarCount,
          depth: depth, adds: first > 0
        ).multiply(
          x + first, rows: rows.count, packed + (k &* weights.rows &+ first &* block),
          width: min(MatrixTile.columns, outputs.upperBound &- k), into: y + k)
        k &+= MatrixTile.columns
      }
      first &+= depth
    }
    apply(
      finish, to: output, at: rows.lowerBound * stride + outputs.lowerBound, pixels: rows.count,
      stride: stride, channels: outputs.count, bias: bias + outputs.lowerBound)
  }

  @inline(never)
  package func sumColumns(
    _ columns: RepeatedColumns, _ packed: UnsafePointer<Float>,
    into sums: UnsafeMutablePointer<Float>, unit: Int
  ) {
    let (block, width, channels) = columns.sumUnit(unit)
    let from = packed + block &* columns.weights.rows
    let to = sums + block &* columns.compact.rows
    let count = columns.count
    for c in channels {
      forEachVector(of: width) { k in
        var sum = load(from, c &* count &* width &+ k)
        for row in 1..<count { sum += load(from, (c &* count &+ row) &* width &+ k) }
        store(sum, to, c &* width &+ k)
      }
    }
  }

  @inline(never)
  package func inputGradient(
    _ kernel: LinearKernel, outputGradient: UnsafePointer<Float>, packed: UnsafePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>, finish: Finish, unit: Int,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let weights = kernel.weights
    if weights.isPlain {
      let inputs = kernel.nativeInputGradient(
        outputGradient: outputGradient, weights: packed, inputGradient: inputGradient, unit: unit)
      return apply(
        finish, to: inputGradient, at: inputs.lowerBound, pixels: kernel.batch,
        stride: kernel.inputStride, channels: inputs.count, bias: nil)
    }
    let (rows, inputs) = kernel.inputGradientUnit(unit)
    let (first, end) = (inputs.lowerBound, inputs.upperBound)
    let real = min(end, weights.inputs)
    let g = outputGradient + rows.lowerBound &* kernel.outputStride
    let target = inputGradient + rows.lowerBound &* kernel.inputStride
    var k = 0
    while k < weights.outputs {
      let depth = min(LinearKernel.chunk, weights.outputs &- k)
      turn(kernel, packed, k..<k &+ depth, first..<real, to: scratch)
      var c = first
      while c < end {
        MatrixTile(
          rowStride: kernel.outputStride, depthStride: 1, bStride: LinearKernel.inputsPerUnit,
          cStride: kernel.inputStride, bNext: Vector.scalarCount, cNext: Vector.scalarCount,
          depth: depth, adds: k > 0
        ).multiply(
          g + k, rows: rows.count, scratch + (c &- first),
          width: min(MatrixTile.columns, end &- c), into: target + c)
        c &+= MatrixTile.columns
      }
      k &+= depth
    }
    apply(
      finish, to: inputGradient, at: rows.lowerBound * kernel.inputStride + first,
      pixels: rows.count, stride: kernel.inputStride, channels: end - first, bias: nil)
  }

  /// scratch[k, c] = w[k, c] for some outputs and inputs; inputs beyond the layer's are zero.
  @inline(never)
  private func turn(
    _ kernel: LinearKernel, _ packed: UnsafePointer<Float>, _ outputs: Range<Int>,
    _ inputs: Range<Int>, to scratch: UnsafeMutablePointer<Float>
  ) {
    let row = LinearKernel.inputsPerUnit
    let padded = min(row, kernel.inputStride &- inputs.lowerBound)
    var k = outputs.lowerBound
    while k < outputs.upperBound {
      let block = k / 16 &* 16
      let width = min(16, kernel.outputStride &- block)
      let (first, end) = (k &- block, min(width, outputs.upperBound &- block))
      let to = scratch + (k &- outputs.lowerBound) &* row
      transpose(
        packed + block &* kernel.weights.rows + inputs.lowerBound &* width + first, width,
        rows: inputs.count, columns: end &- first, into: to, row)
      for lane in 0..<end &- first {
        for c in inputs.count..<max(padded, inputs.count) { to[lane &* row &+ c] = 0 }
      }
      k = block &+ width
    }
  }

  @inline(never)
  package func weightGradient(
    _ kernel: LinearKernel, input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
    weightGradient: UnsafeMutablePointer<Float>, biasGradient: UnsafeMutablePointer<Float>,
    unit: Int
  ) {
    let (weights, stride, batch) = (kernel.weights, kernel.outputStride, kernel.batch)
    let (inputs, outputs) = kernel.weightGradientUnit(unit)
    if weights.isPlain {
      kernel.nativeWeightGradient(
        input: input, outputGradient: outputGradient, weightGradient: weightGradient, unit: unit)
    } else {
      var k = outputs.lowerBound
      while k < outputs.upperBound {
        let block = min(16, stride &- k)
        var n = 0
        while n < batch {
          let depth = min(LinearKernel.chunk, batch &- n)
          MatrixTile(
            rowStride: 1, depthStride: kernel.inputStride, bStride: stride, cStride: block,
            bNext: Vector.scalarCount, cNext: MatrixTile.next(block: 16 &* weights.rows),
            depth: depth, adds: n > 0
          ).multiply(
            input + (n &* kernel.inputStride &+ inputs.lowerBound), rows: inputs.count,
            outputGradient + (n &* stride &+ k),
            width: min(MatrixTile.columns, outputs.upperBound &- k),
            into: weightGradient + (k &* weights.rows &+ inputs.lowerBound &* block))
          n &+= depth
        }
        k &+= MatrixTile.columns
      }
    }
    guard inputs.lowerBound == 0 else { return }
    forEachVector(of: outputs.count) { k in
      var sum = Vector()
      let at = outputs.lowerBound &+ k
      for n in 0..<batch { sum += load(outputGradient, n &* stride &+ at) }
      store(sum, biasGradient, at)
    }
  }
}
