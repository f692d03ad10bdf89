import Kernels

extension Winograd {
  /// Calls `body` for each run of tiles that lie side by side: the first one's index within `tiles`, the
  /// position of the top left pixel of its 4x4 patch, and their number. The next patch begins two
  /// columns further, and each tile's outputs one row and one column behind its patch.
  @inline(__always)
  fileprivate func forEachRow(
    of tiles: Range<Int>, _ body: (_ first: Int, _ corner: Int, _ count: Int) -> Void
  ) {
    let perRow = grid.width / 2
    let rows = grid.height / 2
    let (imageStride, rowStride) = (grid.imageStride, grid.rowStride)
    let (row, first) = (tiles.lowerBound / perRow, tiles.lowerBound % perRow)
    var x = first
    var (n, y) = (row / rows, row % rows)
    var done = 0
    while done < tiles.count {
      let count = min(perRow &- x, tiles.count &- done)
      body(done, n &* imageStride &+ 2 &* y &* rowStride &+ 2 &* x, count)
      (done, x, y) = (done &+ count, 0, y &+ 1)
      if y == rows { (n, y) = (n &+ 1, 0) }
    }
  }
}

extension Loops {
  // MARK: Filters

  @inline(never)
  package func transformFilters(
    _ kernel: Winograd, _ packed: UnsafePointer<Float>, into u: UnsafeMutablePointer<Float>,
    unit: Int
  ) {
    let (block, width, channels) = kernel.filterUnit(unit)
    let tap = kernel.inputs &* width
    for c in channels {
      let from = packed + block &* kernel.weights.rows + c &* width
      let to = u + kernel.filterPosition(block, width, c)
      forEachVector(of: width) {
        WinogradTransforms.filter(from + $0, tap: tap, into: to + $0, plane: kernel.filterPlane)
      }
    }
  }

  @inline(never)
  package func turnFilters(
    _ kernel: Winograd, of forward: Winograd, _ packed: UnsafePointer<Float>,
    into u: UnsafeMutablePointer<Float>, unit: Int, scratch: UnsafeMutablePointer<Float>
  ) {
    // What is an output for the one is an input for the other.
    let (block, width, channels) = forward.filterUnit(unit)
    let (tap, plane) = (forward.inputs &* width, channels.count &* width)
    for c in channels {
      let from = packed + block &* forward.weights.rows + c &* width
      let to = scratch + (c &- channels.lowerBound) &* width
      forEachVector(of: width) {
        WinogradTransforms.filter(from + $0, tap: tap, into: to + $0, plane: plane)
      }
    }
    let first = channels.lowerBound
    let target = min(16, kernel.outputStride &- first)
    let outputs = min(width, kernel.inputs &- block)
    let row = kernel.usesBLAS ? kernel.outputStride : target
    for i in 0..<4 {
      for j in 0..<4 {
        let from = scratch + (4 &* i &+ j) &* plane
        let turned = 4 &* WinogradTransforms.flipped(i) &+ WinogradTransforms.flipped(j)
        let to =
          u + (turned &* kernel.filterPlane &+ kernel.filterPosition(first, target, block))
        transpose(from, width, rows: channels.count, columns: outputs, into: to, row)
        // The memory may have been used for other things.
        for k in 0..<outputs {
          for c in channels.count..<max(target, channels.count) { to[k &* row &+ c] = 0 }
        }
      }
    }
  }

  // MARK: Forward

  @inline(never)
  package func apply(
    _ kernel: Winograd, input: UnsafePointer<Float>, filters: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?, output: UnsafeMutablePointer<Float>, tiles: Range<Int>,
    channels: Range<Int>, finish: Finish, scratch v: UnsafeMutablePointer<Float>
  ) {
    let (count, width) = (tiles.count, channels.count)
    let vPlane = count &* kernel.inputStride &+ Winograd.gap
    let mPlane = count &* width &+ Winograd.gap
    let m = v + 16 &* vPlane
    transformPatches(kernel, input, tiles, into: v, plane: vPlane)
    for plane in 0..<16 {
      let (v, m) = (v + plane &* vPlane, m + plane &* mPlane)
      let u = filters + plane &* kernel.filterPlane
      if kernel.usesBLAS {
        kernel.nativeMultiply(v, u, m, count)
      } else {
        multiply(kernel, v, u, m, count, channels)
      }
    }
    finish.run(
      OutputLoop(
        kernel: kernel, m: m, plane: mPlane, bias: bias, output: output, tiles: tiles,
        channels: channels))
  }

