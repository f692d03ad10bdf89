import Kernels

/// A 3x3 convolution with padding 1, with bias and activation: y = f(W * x + b).
///
/// Runs as Winograd's F(2x2, 3x3) where the images have even sizes, and directly otherwise and on the
/// 3 channels of an image.
///
/// **Shapes**: weight [K, C, 3, 3], bias [K].
package final class Conv2D: Layer {
  private enum Kernel {
    case winograd(forward: Winograd, backward: Winograd)
    case direct(forward: DirectConvolution, backward: DirectConvolution?)
  }

  package let name: String
  package let output: FeatureMap
  package let weight: Parameter
  package let bias: Parameter
  private let input: FeatureMap
  private let layout: WeightLayout
  private let kernel: Kernel

  /// - Parameter needsInputGradient: False for the first layer.
  package init(
    name: String, input: FeatureMap, outputs: Int, activation: FeatureMap.Activation,
    needsInputGradient: Bool, store: ParameterStore, numerics: Numerics = .portable
  ) {
    (self.name, self.input) = (name, input)
    let grid = input.grid
    layout = WeightLayout(taps: 9, inputs: input.channels, outputs: outputs)
    output = FeatureMap(grid: grid, channels: outputs, activation: activation)
    weight = Parameter(
      name: name + ".weight", shape: [outputs, input.channels, 3, 3], fanIn: layout.rows,
      layout: .packed(layout), store: store)
    bias = Parameter(
      name: name + ".bias", shape: [outputs], fanIn: layout.rows, layout: .vector, store: store)
    if needsInputGradient && input.stride % 8 == 0 && Winograd.fits(grid) {
      kernel = .winograd(
        forward: Winograd(
          grid: grid, weights: layout, inputStride: input.stride, numerics: numerics),
        backward: Winograd(
          grid: grid, weights: layout.transposed, inputStride: output.stride, numerics: numerics))
    } else {
      kernel = .direct(
        forward: DirectConvolution(grid: grid, weights: layout, inputStride: input.stride),
        backward: needsInputGradient
          ? DirectConvolution(
            grid: grid, weights: layout.transposed, inputStride: output.stride) : nil)
    }
  }

  /// Whether the layer multiplies 16 times for 4 outputs, and not 36 times.
  package var usesWinograd: Bool {
    if case .winograd = kernel { true } else { false }
  }

  package func forward(_ pass: Pass) {
    switch kernel {
    case .winograd(let kernel, _):
      apply(
        kernel, from: input.values, weights: weight.values, bias: bias.values, to: output.values,
        output.valueFinish, reserved: 0, pass)
    case .direct(let kernel, _):
      pass.pool.forEachRange(of: kernel.rows) {
        kernel.apply(
          input: input.values, packed: weight.values, bias: bias.values, output: output.values,
          rows: $0, finish: output.valueFinish)
      }
    }
  }

  package func backward(_ pass: Pass) {
    let (pool, workspace) = (pass.pool, pass.workspace)
    switch kernel {
    case .winograd(let forward, let backward):
      workspace.reserve(perWorker: forward.gradientScratch, shared: forward.gradientSums)
      let sums = workspace.shared
      pool.forEachUnit(of: forward.gradientUnits) { unit, worker in
        forward.sumGradients(
          input: input.values, outputGradient: output.gradients, sums: sums, unit: unit,
          scratch: workspace.scratch(worker: worker))
      }
      pool.forEachUnit(of: forward.filterUnits) { unit, _ in
        forward.finishGradients(
          sums: sums, weightGradient: weight.gradients, biasGradient: bias.gradients, unit: unit)
      }
      let turned = turnWeights(room: backward.filterCount, pass)
      apply(
        backward, from: output.gradients, weights: turned, bias: nil, to: input.gradients,
        input.gradientFinish, reserved: layout.transposed.count, pass)
    case .direct(let forward, let backward):
      workspace.reserve(perWorker: 0, shared: forward.gradientSums)
      let sums = workspace.shared
      pool.forEachUnit(of: forward.gradientUnits) { unit, _ in
        forward.sumGradients(
          input: input.values, outputGradient: output.gradients, sums: sums, unit: unit)
      }
      forward.finishGradients(
        sums: sums, weightGradient: weight.gradients, biasGradient: bias.gradients)
      guard let backward else { return }
      let turned = turnWeights(room: 0, pass)
      pool.forEachRange(of: backward.rows) {
        backward.apply(
          input: output.gradients, packed: turned, bias: nil, output: input.gradients, rows: $0,
          finish: input.gradientFinish)
      }
    }
  }

  /// The weights that carry gradients back, at the start of the shared workspace, with `room` floats
  /// behind them.
  private func turnWeights(room: Int, _ pass: Pass) -> UnsafeMutablePointer<Float> {
    let turned = layout.transposed
    pass.workspace.reserve(perWorker: 0, shared: turned.count + room)
    let target = pass.workspace.shared
    pass.pool.forEachUnit(of: (turned.paddedOutputs + 15) / 16) { block, _ in
      layout.transpose(weight.values, into: target, blocks: block..<block + 1)
    }
    return target
  }

  /// - Parameter reserved: Floats at the start of the shared workspace that are in use.
  private func apply(
    _ kernel: Winograd, from source: UnsafePointer<Float>, weights: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?, to target: UnsafeMutablePointer<Float>, _ finish: Finish,
    reserved: Int, _ pass: Pass
  ) {
    let (pool, workspace) = (pass.pool, pass.workspace)
    let chunk = kernel.chunk(workers: pool.threads)
    workspace.reserve(
      perWorker: kernel.applyScratch(chunk), shared: reserved + kernel.filterCount)
    let filters = workspace.shared + reserved
    pool.forEachUnit(of: kernel.filterUnits) { unit, _ in
      kernel.transformFilters(weights, into: filters, unit: unit)
    }
    let tiles = kernel.tiles
    pool.forEachUnit(of: (tiles + chunk - 1) / chunk) { unit, worker in
      kernel.apply(
        input: source, filters: filters, bias: bias, output: target,
        tiles: unit * chunk..<min((unit + 1) * chunk, tiles), finish: finish,
        scratch: workspace.scratch(worker: worker))
    }
  }
}
