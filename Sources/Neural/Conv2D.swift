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
  private let vectors: any VectorKernels

  /// - Parameter needsInputGradient: False for the first layer.
  package init(
    name: String, input: FeatureMap, outputs: Int, activation: FeatureMap.Activation,
    needsInputGradient: Bool, store: ParameterStore, numerics: Numerics = .portable,
    vectors: Vectors = .current
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
    self.vectors = vectors.kernels(input.stride, output.stride)
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
      let shares = kernel.shares(workers: pass.pool.threads)
      pass.workspace.reserve(perWorker: shares.scratch, shared: kernel.filterCount)
      pass.pool.forEachUnit(of: kernel.filterUnits) { unit, _ in
        vectors.transformFilters(
          kernel, weight.values, into: pass.workspace.shared, unit: unit)
      }
      apply(
        kernel, shares, from: input.values, bias: bias.values, to: output.values,
        output.valueFinish, pass)
    case .direct(let kernel, _):
      pass.pool.forEachRange(of: kernel.rows) {
        vectors.apply(
          kernel, input: input.values, packed: weight.values, bias: bias.values,
          output: output.values, rows: $0, finish: output.valueFinish)
      }
    }
  }

  package func backward(_ pass: Pass) {
    let (pool, workspace) = (pass.pool, pass.workspace)
    switch kernel {
    case .winograd(let forward, let backward):
      let width = forward.gradientWidth(workers: pool.threads)
      workspace.reserve(
        perWorker: forward.gradientScratch(width: width), shared: forward.gradientSums)
      pool.forEachUnit(of: forward.gradientUnits(width: width)) { unit, worker in
        vectors.sumGradients(
          forward, input: input.values, outputGradient: output.gradients, sums: workspace.shared,
          unit: unit, width: width, scratch: workspace.scratch(worker: worker))
      }
      pool.forEachUnit(of: forward.filterUnits) { unit, _ in
        vectors.finishGradients(
          forward, sums: workspace.shared, weightGradient: weight.gradients,
          biasGradient: bias.gradients, unit: unit)
      }
      let shares = backward.shares(workers: pool.threads)
      workspace.reserve(
        perWorker: max(shares.scratch, Winograd.turnScratch), shared: backward.filterCount)
      pool.forEachUnit(of: forward.filterUnits) { unit, worker in
        vectors.turnFilters(
          backward, of: forward, weight.values, into: workspace.shared, unit: unit,
          scratch: workspace.scratch(worker: worker))
      }
      apply(
        backward, shares, from: output.gradients, bias: nil, to: input.gradients,
        input.gradientFinish, pass)
    case .direct(let forward, let backward):
      workspace.reserve(perWorker: 0, shared: forward.gradientSums)
      pool.forEachUnit(of: forward.gradientUnits) { unit, _ in
        vectors.sumGradients(
          forward, input: input.values, outputGradient: output.gradients, sums: workspace.shared,
          unit: unit)
      }
      vectors.finishGradients(
        forward, sums: workspace.shared, weightGradient: weight.gradients,
        biasGradient: bias.gradients)
      guard let backward else { return }
      let turned = layout.transposed
      workspace.reserve(perWorker: 0, shared: turned.count)
      pool.forEachUnit(of: (turned.paddedOutputs + 15) / 16) { block, _ in
        vectors.turn(layout, weight.values, into: workspace.shared, block: block)
      }
      pool.forEachRange(of: backward.rows) {
        vectors.apply(
          backward, input: output.gradients, packed: workspace.shared, bias: nil,
          output: input.gradients, rows: $0, finish: input.gradientFinish)
      }
    }
  }

  /// Convolves with the filters at the start of the shared workspace.
  private func apply(
    _ kernel: Winograd, _ shares: Winograd.Shares, from source: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?, to target: UnsafeMutablePointer<Float>, _ finish: Finish,
    _ pass: Pass
  ) {
    pass.pool.forEachUnit(of: shares.count) { unit, worker in
      let (tiles, channels) = shares.unit(unit)
      vectors.apply(
        kernel, input: source, filters: pass.workspace.shared, bias: bias, output: target,
        tiles: tiles, channels: channels, finish: finish,
        scratch: pass.workspace.scratch(worker: worker))
    }
  }
}