  /// One plane's product: tiles x inputs by inputs x some outputs.
  @inline(__always)
  private func multiply(
    _ kernel: Winograd, _ v: UnsafePointer<Float>, _ u: UnsafePointer<Float>,
    _ m: UnsafeMutablePointer<Float>, _ count: Int, _ channels: Range<Int>
  ) {
    // Long sums go in parts, which keeps a block of filters in the first-level cache.
    let (inputs, end) = (kernel.inputs, channels.upperBound)
    var first = 0
    while first < inputs {
      let depth = min(256, inputs &- first)
      var k = channels.lowerBound
      while k < end {
        let width = min(MatrixTile.columns, end &- k)
        let block = min(16, kernel.outputStride &- k)
        MatrixTile(
          rowStride: kernel.inputStride, depthStride: 1, bStride: block, cStride: channels.count,
          bNext: MatrixTile.next(block: 16 &* inputs), cNext: Vector.scalarCount, depth: depth,
          adds: first > 0
        ).multiply(
          v + first, rows: count, u + (k &* inputs &+ first &* block), width: width,
          into: m + (k &- channels.lowerBound))
        k &+= MatrixTile.columns
      }
      first &+= depth
    }
  }

  @inline(never)
  private func transformPatches(
    _ kernel: Winograd, _ input: UnsafePointer<Float>, _ tiles: Range<Int>,
    into v: UnsafeMutablePointer<Float>, plane: Int
  ) {
    let stride = kernel.inputStride
    let row = kernel.grid.rowStride &* stride
    kernel.forEachRow(of: tiles) { first, corner, count in
      let from = input + corner &* stride
      let to = v + first &* stride
      forEachVector(of: stride) {
        WinogradTransforms.patches(
          from + $0, count: count, pixel: stride, row: row, into: to + $0, step: stride,
          plane: plane)
      }
    }
  }

  // MARK: Filter gradient

  @inline(never)
  package func sumGradients(
    _ kernel: Winograd, input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
    sums: UnsafeMutablePointer<Float>, unit: Int, width most: Int,
    scratch v: UnsafeMutablePointer<Float>
  ) {
    let stride = kernel.inputStride
    let parts = (kernel.outputStride &+ most &- 1) / most
    let (group, part) = (unit / parts, unit % parts)
    let first = part &* most
    let width = min(most, kernel.outputStride &- first)
    let (tiles, groups) = (kernel.tiles, kernel.groups)
    let range = tiles * group / groups..<tiles * (group + 1) / groups
    let target = sums + group &* (kernel.filterCount &+ kernel.outputStride)
    let biasTarget = target + (kernel.filterCount &+ first)
    for k in 0..<width { biasTarget[k] = 0 }
    var start = range.lowerBound
    while start < range.upperBound {
      let chunk = start..<min(start &+ Winograd.gradientChunk, range.upperBound)
      let adds = start > range.lowerBound
      let vPlane = chunk.count &* stride &+ Winograd.gap
      let yPlane = chunk.count &* width &+ Winograd.gap
      let y = v + 16 &* vPlane
      transformPatches(kernel, input, chunk, into: v, plane: vPlane)
      transformGradients(kernel, outputGradient, chunk, first, width, into: y, plane: yPlane)
      // Plane 5 of A g A^T holds the sum of the four gradients of each tile.
      addRows(y + 5 &* yPlane, chunk.count, width, to: biasTarget)
      for plane in 0..<16 {
        let (v, y) = (v + plane &* vPlane, y + plane &* yPlane)
        let to = target + plane &* kernel.filterPlane
        if kernel.usesBLAS {
          kernel.nativeSum(v, y, chunk.count, width, into: to + first, adds: adds)
          continue
        }
        var k = 0
        while k < width {
          let block = min(16, width &- k)
          MatrixTile(
            rowStride: 1, depthStride: stride, bStride: width, cStride: block,
            bNext: Vector.scalarCount, cNext: MatrixTile.next(block: 16 &* kernel.inputs),
            depth: chunk.count, adds: adds
          ).multiply(
            v, rows: kernel.inputs, y + k, width: min(MatrixTile.columns, width &- k),
            into: to + (first &+ k) &* kernel.inputs)
          k &+= MatrixTile.columns
        }
      }
      start = chunk.upperBound
    }
  }

