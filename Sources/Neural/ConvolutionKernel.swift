import Kernels

/// How a 3x3 convolution and its gradients are computed: what `Conv2D` runs and `TrainingCost` counts.
///
/// Winograd's F(2x2, 3x3) where the images have even sizes, and directly otherwise, on the 3 channels of an image,
/// and on images of 2 x 2 pixels, where that takes no more products. Products that OpenBLAS computes are Winograd's.
enum ConvolutionKernel {
  case winograd(forward: Winograd, backward: Winograd)
  case direct(forward: DirectConvolution, backward: DirectConvolution?)
  case small(forward: SmallConvolution, backward: SmallConvolution)

  /// - Parameter needsInputGradient: False for the first layer.
  init(
    grid: PixelGrid, weights: WeightLayout, inputStride: Int, needsInputGradient: Bool,
    numerics: Numerics
  ) {
    let (turned, outputStride) = (weights.transposed, weights.paddedOutputs)
    guard needsInputGradient && inputStride % 8 == 0 && Winograd.fits(grid) else {
      self = .direct(
        forward: DirectConvolution(grid: grid, weights: weights, inputStride: inputStride),
        backward: needsInputGradient
          ? DirectConvolution(grid: grid, weights: turned, inputStride: outputStride) : nil)
      return
    }
    let isNative = Winograd.usesBLAS(numerics, grid: grid, weights: weights)
    if SmallConvolution.fits(grid) && !isNative {
      self = .small(
        forward: SmallConvolution(grid: grid, weights: weights, inputStride: inputStride),
        backward: SmallConvolution(grid: grid, weights: turned, inputStride: outputStride))
    } else {
      self = .winograd(
        forward: Winograd(
          grid: grid, weights: weights, inputStride: inputStride, numerics: numerics),
        backward: Winograd(
          grid: grid, weights: turned, inputStride: outputStride, numerics: numerics))
    }
  }
}
