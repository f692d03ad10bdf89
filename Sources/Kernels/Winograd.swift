/// The shape of a 3x3 convolution with padding 1 on images of even height and width, and of its
/// gradients, by Winograd's F(2x2, 3x3): 16 multiplications for 4 outputs in place of 36.
///
/// Each tile of 2x2 outputs is a 4x4 patch; the 16 entries of all transformed patches make 16
/// matrices of tiles x channels, which are multiplied by the transformed filters. Sums run
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
  package var inputs: Int { weights.inputs }

  /// Planes are set apart so that they do not share cache sets.
  package static var gap: Int { 16 }

  // MARK: Filters

  /// Floats of the transformed filters: 16 planes, each packed like one tap of the weights, or plainly
  /// for OpenBLAS.
  package var filterCount: Int { 16 * filterPlane }
  package var filterPlane: Int { inputs * outputStride + (usesBLAS ? Self.gap : 0) }

  /// Blocks of 16 output channels and 16 inputs, the units in which filters are transformed.
  package var filterUnits: Int { (outputStride + 15) / 16 * ((inputs + 15) / 16) }

  /// Floats of scratch space in which one unit's filters are turned.
  package static var turnScratch: Int { 16 * 16 * 16 }

  /// The outputs and inputs of one unit.
  package func filterUnit(_ unit: Int) -> (block: Int, width: Int, channels: Range<Int>) {
    let parts = (inputs + 15) / 16
    let block = unit / parts * 16
    let first = unit % parts * 16
    return (block, min(16, outputStride - block), first..<min(first + 16, inputs))
  }

  /// Where a plane holds the filters of channel `c` in a block of outputs.
  package func filterPosition(_ block: Int, _ width: Int, _ c: Int) -> Int {
    usesBLAS ? c &* outputStride &+ block : block &* inputs &+ c &* width
  }

  // MARK: Forward

  /// How `workers` share the outputs: some tiles, so that their transforms stay in the cache, and, where
  /// there are few tiles, some of the channels. Results do not depend on it.
  package func shares(workers: Int) -> Shares {
    if usesBLAS { return Shares(tiles: nativeChunk, width: outputStride, of: self) }
    let perTile = 64 * (inputStride + outputStride)
    let most = filterCount > 1 << 17 ? 96 : max(6, min(96, (256 << 10) / perTile))
    var best: (cost: Int, shares: Shares)?
    for parts in [1, 2, 4, 8] where parts == 1 || outputStride % (64 * parts) == 0 {
      let width = outputStride / parts
      let rounds = (tiles * parts + most * workers - 1) / (most * workers)
      let even = (tiles * parts + rounds * workers - 1) / (rounds * workers)
      let shares = Shares(tiles: max(6, (even + 5) / 6 * 6), width: width, of: self)
      // In multiply-adds of one plane: transforms cost some 24 a channel, and reading a filter as much as
      // using it 8 times.
      let cost =
        (shares.count + workers - 1) / workers
        * (shares.tiles * (inputs * (24 + width) + 24 * width) + 8 * inputs * width)
      if best.map({ cost < $0.cost }) ?? true { best = (cost, shares) }
    }
    return best!.shares
  }

  /// The outputs, cut into units.
  package struct Shares {
    /// Tiles and channels of a unit, the last of each possibly fewer.
    package let tiles: Int
    package let width: Int
    private let kernel: Winograd

    init(tiles: Int, width: Int, of kernel: Winograd) {
      (self.tiles, self.width, self.kernel) = (tiles, width, kernel)
    }

    private var parts: Int { (kernel.outputStride + width - 1) / width }
    package var count: Int { (kernel.tiles + tiles - 1) / tiles * parts }

    /// Floats of scratch space for one unit.
    package var scratch: Int {
      16 * (tiles * kernel.inputStride + gap) + 16 * (tiles * width + gap)
    }

    package func unit(_ index: Int) -> (tiles: Range<Int>, channels: Range<Int>) {
      let (chunk, part) = (index / parts, index % parts)
      return (
        chunk * tiles..<min((chunk + 1) * tiles, kernel.tiles),
        part * width..<min((part + 1) * width, kernel.outputStride)
      )
    }
  }

  // MARK: Filter gradient

  /// Tiles whose sum is formed in registers before it joins the total.
  package static var gradientChunk: Int { 64 }

  /// Parts of the tiles that are summed apart and then added in order; fixed by the shape.
  package var groups: Int { max(1, min(16, tiles / 128)) }

  /// Output channels that one unit of the filter gradient takes, fewer where `workers` would not all
  /// have a unit.
  package func gradientWidth(workers: Int) -> Int {
    var (best, cost) = (0, Int.max)
    var width = inputs >= 256 ? 128 : inputs >= 64 ? 32 : 64
    while width >= 32 {
      let parts = (outputStride + width - 1) / width
      // In multiply-adds of one plane, as in `shares`.
      let total =
        (groups * parts + workers - 1) / workers * (24 * inputs + min(width, outputStride) * inputs)
      if total < cost { (best, cost) = (width, total) }
      width /= 2
    }
    return best
  }

  package func gradientUnits(width: Int) -> Int { groups * ((outputStride + width - 1) / width) }

  /// Floats of the groups' transformed sums, shared by all units.
  package var gradientSums: Int { groups * (filterCount + outputStride) }

  /// Floats of scratch space for one unit.
  package func gradientScratch(width: Int) -> Int {
    let count = Self.gradientChunk
    return 16 * (count * inputStride + Self.gap) + 16 * (count * width + Self.gap)
  }
}
