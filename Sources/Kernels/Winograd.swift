/// A 3x3 convolution with padding 1 on images of even height and width, and its gradients, by
/// Winograd's F(2x2, 3x3): 16 multiplications for 4 outputs in place of 36.
///
/// Each tile of 2x2 outputs is a 4x4 patch; the 16 entries of all transformed patches make 16
/// matrices of tiles x channels, which `MatrixTile` multiplies by the transformed filters. Sums run
/// over channels (forward) or tiles (filter gradient) in order, whatever the number of threads.
///
/// **Accuracy**: measured against float64 in `WinogradTests`, within twice the direct form's error.
package struct Winograd {
  package let grid: PixelGrid
  package let weights: WeightLayout
  package let inputStride: Int
  package let outputStride: Int
  /// Whether OpenBLAS computes the planes' products; the transformed filters then lie in row-major
  /// order, channels x outputs.
  package let usesBLAS: Bool

  /// - Parameters:
  ///   - grid: Of input and output alike, with a frame.
  ///   - weights: Layout of the filters, nine taps.
  package init(
    grid: PixelGrid, weights: WeightLayout, inputStride: Int, numerics: Numerics = .portable
  ) {
    precondition(
      Self.fits(grid) && weights.taps == 9 && inputStride % 8 == 0,
      "Winograd: \(grid.height) x \(grid.width), \(weights.taps) taps and stride \(inputStride), "
        + "expected even sizes, 9 and a multiple of 8.")
    (self.grid, self.weights, self.inputStride) = (grid, weights, inputStride)
    outputStride = weights.paddedOutputs
    usesBLAS = Self.usesBLAS(numerics, grid: grid, weights: weights)
    if usesBLAS { OpenBLAS.useOneThreadPerCall() }
  }

  /// Whether the images can be cut into tiles.
  package static func fits(_ grid: PixelGrid) -> Bool {
    grid.halo == 1 && grid.height % 2 == 0 && grid.width % 2 == 0 && grid.count > 0
  }

  package var tiles: Int { grid.images * tilesPerImage }
  private var tilesPerImage: Int { grid.height / 2 * (grid.width / 2) }
  private var inputs: Int { weights.inputs }

  /// Floats of the transformed filters: 16 planes, each packed like one tap of the weights, or plainly
  /// for OpenBLAS.
  package var filterCount: Int { 16 * filterPlane }
  private var filterPlane: Int { inputs * outputStride + (usesBLAS ? Self.gap : 0) }

  /// Calls `body` for each run of tiles that lie side by side: the first one's index within `tiles`, the
  /// position of the top left pixel of its 4x4 patch, and their number. The next patch begins two
  /// columns further, and each tile's outputs one row and one column behind its patch.
  @inline(__always)
  fileprivate func forEachRow(
    of tiles: Range<Int>, _ body: (_ first: Int, _ corner: Int, _ count: Int) -> Void
  ) {
    let perRow = grid.width / 2
    let rows = grid.height / 2
    let (row, first) = tiles.lowerBound.quotientAndRemainder(dividingBy: perRow)
    var x = first
    var (n, y) = row.quotientAndRemainder(dividingBy: rows)
    var done = 0
    while done < tiles.count {
      let count = min(perRow &- x, tiles.count &- done)
      body(done, n &* grid.imageStride &+ 2 &* y &* grid.rowStride &+ 2 &* x, count)
      (done, x, y) = (done &+ count, 0, y &+ 1)
      if y == rows { (n, y) = (n &+ 1, 0) }
    }
  }

  // MARK: Filters

  /// Blocks of 16 output channels, the units in which filters are transformed.
  package var filterUnits: Int { (outputStride + 15) / 16 * ((inputs + 15) / 16) }

  @inline(__always)
  private func filterUnit(_ unit: Int) -> (block: Int, width: Int, channels: Range<Int>) {
    let parts = (inputs + 15) / 16
    let block = unit / parts * 16
    let first = unit % parts * 16
    return (block, min(16, outputStride - block), first..<min(first + 16, inputs))
  }

  /// Where a plane holds the filters of channel `c` in a block of outputs.
  @inline(__always)
  private func filterPosition(_ block: Int, _ width: Int, _ c: Int) -> Int {
    usesBLAS ? c &* outputStride &+ block : block &* inputs &+ c &* width
  }

  /// Transforms the filters of one unit.
  @inline(never)
  package func transformFilters(
    _ packed: UnsafePointer<Float>, into u: UnsafeMutablePointer<Float>, unit: Int
  ) {
    let (block, width, channels) = filterUnit(unit)
    let tap = inputs &* width
    for c in channels {
      let from = packed + block &* weights.rows + c &* width
      let to = u + filterPosition(block, width, c)
      var k = 0
      while k < width {
        WinogradTransforms.filter(from + k, tap: tap, into: to + k, plane: filterPlane)
        k += 8
      }
    }
  }

  // MARK: Forward

  /// Tiles that one call of `apply` should take, so that its scratch space stays in the cache, and so
  /// that `workers` share them evenly. Results do not depend on it.
  package func chunk(workers: Int) -> Int {
    if usesBLAS { return nativeChunk }
    let perTile = 64 * (inputStride + outputStride)
    let most = filterCount > 1 << 17 ? 96 : max(6, min(96, (256 << 10) / perTile))
    let rounds = (tiles + most * workers - 1) / (most * workers)
    let even = (tiles + rounds * workers - 1) / (rounds * workers)
    return max(6, (even + 5) / 6 * 6)
  }

  /// Floats of scratch space for `apply` on `count` tiles.
  package func applyScratch(_ count: Int) -> Int {
    16 * (count * inputStride + Self.gap) + 16 * (count * outputStride + Self.gap)
  }

  /// Planes are set apart so that they do not share cache sets.
  private static var gap: Int { 16 }

  /// Writes the outputs of a range of tiles.
  ///
  /// - Parameters:
  ///   - filters: As written by `transformFilters`.
  ///   - scratch: `applyScratch(tiles.count)` floats of the caller's own.
  @inline(never)
  package func apply(
    input: UnsafePointer<Float>, filters: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
    output: UnsafeMutablePointer<Float>, tiles: Range<Int>, finish: Finish,
    scratch v: UnsafeMutablePointer<Float>
  ) {
    let count = tiles.count
    let vPlane = count &* inputStride &+ Self.gap
    let mPlane = count &* outputStride &+ Self.gap
    let m = v + 16 &* vPlane
    transformPatches(input, tiles, into: v, plane: vPlane)
    for plane in 0..<16 {
      let (v, m) = (v + plane &* vPlane, m + plane &* mPlane)
      if usesBLAS {
        nativeMultiply(v, filters + plane &* filterPlane, m, count)
      } else {
        multiply(v, filters + plane &* filterPlane, m, count)
      }
    }
    finish.run(
      OutputLoop(
        kernel: self, m: m, plane: mPlane, bias: bias, output: output, tiles: tiles))
  }

  /// One plane's product: tiles x inputs by inputs x outputs.
  @inline(__always)
  private func multiply(
    _ v: UnsafePointer<Float>, _ u: UnsafePointer<Float>, _ m: UnsafeMutablePointer<Float>,
    _ count: Int
  ) {
    // Long sums go in parts, which keeps a block of filters in the first-level cache.
    var first = 0
    while first < inputs {
      let depth = min(256, inputs - first)
      var block = 0
      while block < outputStride {
        let width = min(16, outputStride - block)
        MatrixTile(
          rowStride: inputStride, depthStride: 1, bStride: width, cStride: outputStride,
          depth: depth, adds: first > 0
        ).multiply(
          v + first, rows: count, u + block &* inputs + first &* width, width: width,
          into: m + block)
        block += 16
      }
      first += depth
    }
  }

  @inline(never)
  private func transformPatches(
    _ input: UnsafePointer<Float>, _ tiles: Range<Int>, into v: UnsafeMutablePointer<Float>,
    plane: Int
  ) {
    let row = grid.rowStride &* inputStride
    forEachRow(of: tiles) { first, corner, count in
      let from = input + corner &* inputStride
      let to = v + first &* inputStride
      var c = 0
      while c < inputStride {
        WinogradTransforms.patches(
          from + c, count: count, pixel: inputStride, row: row, into: to + c, step: inputStride,
          plane: plane)
        c &+= 8
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

    @inline(never)
    func run<Rule: FinishRule>(_ rule: Rule) {
      let right = kernel.outputStride
      let down = kernel.grid.rowStride &* right
      kernel.forEachRow(of: tiles) { first, corner, count in
        var from = m + first &* right
        var at = (corner &+ kernel.grid.rowStride &+ 1) &* right
        for _ in 0..<count {
          var k = 0
          while k < right {
            let (y00, y01, y10, y11) = WinogradTransforms.outputs(from + k, plane: plane)
            let b = bias.map { load8($0, k) } ?? SIMD8<Float>()
            rule.write(y00 + b, output, at &+ k)
            rule.write(y01 + b, output, at &+ right &+ k)
            rule.write(y10 + b, output, at &+ down &+ k)
            rule.write(y11 + b, output, at &+ down &+ right &+ k)
            k &+= 8
          }
          from += right
          at &+= 2 &* right
        }
      }
    }
  }

  // MARK: Filter gradient

  /// Tiles whose sum is formed in registers before it joins the total.
  private static var gradientChunk: Int { 64 }

  /// Parts of the tiles that are summed apart and then added in order; fixed by the shape.
  package var groups: Int { max(1, min(16, tiles / 128)) }

  /// Output channels that one unit of the filter gradient takes.
  private var gradientWidth: Int { inputs >= 256 ? 128 : inputs >= 64 ? 32 : 64 }
  private var gradientParts: Int { (outputStride + gradientWidth - 1) / gradientWidth }
  package var gradientUnits: Int { groups * gradientParts }

  /// Floats of the groups' transformed sums, shared by all units.
  package var gradientSums: Int { groups * (filterCount + outputStride) }
  /// Floats of scratch space for one unit.
  package var gradientScratch: Int {
    let count = Self.gradientChunk
    return 16 * (count * inputStride + Self.gap) + 16 * (count * gradientWidth + Self.gap)
  }

  /// Sums one unit: (A g A^T) * (B^T d B) over a group's tiles, for some output channels.
  @inline(never)
  package func sumGradients(
    input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
    sums: UnsafeMutablePointer<Float>, unit: Int, scratch v: UnsafeMutablePointer<Float>
  ) {
    let (group, part) = (unit / gradientParts, unit % gradientParts)
    let first = part * gradientWidth
    let width = min(gradientWidth, outputStride - first)
    let range = tiles * group / groups..<tiles * (group + 1) / groups
    let target = sums + group &* (filterCount + outputStride)
    let biasTarget = target + filterCount + first
    for k in 0..<width { biasTarget[k] = 0 }
    var start = range.lowerBound
    while start < range.upperBound {
      let chunk = start..<min(start + Self.gradientChunk, range.upperBound)
      let vPlane = chunk.count &* inputStride &+ Self.gap
      let yPlane = chunk.count &* width &+ Self.gap
      let y = v + 16 &* vPlane
      transformPatches(input, chunk, into: v, plane: vPlane)
      transformGradients(outputGradient, chunk, first, width, into: y, plane: yPlane)
      // Plane 5 of A g A^T holds the sum of the four gradients of each tile.
      addRows(y + 5 &* yPlane, chunk.count, width, to: biasTarget)
      for plane in 0..<16 {
        if usesBLAS {
          nativeSum(
            v + plane &* vPlane, y + plane &* yPlane, chunk.count, width,
            into: target + plane &* filterPlane + first, adds: start > range.lowerBound)
          continue
        }
        var block = 0
        while block < width {
          let wide = min(16, width - block)
          MatrixTile(
            rowStride: 1, depthStride: inputStride, bStride: width, cStride: wide,
            depth: chunk.count, adds: start > range.lowerBound
          ).multiply(
            v + plane &* vPlane, rows: inputs, y + plane &* yPlane + block, width: wide,
            into: target + plane &* filterPlane + (first + block) &* inputs)
          block += 16
        }
      }
      start = chunk.upperBound
    }
  }

  @inline(never)
  private func transformGradients(
    _ g: UnsafePointer<Float>, _ tiles: Range<Int>, _ first: Int, _ width: Int,
    into y: UnsafeMutablePointer<Float>, plane: Int
  ) {
    let right = outputStride
    let down = grid.rowStride &* outputStride
    forEachRow(of: tiles) { index, corner, count in
      var to = y + index &* width
      var from = g + ((corner &+ grid.rowStride &+ 1) &* outputStride &+ first)
      for _ in 0..<count {
        var k = 0
        while k < width {
          WinogradTransforms.gradients(
            load8(from, k), load8(from, right &+ k), load8(from, down &+ k),
            load8(from, down &+ right &+ k), into: to + k, plane: plane)
          k &+= 8
        }
        to += width
        from += 2 &* right
      }
    }
  }

  @inline(__always)
  private func addRows(
    _ rows: UnsafePointer<Float>, _ count: Int, _ width: Int,
    to target: UnsafeMutablePointer<Float>
  ) {
    var k = 0
    while k < width {
      var sum = SIMD8<Float>()
      for row in 0..<count { sum += load8(rows, row &* width &+ k) }
      store8(load8(target, k) + sum, target, k)
      k += 8
    }
  }

  /// Adds up the groups of one unit of the filters, in order, and transforms them back to nine taps;
  /// the units of channels 0 also write the bias gradients.
  @inline(never)
  package func finishGradients(
    sums: UnsafePointer<Float>, weightGradient: UnsafeMutablePointer<Float>,
    biasGradient: UnsafeMutablePointer<Float>, unit: Int
  ) {
    let (block, width, channels) = filterUnit(unit)
    let groupStride = filterCount + outputStride
    let groups = groups
    @inline(__always)
    func total(_ at: Int) -> SIMD8<Float> {
      var sum = load8(sums, at)
      for group in 1..<max(groups, 1) { sum += load8(sums, group &* groupStride &+ at) }
      return sum
    }
    for c in channels {
      var k = 0
      while k < width {
        let at = filterPosition(block, width, c) &+ k
        WinogradTransforms.filterGradient(
          { total($0 &* filterPlane &+ at) },
          into: weightGradient + block &* weights.rows + c &* width + k, tap: inputs &* width)
        k += 8
      }
    }
    if channels.lowerBound == 0 {
      var k = 0
      while k < width {
        store8(total(filterCount &+ block &+ k), biasGradient, block + k)
        k += 8
      }
    }
  }
}
