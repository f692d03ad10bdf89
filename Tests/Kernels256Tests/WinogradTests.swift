import Kernels
import Kernels256
import Testing

/// The rounding error of Winograd's form beside the direct form's, both against Double.
@Suite struct WinogradTests {
  struct Errors {
    var output = 0.0
    var weightGradient = 0.0
  }

  private func draw(_ name: String, _ count: Int, _ scale: Double = 1) -> [Float] {
    var stream = RandomStream(seed: 3, name: name)
    return (0..<count).map { _ in Float(scale * stream.nextUniform(in: -1...1)) }
  }

  /// The root mean square error, relative to the root mean square of the exact values.
  private func error(_ actual: [Float], _ exact: [Double]) -> Double {
    let squares = zip(actual, exact).reduce(0.0) {
      $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1)
    }
    return (squares / exact.reduce(0) { $0 + $1 * $1 }).squareRoot()
  }

  /// Measured, direct and Winograd: outputs 1.30e-7 and 1.61e-7 with 16 channels, 4.64e-7 and 4.98e-7
  /// with 256; weight gradients over 2,048 pixels 1.77e-7 and 2.64e-7, over 32 pixels 6.4e-8 and 1.38e-7.
  @Test(arguments: [(16, 32), (64, 4), (256, 4)])
  func errorIsWithinTwiceTheDirectForms(channels: Int, size: Int) {
    let shape = PlainReference.Shape(2, channels, size, size)
    let grid = PixelGrid(images: shape.n, height: size, width: size, halo: 1)
    let layout = WeightLayout(taps: 9, inputs: channels, outputs: 16)
    let (x, g) = (draw("x", shape.count), draw("g", 2 * 16 * size * size))
    let w = draw("w", layout.rows * 16, 1 / Double(channels).squareRoot())
    let bias = [Float](repeating: 0, count: 16)
    func buffer(_ count: Int) -> AlignedBuffer { AlignedBuffer(count: count) }
    func load(_ values: [Float], _ channels: Int) -> AlignedBuffer {
      let result = buffer(grid.storageCount * channels)
      for (index, value) in values.enumerated() {
        let (pixel, plane) = (index % (size * size), index / (size * size))
        let at = grid.position(plane / channels, pixel / size, pixel % size)
        result.pointer[at * channels + plane % channels] = value
      }
      return result
    }
    func array(_ map: AlignedBuffer) -> [Float] {
      (0..<2 * 16 * size * size).map { index in
        let (pixel, plane) = (index % (size * size), index / (size * size))
        let at = grid.position(plane / 16, pixel / size, pixel % size)
        return map.pointer[at * 16 + plane % 16]
      }
    }
    let (input, gradient) = (load(x, channels), load(g, 16))
    let packed = buffer(layout.count)
    layout.pack(w, into: packed.pointer)
    let zero = buffer(16)
    let exact = PlainReference.convolution(x, shape, weights: w, bias: bias)
    let exactGradient = PlainReference.convolutionGradients(
      x, shape, weights: w, outputs: 16, outputGradient: g
    ).weights

    let direct = DirectConvolution(grid: grid, weights: layout, inputStride: channels)
    let winograd = Winograd(grid: grid, weights: layout, inputStride: channels)
    let loops = Loops()
    var errors = (direct: Errors(), winograd: Errors())
    let output = buffer(grid.storageCount * 16)
    let (dw, db) = (buffer(layout.count), buffer(16))

    loops.apply(
      direct, input: input.pointer, packed: packed.pointer, bias: zero.pointer,
      output: output.pointer,
      rows: 0..<direct.rows, finish: .none)
    errors.direct.output = error(array(output), exact)
    let directSums = buffer(direct.gradientSums)
    for unit in 0..<direct.gradientUnits {
      loops.sumGradients(
        direct, input: input.pointer, outputGradient: gradient.pointer, sums: directSums.pointer,
        unit: unit)
    }
    loops.finishGradients(
      direct, sums: directSums.pointer, weightGradient: dw.pointer, biasGradient: db.pointer)
    errors.direct.weightGradient = error(layout.unpack(dw.pointer), exactGradient)

    let filters = buffer(winograd.filterCount)
    for unit in 0..<winograd.filterUnits {
      loops.transformFilters(
        winograd, packed.pointer, into: filters.pointer, unit: unit)
    }
    let shares = winograd.shares(workers: 1)
    let width = winograd.gradientWidth(workers: 1)
    let scratch = buffer(max(shares.scratch, winograd.gradientScratch(width: width)))
    for unit in 0..<shares.count {
      let (tiles, channels) = shares.unit(unit)
      loops.apply(
        winograd, input: input.pointer, filters: filters.pointer, bias: zero.pointer,
        output: output.pointer, tiles: tiles, channels: channels, finish: .none,
        scratch: scratch.pointer)
    }
    errors.winograd.output = error(array(output), exact)
    let sums = buffer(winograd.gradientSums)
    for unit in 0..<winograd.gradientUnits(width: width) {
      loops.sumGradients(
        winograd, input: input.pointer, outputGradient: gradient.pointer, sums: sums.pointer,
        unit: unit, width: width, scratch: scratch.pointer)
    }
    for unit in 0..<winograd.filterUnits {
      loops.finishGradients(
        winograd, sums: sums.pointer, weightGradient: dw.pointer, biasGradient: db.pointer,
        unit: unit)
    }
    errors.winograd.weightGradient = error(layout.unpack(dw.pointer), exactGradient)
    // Where a sum is so short that the direct form's error is little more than the one rounding of its
    // result (6e-8), Winograd's transforms cost a rounding or two of their own.
    let floor = 1.5e-7
    #expect(errors.direct.output > 0 && errors.direct.weightGradient > 0)
    #expect(errors.winograd.output <= max(2 * errors.direct.output, floor), "\(errors)")
    #expect(
      errors.winograd.weightGradient <= max(2 * errors.direct.weightGradient, floor), "\(errors)")
  }
}
