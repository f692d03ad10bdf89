import Kernels

extension Loops {
  @inline(never)
  package func apply(
    _ kernel: SmallConvolution, input: UnsafePointer<Float>, packed: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?, output: UnsafeMutablePointer<Float>, images: Range<Int>,
    outputs: Range<Int>, finish: Finish
  ) {
    let (weights, grid, stride) = (kernel.weights, kernel.grid, kernel.outputStride)
    let (inputs, from) = (weights.inputs, kernel.inputStride)
    for y in 0..<2 {
      for x in 0..<2 {
        let target = output + grid.position(images.lowerBound, y, x) &* stride
        var isFirst = true
        for row in 0..<2 {
          for column in 0..<2 {
            let source = input + grid.position(images.lowerBound, row, column) &* from
            let tap = 3 &* (row &- y &+ 1) &+ column &- x &+ 1
            var first = 0
            while first < inputs {
              let depth = min(SmallConvolution.chunk, inputs &- first)
              var k = outputs.lowerBound
              while k < outputs.upperBound {
                let block = min(16, stride &- k)
                MatrixTile(
                  rowStride: grid.imageStride &* from, depthStride: 1, bStride: block,
                  cStride: grid.imageStride &* stride,
                  bNext: MatrixTile.next(block: 16 &* weights.rows), cNext: Vector.scalarCount,
                  depth: depth, adds: !isFirst
                ).multiply(
                  source + first, rows: images.count,
                  packed + (k &* weights.rows &+ (tap &* inputs &+ first) &* block),
                  width: min(MatrixTile.columns, outputs.upperBound &- k), into: target + k)
                k &+= MatrixTile.columns
              }
              isFirst = false
              first &+= depth
            }
          }
        }
        apply(
          finish, to: output,
          at: grid.position(images.lowerBound, y, x) &* stride &+ outputs.lowerBound,
          pixels: images.count, stride: grid.imageStride &* stride, channels: outputs.count,
          bias: bias.map { $0 + outputs.lowerBound })
      }
    }
  }

  @inline(never)
  package func sumGradients(
    _ kernel: SmallConvolution, input: UnsafePointer<Float>,
    outputGradient: UnsafePointer<Float>, weightGradient: UnsafeMutablePointer<Float>,
    biasGradient: UnsafeMutablePointer<Float>, unit: Int
  ) {
    let (weights, grid, stride) = (kernel.weights, kernel.grid, kernel.outputStride)
    let (inputs, from, images) = (weights.inputs, kernel.inputStride, grid.images)
    let (tap, outputs) = kernel.gradientUnit(unit)
    let (down, right) = (tap / 3 &- 1, tap % 3 &- 1)
    // Pixel (y, x) of the outputs sees pixel (y + down, x + right) of the inputs.
    let (rows, columns) = (max(0, -down)..<min(2, 2 &- down), max(0, -right)..<min(2, 2 &- right))
    var k = outputs.lowerBound
    while k < outputs.upperBound {
      let block = min(16, stride &- k)
      var adds = false
      for y in rows {
        for x in columns {
          var n = 0
          while n < images {
            let depth = min(SmallConvolution.chunk, images &- n)
            MatrixTile(
              rowStride: 1, depthStride: grid.imageStride &* from,
              bStride: grid.imageStride &* stride, cStride: block, bNext: Vector.scalarCount,
              cNext: MatrixTile.next(block: 16 &* weights.rows), depth: depth, adds: adds
            ).multiply(
              input + grid.position(n, y &+ down, x &+ right) &* from, rows: inputs,
              outputGradient + (grid.position(n, y, x) &* stride &+ k),
              width: min(MatrixTile.columns, outputs.upperBound &- k),
              into: weightGradient + (k &* weights.rows &+ tap &* inputs &* block))
            adds = true
            n &+= depth
          }
        }
      }
      k &+= MatrixTile.columns
    }
    guard tap == 0 else { return }
    forEachVector(of: outputs.count) { c in
      var sum = Vector()
      for n in 0..<images {
        for y in 0..<2 {
          let at = grid.position(n, y, 0) &* stride &+ outputs.lowerBound &+ c
          sum += load(outputGradient, at) + load(outputGradient, at &+ stride)
        }
      }
      store(sum, biasGradient, outputs.lowerBound &+ c)
    }
  }
}
