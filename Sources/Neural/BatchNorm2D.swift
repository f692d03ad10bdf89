import Kernels

/// Batch normalization with optional ReLU or GELU; eps 1e-5.
///
/// Training uses the batch's mean m and biased variance v, and updates
/// running := 0.9 running + 0.1 (m, unbiased v); evaluation uses the running ones.
///
/// **Shapes**: weight, bias, running_mean, running_var [C].
package final class BatchNorm2D: Layer {
  package let name: String
  package let output: FeatureMap
  package let weight: Parameter
  package let bias: Parameter
  package var runningMean: [Float]
  package var runningVariance: [Float]
  private let input: FeatureMap
  private let kernel: BatchNormKernel
  private let scratch: AlignedBuffer
  /// mean, scale, and the gradient's two corrections, `stride` floats each.
  private let terms: AlignedBuffer
  private var inverseDeviation: [Double]

  package init(
    name: String, input: FeatureMap, activation: FeatureMap.Activation, store: ParameterStore
  ) {
    (self.name, self.input) = (name, input)
    let c = input.channels
    output = FeatureMap(
      grid: input.grid, channels: c, activation: activation, sharingGradientsOf: input)
    weight = Parameter(name: name + ".weight", shape: [c], fanIn: 0, layout: .vector, store: store)
    bias = Parameter(name: name + ".bias", shape: [c], fanIn: 0, layout: .vector, store: store)
    runningMean = [Float](repeating: 0, count: c)
    runningVariance = [Float](repeating: 1, count: c)
    inverseDeviation = [Double](repeating: 0, count: c)
    kernel = BatchNormKernel(grid: input.grid, stride: input.stride)
    scratch = AlignedBuffer(count: kernel.scratchCount)
    terms = AlignedBuffer(count: 4 * input.stride)
  }

  private var mean: UnsafeMutablePointer<Float> { terms.pointer }
  private var scale: UnsafeMutablePointer<Float> { terms.pointer + input.stride }
  private var first: UnsafeMutablePointer<Float> { terms.pointer + 2 * input.stride }
  private var second: UnsafeMutablePointer<Float> { terms.pointer + 3 * input.stride }

  package func forward(_ pass: Pass) {
    let count = Double(input.grid.count)
    if pass.isTraining {
      pass.pool.forEachRange(of: kernel.chunks) {
        kernel.statistics(input.values, scratch: scratch.pointer, chunks: $0)
      }
    }
    for c in 0..<input.channels {
      var (m, v) = (Double(runningMean[c]), Double(runningVariance[c]))
      if pass.isTraining {
        let (batchMean, squares) = kernel.combine(scratch.pointer, channel: c)
        (m, v) = (batchMean, squares / count)
        runningMean[c] = Float(0.9 * Double(runningMean[c]) + 0.1 * m)
        let unbiased = squares / max(count - 1, 1)
        runningVariance[c] = Float(0.9 * Double(runningVariance[c]) + 0.1 * unbiased)
      }
      inverseDeviation[c] = 1 / (v + 1e-5).squareRoot()
      mean[c] = Float(m)
      scale[c] = Float(Double(weight.values[c]) * inverseDeviation[c])
    }
    pass.pool.forEachRange(of: input.grid.count, grain: 64) { pixels in
      kernel.normalize(
        input.values, mean: mean, scale: scale, shift: bias.values, output: output.values,
        pixels: pixels, finish: output.valueFinish)
    }
  }

  /// dx = scale (g - mean(g) - (x - m) mean(g (x - m)) / (v + eps)), over the output's gradient.
  package func backward(_ pass: Pass) {
    let count = Double(input.grid.count)
    pass.pool.forEachRange(of: kernel.chunks) {
      kernel.gradientSums(
        input.values, mean: mean, gradient: output.gradients, scratch: scratch.pointer, chunks: $0)
    }
    for c in 0..<input.channels {
      let (sum, product) = kernel.totals(scratch.pointer, channel: c)
      let inverse = inverseDeviation[c]
      bias.gradients[c] = Float(sum)
      weight.gradients[c] = Float(product * inverse)
      first[c] = Float(sum / count)
      second[c] = Float(product * inverse * inverse / count)
    }
    pass.pool.forEachRange(of: input.grid.count, grain: 64) { pixels in
      kernel.inputGradient(
        input.values, mean: mean, scale: scale, a: first, b: second, gradient: input.gradients,
        pixels: pixels)
    }
  }
}
