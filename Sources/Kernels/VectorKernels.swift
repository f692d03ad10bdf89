/// The loops of all layers, losses and optimizers, at one width of vectors.
///
/// `Kernels256` and `Kernels512` conform with the same source, and leave the same bits. A loop computes
/// one unit of what its shape says (`Winograd`, `LinearKernel`, ...); units may be computed in any order,
/// by any thread. Where rows of channels are read, their stride is a multiple of `lanes`.
///
/// Maps lie N H W C (`PixelGrid`), weights in blocks of 16 outputs (`WeightLayout`).
package protocol VectorKernels: Sendable {
  /// Floats of one vector.
  var lanes: Int { get }

  // MARK: Winograd's form

  /// Transforms the filters of one of `filterUnits`.
  func transformFilters(
    _ kernel: Winograd, _ packed: UnsafePointer<Float>, into u: UnsafeMutablePointer<Float>,
    unit: Int)

  /// The transformed filters of `kernel`, which carries gradients back through `forward`, from the
  /// latter's packed weights: w'[c, t, k] = w[k, 8 - t, c].
  ///
  /// - Parameters:
  ///   - unit: One of the `filterUnits` of `forward`.
  ///   - scratch: 4,096 floats.
  func turnFilters(
    _ kernel: Winograd, of forward: Winograd, _ packed: UnsafePointer<Float>,
    into u: UnsafeMutablePointer<Float>, unit: Int, scratch: UnsafeMutablePointer<Float>)

  /// Writes some channels of the outputs of some tiles.
  ///
  /// - Parameters:
  ///   - filters: As written by `transformFilters` or `turnFilters`.
  ///   - scratch: `Shares.scratch` floats.
  func apply(
    _ kernel: Winograd, input: UnsafePointer<Float>, filters: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?, output: UnsafeMutablePointer<Float>, tiles: Range<Int>,
    channels: Range<Int>, finish: Finish, scratch: UnsafeMutablePointer<Float>)

  /// Sums one of `gradientUnits(width:)`: (A g A^T) * (B^T d B) over a group's tiles, for `width` outputs.
  ///
  /// - Parameter scratch: `gradientScratch(width:)` floats.
  func sumGradients(
    _ kernel: Winograd, input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
    sums: UnsafeMutablePointer<Float>, unit: Int, width: Int, scratch: UnsafeMutablePointer<Float>)

  /// Adds up the groups of one of `filterUnits`, in order, and transforms them back to nine taps; the
  /// units of channels 0 also write the bias gradients.
  func finishGradients(
    _ kernel: Winograd, sums: UnsafePointer<Float>, weightGradient: UnsafeMutablePointer<Float>,
    biasGradient: UnsafeMutablePointer<Float>, unit: Int)

  // MARK: Direct convolutions

  /// Writes the outputs of some rows of pixels.
  func apply(
    _ kernel: DirectConvolution, input: UnsafePointer<Float>, packed: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?, output: UnsafeMutablePointer<Float>, rows: Range<Int>,
    finish: Finish)

  /// Sums one of `gradientUnits`: a group's rows for a block of outputs.
  func sumGradients(
    _ kernel: DirectConvolution, input: UnsafePointer<Float>,
    outputGradient: UnsafePointer<Float>, sums: UnsafeMutablePointer<Float>, unit: Int)

  /// Adds up the groups, in order.
  func finishGradients(
    _ kernel: DirectConvolution, sums: UnsafePointer<Float>,
    weightGradient: UnsafeMutablePointer<Float>, biasGradient: UnsafeMutablePointer<Float>)

  /// Writes the weights that carry gradients back, w'[c, t, k] = w[k, taps - 1 - t, c], packed by
  /// `layout.transposed`, for block `block` of 16 inputs.
  func turn(
    _ layout: WeightLayout, _ source: UnsafePointer<Float>,
    into destination: UnsafeMutablePointer<Float>, block: Int)

  // MARK: Convolutions of 2 x 2 pixels

  /// Writes some outputs of some images.
  func apply(
    _ kernel: SmallConvolution, input: UnsafePointer<Float>, packed: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?, output: UnsafeMutablePointer<Float>, images: Range<Int>,
    outputs: Range<Int>, finish: Finish)

  /// Computes one of `gradientUnits`.
  func sumGradients(
    _ kernel: SmallConvolution, input: UnsafePointer<Float>,
    outputGradient: UnsafePointer<Float>, weightGradient: UnsafeMutablePointer<Float>,
    biasGradient: UnsafeMutablePointer<Float>, unit: Int)

  // MARK: Linear layers

  /// Computes one of `applyUnits`.
  func apply(
    _ kernel: LinearKernel, input: UnsafePointer<Float>, packed: UnsafePointer<Float>,
    bias: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>, finish: Finish, unit: Int)

  /// dx[n, c] = sum over k of g[n, k] w[k, c], for one of `inputGradientUnits`.
  ///
  /// The weights of the unit are turned around, chunk by chunk, in `scratch` (`inputGradientScratch`
  /// floats): no second copy of a large layer's weights is ever kept.
  func inputGradient(
    _ kernel: LinearKernel, outputGradient: UnsafePointer<Float>, packed: UnsafePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>, finish: Finish, unit: Int,
    scratch: UnsafeMutablePointer<Float>)

  /// dw[k, c] = sum over n of g[n, k] x[n, c] for one of `weightGradientUnits`; those of the first inputs
  /// also write db[k] = sum over n of g[n, k].
  func weightGradient(
    _ kernel: LinearKernel, input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
    weightGradient: UnsafeMutablePointer<Float>, biasGradient: UnsafeMutablePointer<Float>,
    unit: Int)

  /// Sums one of `sumUnits`: each run of equal inputs has its columns added up, in order.
  func sumColumns(
    _ columns: RepeatedColumns, _ packed: UnsafePointer<Float>,
    into sums: UnsafeMutablePointer<Float>, unit: Int)

  // MARK: Batch normalization

  /// Mean and sum of squared deviations of each chunk, into `scratch`.
  func statistics(
    _ kernel: BatchNormKernel, _ x: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>,
    chunks: Range<Int>)

  /// Combines the chunks' statistics, in order, in Double: means, and sums of squared deviations from
  /// them.
  ///
  /// - Parameter channels: A multiple of 8 of them.
  func combine(
    _ kernel: BatchNormKernel, _ scratch: UnsafePointer<Float>, channels: Range<Int>,
    means: UnsafeMutablePointer<Double>, squares: UnsafeMutablePointer<Double>)

  /// y = finish((x - mean) scale + shift)
  func normalize(
    _ kernel: BatchNormKernel, _ x: UnsafePointer<Float>, mean: UnsafePointer<Float>,
    scale: UnsafePointer<Float>, shift: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>,
    pixels: Range<Int>, finish: Finish)

  /// Per chunk, the sums of g and of g (x - mean), into `scratch`.
  func gradientSums(
    _ kernel: BatchNormKernel, _ x: UnsafePointer<Float>, mean: UnsafePointer<Float>,
    gradient g: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>, chunks: Range<Int>)

  /// Adds up what `gradientSums` left, in order, in Double.
  ///
  /// - Parameter channels: A multiple of 8 of them.
  func totals(
    _ kernel: BatchNormKernel, _ scratch: UnsafePointer<Float>, channels: Range<Int>,
    sums: UnsafeMutablePointer<Double>, products: UnsafeMutablePointer<Double>)

  /// g := scale (g - a - (x - mean) b), the gradient with respect to x, over g itself.
  func inputGradient(
    _ kernel: BatchNormKernel, _ x: UnsafePointer<Float>, mean: UnsafePointer<Float>,
    scale: UnsafePointer<Float>, a: UnsafePointer<Float>, b: UnsafePointer<Float>,
    gradient g: UnsafeMutablePointer<Float>, pixels: Range<Int>)

  // MARK: Pooling

  /// Means (or largest values) of 2x2 pixels of `images`; what is not a number is largest, as in PyTorch.
  func forward(
    _ kernel: Pooling, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
    images: Range<Int>, maximum: Bool)

  /// Spreads the gradient evenly, or to the first pixel that holds the maximum; the pixels of a last
  /// odd row or column get 0.
  func backward(
    _ kernel: Pooling, input x: UnsafePointer<Float>, gradient g: UnsafePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>, images: Range<Int>, maximum: Bool, finish: Finish)

  func forward(
    _ kernel: AdaptivePooling, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
    images: Range<Int>)

  func backward(
    _ kernel: AdaptivePooling, gradient g: UnsafePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>, images: Range<Int>, finish: Finish)

  // MARK: Element by element

  /// Adds the bias to `pixels` runs of `channels` sums that were already written, `stride` floats
  /// apart, and finishes them in place.
  func apply(
    _ finish: Finish, to output: UnsafeMutablePointer<Float>, at first: Int, pixels: Int,
    stride: Int, channels: Int, bias: UnsafePointer<Float>?)

  /// g *= factor
  func multiply(
    _ g: UnsafeMutablePointer<Float>, by factor: UnsafePointer<Float>, range: Range<Int>)

  /// to = from * factor
  func product(
    _ from: UnsafePointer<Float>, _ factor: UnsafePointer<Float>,
    into to: UnsafeMutablePointer<Float>, range: Range<Int>)

  // MARK: Optimizers
  //
  // Each works on `count` parameters, a whole number of vectors, and returns sum |w| before the update, summed in
  // Double over 8 fixed lanes.

  /// sum |w|
  func norm(_ w: UnsafePointer<Float>, count: Int) -> Double

  /// b := momentum b + G (b := G in the first step); w := w - a b. Without momentum w := w - a G.
  func sgd(
    _ rule: UpdateRule, _ w: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>,
    buffer b: UnsafeMutablePointer<Float>?, momentum: Float, isFirst: Bool, count: Int
  ) -> Double

  /// v := decay v + (1 - decay) G^2; w := w - a G / (sqrt(v) + eps).
  func rmsProp(
    _ rule: UpdateRule, _ w: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>,
    square v: UnsafeMutablePointer<Float>, decay: Double, epsilon: Float, count: Int
  ) -> Double

  /// m := m + (1 - beta1) (G - m); v := beta2 v + (1 - beta2) G^2;
  /// w := w - (a / c1) m / (sqrt(v) / sqrt(c2) + eps) with ci = 1 - betai^step.
  func adam(
    _ rule: UpdateRule, _ w: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>,
    mean m: UnsafeMutablePointer<Float>, square v: UnsafeMutablePointer<Float>,
    constants: AdamConstants, count: Int
  ) -> Double

  // MARK: The yardstick

  /// `rounds` rounds of `MultiplyAddPeak`.
  func multiplyAdds(rounds: Int, factor: Float) -> Float
}

extension VectorKernels {
  /// Finishes whole rows of `stride` channels.
  package func apply(
    _ finish: Finish, to output: UnsafeMutablePointer<Float>, at first: Int, pixels: Int,
    stride: Int, bias: UnsafePointer<Float>?
  ) {
    apply(
      finish, to: output, at: first, pixels: pixels, stride: stride, channels: stride, bias: bias)
  }
}
