import Kernels

/// A 3x3 convolution with padding 1, with bias and activation: y = f(W * x + b).
///
/// How it runs is `ConvolutionKernel`'s choice.
///
/// **Shapes**: weight [K, C, 3, 3], bias [K].
package final class Conv2D: Layer {
  package let name: String
  package let output: FeatureMap
  package let weight: Parameter
  package let bias: Parameter
  private let input: FeatureMap
  private let layout: WeightLayout
  private let kernel: ConvolutionKernel
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
    kernel = ConvolutionKernel(
      grid: grid, weights: layout, inputStride: input.stride,
      needsInputGradient: needsInputGradient, numerics: numerics)
  }

  /// Products a channel for 4 outputs, of 36 that the definition counts.
  package var productsForFour: Int {
    if case .direct = kernel { 36 } else { 16 }
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
    case .small(let kernel, _):
      apply(
        kernel, from: input.values, packed: weight.values, bias: bias.values, to: output.values,
        output.valueFinish, pass.pool)
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
      turnWeights(pass)
      pool.forEachRange(of: backward.rows) {
        vectors.apply(
          backward, input: output.gradients, packed: workspace.shared, bias: nil,
          output: input.gradients, rows: $0, finish: input.gradientFinish)
      }
    case .small(let forward, let backward):
      pool.forEachUnit(of: forward.gradientUnits) { unit, _ in
        vectors.sumGradients(
          forward, input: input.values, outputGradient: output.gradients,
          weightGradient: weight.gradients, biasGradient: bias.gradients, unit: unit)
      }
      turnWeights(pass)
      apply(
        backward, from: output.gradients, packed: workspace.shared, bias: nil,
        to: input.gradients, input.gradientFinish, pool)
    }
  }

  /// Writes the weights that carry gradients back to the start of the shared workspace.
  private func turnWeights(_ pass: Pass) {
    let turned = layout.transposed
    pass.workspace.reserve(perWorker: 0, shared: turned.count)
    pass.pool.forEachUnit(of: (turned.paddedOutputs + 15) / 16) { block, _ in
      vectors.turn(layout, weight.values, into: pass.workspace.shared, block: block)
    }
  }

  private func apply(
    _ kernel: SmallConvolution, from source: UnsafePointer<Float>, packed: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?, to target: UnsafeMutablePointer<Float>, _ finish: Finish,
    _ pool: WorkerPool
  ) {
    pool.forEachUnit(of: kernel.units(workers: pool.threads)) { unit, _ in
      let (images, outputs) = kernel.unit(unit, workers: pool.threads)
      vectors.apply(
        kernel, input: source, packed: packed, bias: bias, output: target, images: images,
        outputs: outputs, finish: finish)
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