  @inline(never)
  private func transformGradients(
    _ kernel: Winograd, _ g: UnsafePointer<Float>, _ tiles: Range<Int>, _ first: Int, _ width: Int,
    into y: UnsafeMutablePointer<Float>, plane: Int
  ) {
    let (right, rowStride) = (kernel.outputStride, kernel.grid.rowStride)
    let down = rowStride &* right
    kernel.forEachRow(of: tiles) { index, corner, count in
      var to = y + index &* width
      var from = g + ((corner &+ rowStride &+ 1) &* right &+ first)
      for _ in 0..<count {
        forEachVector(of: width) { k in
          WinogradTransforms.gradients(
            load(from, k), load(from, right &+ k), load(from, down &+ k),
            load(from, down &+ right &+ k), into: to + k, plane: plane)
        }
        to += width
        from += 2 &* right
      }
    }
  }

  /// Adds the sum of some rows to what `target` holds.
  @inline(__always)
  private func addRows(
    _ rows: UnsafePointer<Float>, _ count: Int, _ width: Int,
    to target: UnsafeMutablePointer<Float>
  ) {
    forEachVector(of: width) { k in
      var sum = Vector()
      for row in 0..<count { sum += load(rows, row &* width &+ k) }
      store(load(target, k) + sum, target, k)
    }
  }

  @inline(never)
  package func finishGradients(
    _ kernel: Winograd, sums: UnsafePointer<Float>, weightGradient: UnsafeMutablePointer<Float>,
    biasGradient: UnsafeMutablePointer<Float>, unit: Int
  ) {
    let (block, width, channels) = kernel.filterUnit(unit)
    let (plane, groups) = (kernel.filterPlane, kernel.groups)
    let groupStride = kernel.filterCount &+ kernel.outputStride
    @inline(__always)
    func total(_ at: Int) -> Vector {
      var sum = load(sums, at)
      for group in 1..<max(groups, 1) { sum += load(sums, group &* groupStride &+ at) }
      return sum
    }
    for c in channels {
      let at = kernel.filterPosition(block, width, c)
      let to = weightGradient + block &* kernel.weights.rows + c &* width
      forEachVector(of: width) { k in
        WinogradTransforms.filterGradient(
          { total($0 &* plane &+ at &+ k) }, into: to + k, tap: kernel.inputs &* width)
      }
    }
    if channels.lowerBound == 0 {
      forEachVector(of: width) {
        store(total(kernel.filterCount &+ block &+ $0), biasGradient, block &+ $0)
      }
    }
  }
}

/// Transforms the products back, adds the bias, and finishes.
private struct OutputLoop: FinishedLoop {
  let kernel: Winograd
  let m: UnsafePointer<Float>
  let plane: Int
  let bias: UnsafePointer<Float>?
  let output: UnsafeMutablePointer<Float>
  let tiles: Range<Int>
  let channels: Range<Int>

  @inline(never)
  func run<Rule: FinishRule>(_ rule: Rule) {
    let (right, rowStride) = (kernel.outputStride, kernel.grid.rowStride)
    let down = rowStride &* right
    let (first, width) = (channels.lowerBound, channels.count)
    kernel.forEachRow(of: tiles) { index, corner, count in
      var from = m + index &* width
      var at = (corner &+ rowStride &+ 1) &* right &+ first
      for _ in 0..<count {
        forEachVector(of: width) { k in
          let (y00, y01, y10, y11) = WinogradTransforms.outputs(from + k, plane: plane)
          let b = bias.map { load($0, first &+ k) } ?? Vector()
          rule.write(y00 + b, output, at &+ k)
          rule.write(y01 + b, output, at &+ right &+ k)
          rule.write(y10 + b, output, at &+ down &+ k)
          rule.write(y11 + b, output, at &+ down &+ right &+ k)
        }
        from += width
        at &+= 2 &* right
      }
    }
  }
}
