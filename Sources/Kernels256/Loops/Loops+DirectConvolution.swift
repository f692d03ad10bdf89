import Kernels

extension Loops {
  @inline(never)
  package func apply(
    _ kernel: DirectConvolution, input: UnsafePointer<Float>, packed: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?, output: UnsafeMutablePointer<Float>, rows: Range<Int>,
    finish: Finish
  ) {
    let (weights, joined, stride) = (kernel.weights, kernel.joined, kernel.outputStride)
    for row in rows {
      let at = kernel.start(row)
      var k = 0
      while k < stride {
        let block = min(16, stride &- k)
        var t = 0
        while t < 9 {
          MatrixTile(
            rowStride: kernel.inputStride, depthStride: 1, bStride: block, cStride: stride,
            bNext: MatrixTile.next(block: 16 &* weights.rows), cNext: Vector.scalarCount,
            depth: joined &* weights.inputs, adds: t > 0
          ).multiply(
            input + (at &* kernel.inputStride &+ kernel.offset(t)), rows: kernel.grid.width,
            packed + (k &* weights.rows &+ t &* weights.inputs &* block),
            width: min(MatrixTile.columns, stride &- k), into: output + (at &* stride &+ k))
          t &+= joined
        }
        k &+= MatrixTile.columns
      }
      apply(
        finish, to: output, at: at * stride, pixels: kernel.grid.width, stride: stride,
        channels: stride, bias: bias)
    }
  }

  @inline(never)
  package func sumGradients(
    _ kernel: DirectConvolution, input: UnsafePointer<Float>,
    outputGradient: UnsafePointer<Float>, sums: UnsafeMutablePointer<Float>, unit: Int
  ) {
    let (weights, joined, stride) = (kernel.weights, kernel.joined, kernel.outputStride)
    let (group, first) = (unit / kernel.blocks, unit % kernel.blocks &* 32)
    let end = min(first &+ 32, stride)
    let target = sums + group &* kernel.groupStride
    let biasTarget = target + weights.count
    for k in first..<end { biasTarget[k] = 0 }
    let (all, groups, pixels) = (kernel.rows, kernel.groups, kernel.grid.width)
    let range = all * group / groups..<all * (group + 1) / groups
    for row in range {
      let at = kernel.start(row)
      let g = outputGradient + at &* stride
      var k = first
      while k < end {
        let block = min(16, stride &- k)
        var t = 0
        while t < 9 {
          MatrixTile(
            rowStride: 1, depthStride: kernel.inputStride, bStride: stride, cStride: block,
            bNext: Vector.scalarCount, cNext: MatrixTile.next(block: 16 &* weights.rows),
            depth: pixels, adds: row > range.lowerBound
          ).multiply(
            input + (at &* kernel.inputStride &+ kernel.offset(t)), rows: joined &* weights.inputs,
            g + k, width: min(MatrixTile.columns, end &- k),
            into: target + (k &* weights.rows &+ t &* weights.inputs &* block))
          t &+= joined
        }
        k &+= MatrixTile.columns
      }
      forEachVector(of: end &- first) { c in
        var sum = Vector()
        for x in 0..<pixels { sum += load(g, x &* stride &+ first &+ c) }
        store(load(biasTarget, first &+ c) + sum, biasTarget, first &+ c)
      }
    }
  }

  @inline(never)
  package func finishGradients(
    _ kernel: DirectConvolution, sums: UnsafePointer<Float>,
    weightGradient: UnsafeMutablePointer<Float>, biasGradient: UnsafeMutablePointer<Float>
  ) {
    let (groups, groupStride) = (kernel.groups, kernel.groupStride)
    @inline(__always)
    func add(_ from: Int, _ count: Int, to target: UnsafeMutablePointer<Float>) {
      forEachVector(of: count) { i in
        var sum = load(sums, from &+ i)
        for group in 1..<max(groups, 1) { sum += load(sums, group &* groupStride &+ from &+ i) }
        store(sum, target, i)
      }
    }
    add(0, kernel.weights.count, to: weightGradient)
    add(kernel.weights.count, kernel.outputStride, to: biasGradient)
  }

  @inline(never)
  package func turn(
    _ layout: WeightLayout, _ source: UnsafePointer<Float>,
    into destination: UnsafeMutablePointer<Float>, block: Int
  ) {
    let target = layout.transposed
    let (rows, inputs, outputs) = (layout.rows, layout.inputs, layout.outputs)
    let first = block &* 16
    let width = min(16, target.paddedOutputs &- first)
    let real = min(width, inputs &- first)
    for t in 0..<layout.taps {
      var k = 0
      while k < outputs {
        let sourceWidth = min(16, layout.paddedOutputs &- k)
        let from = source + k &* rows + ((layout.taps &- 1 &- t) &* inputs &+ first) &* sourceWidth
        let to = destination + first &* target.rows + (t &* outputs &+ k) &* width
        let count = min(sourceWidth, outputs &- k)
        transpose(from, sourceWidth, rows: real, columns: count, into: to, width)
        // The memory may be used for other things in between.
        for row in 0..<count { for c in real..<width { to[row &* width &+ c] = 0 } }
        k &+= 16
      }
    }
  }
}
