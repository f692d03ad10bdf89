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
  /// Of each channel: 1 / sqrt(v + eps), and room for two sums.
  private let inverseDeviation: UnsafeMutablePointer<Double>
  private var firstSums: UnsafeMutablePointer<Double> { inverseDeviation + input.stride }
  private var secondSums: UnsafeMutablePointer<Double> { inverseDeviation + 2 * input.stride }
  private let vectors: any VectorKernels

  package init(
    name: String, input: FeatureMap, activation: FeatureMap.Activation, store: ParameterStore,
    vectors: Vectors = .current
  ) {
    (self.name, self.input) = (name, input)
    let c = input.channels
    output = FeatureMap(
      grid: input.grid, channels: c, activation: activation, sharingGradientsOf: input)
    weight = Parameter(name: name + ".weight", shape: [c], fanIn: 0, layout: .vector, store: store)
    bias = Parameter(name: name + ".bias", shape: [c], fanIn: 0, layout: .vector, store: store)
    runningMean = [Float](repeating: 0, count: c)
    runningVariance = [Float](repeating: 1, count: c)
    inverseDeviation = .allocate(capacity: 3 * input.stride)
    inverseDeviation.initialize(repeating: 0, count: 3 * input.stride)
    kernel = BatchNormKernel(grid: input.grid, stride: input.stride)
    scratch = AlignedBuffer(count: kernel.scratchCount)
    terms = AlignedBuffer(count: 4 * input.stride)
    self.vectors = vectors.kernels(input.stride)
  }

  deinit { inverseDeviation.deallocate() }

  private var mean: UnsafeMutablePointer<Float> { terms.pointer }
  private var scale: UnsafeMutablePointer<Float> { terms.pointer + input.stride }
  private var first: UnsafeMutablePointer<Float> { terms.pointer + 2 * input.stride }
  private var second: UnsafeMutablePointer<Float> { terms.pointer + 3 * input.stride }

  package func forward(_ pass: Pass) {
    let pool = pass.pool
    if pass.isTraining {
      pool.forEachRange(of: kernel.chunks) {
        vectors.statistics(kernel, input.values, scratch: scratch.pointer, chunks: $0)
      }
      pool.forEachRange(of: input.stride, grain: 8) { channels in
        vectors.combine(
          kernel, scratch.pointer, channels: channels, means: firstSums, squares: secondSums)
        let count = Double(input.grid.count)
        for c in channels.clamped(to: 0..<input.channels) {
          use(mean: firstSums[c], variance: secondSums[c] / count, channel: c)
        }
      }
      let others = Double(max(input.grid.count - 1, 1))
      for c in 0..<input.channels {
        runningMean[c] = Float(0.9 * Double(runningMean[c]) + 0.1 * firstSums[c])
        runningVariance[c] = Float(
          0.9 * Double(runningVariance[c]) + 0.1 * (secondSums[c] / others))
      }
    } else {
      for c in 0..<input.channels {
        use(mean: Double(runningMean[c]), variance: Double(runningVariance[c]), channel: c)
      }
    }
    pool.forEachRange(of: input.grid.count, grain: 64) { pixels in
      vectors.normalize(
        kernel, input.values, mean: mean, scale: scale, shift: bias.values, output: output.values,
        pixels: pixels, finish: output.valueFinish)
    }
  }

  private func use(mean m: Double, variance v: Double, channel c: Int) {
    inverseDeviation[c] = 1 / (v + 1e-5).squareRoot()
    mean[c] = Float(m)
    scale[c] = Float(Double(weight.values[c]) * inverseDeviation[c])
  }

  /// dx = scale (g - mean(g) - (x - m) mean(g (x - m)) / (v + eps)), over the output's gradient.
  package func backward(_ pass: Pass) {
    let pool = pass.pool
    pool.forEachRange(of: kernel.chunks) {
      vectors.gradientSums(
        kernel, input.values, mean: mean, gradient: output.gradients, scratch: scratch.pointer,
        chunks: $0)
    }
    pool.forEachRange(of: input.stride, grain: 8) { channels in
      vectors.totals(
        kernel, scratch.pointer, channels: channels, sums: firstSums, products: secondSums)
      let count = Double(input.grid.count)
      for c in channels.clamped(to: 0..<input.channels) {
        let (sum, product, inverse) = (firstSums[c], secondSums[c], inverseDeviation[c])
        bias.gradients[c] = Float(sum)
        weight.gradients[c] = Float(product * inverse)
        first[c] = Float(sum / count)
        second[c] = Float(product * inverse * inverse / count)
      }
    }
    pool.forEachRange(of: input.grid.count, grain: 64) { pixels in
      vectors.inputGradient(
        kernel, input.values, mean: mean, scale: scale, a: first, b: second,
        gradient: input.gradients, pixels: pixels)
    }
  }
}
