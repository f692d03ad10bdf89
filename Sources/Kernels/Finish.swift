/// What a convolution, a linear layer or a pooling does to a sum before it is written.
package enum Finish {
  case none
  /// max(v, 0)
  case rectify
  /// v Phi(v), its derivative Phi(v) + v phi(v) going to the pointer, laid out like the output.
  case gelu(derivative: UnsafeMutablePointer<Float>)
  /// v where the mask (laid out like the output) is positive, otherwise 0: ReLU's gradient.
  case mask(UnsafePointer<Float>)
  /// v times the factor (laid out like the output): GELU's gradient.
  case scale(UnsafePointer<Float>)

  /// Runs a loop that is compiled once for each case, so that the choice is made outside of it.
  @inline(__always)
  func run(_ loop: some FinishedLoop) {
    switch self {
    case .none: loop.run(Plain())
    case .rectify: loop.run(Rectified())
    case .gelu(let derivative): loop.run(GaussianError(derivative: derivative))
    case .mask(let mask): loop.run(Masked(mask: mask))
    case .scale(let factor): loop.run(Scaled(factor: factor))
    }
  }

  /// Adds the bias to `pixels` runs of `channels` sums that were already written, `stride` floats
  /// apart, and finishes them in place.
  @inline(never)
  package func apply(
    to output: UnsafeMutablePointer<Float>, at first: Int, pixels: Int, stride: Int,
    channels: Int? = nil, bias: UnsafePointer<Float>?
  ) {
    run(
      InPlace(
        output: output, first: first, pixels: pixels, stride: stride,
        channels: channels ?? stride, bias: bias))
  }
}

/// One case of `Finish`: how 8 values are finished and written to `output + at`.
protocol FinishRule {
  func write(_ value: SIMD8<Float>, _ output: UnsafeMutablePointer<Float>, _ at: Int)
}

/// A loop that writes finished values.
protocol FinishedLoop {
  func run<Rule: FinishRule>(_ rule: Rule)
}

private struct Plain: FinishRule {
  @inline(__always)
  func write(_ value: SIMD8<Float>, _ output: UnsafeMutablePointer<Float>, _ at: Int) {
    store8(value, output, at)
  }
}

private struct Rectified: FinishRule {
  @inline(__always)
  func write(_ value: SIMD8<Float>, _ output: UnsafeMutablePointer<Float>, _ at: Int) {
    store8(value.replacing(with: 0, where: value .< 0), output, at)
  }
}

private struct GaussianError: FinishRule {
  let derivative: UnsafeMutablePointer<Float>

  @inline(__always)
  func write(_ value: SIMD8<Float>, _ output: UnsafeMutablePointer<Float>, _ at: Int) {
    let normal = normalVector(value)
    store8(value * normal.distribution, output, at)
    store8(normal.distribution.addingProduct(value, normal.density), derivative, at)
  }
}

private struct Masked: FinishRule {
  let mask: UnsafePointer<Float>

  @inline(__always)
  func write(_ value: SIMD8<Float>, _ output: UnsafeMutablePointer<Float>, _ at: Int) {
    store8(SIMD8<Float>().replacing(with: value, where: load8(mask, at) .> 0), output, at)
  }
}

private struct Scaled: FinishRule {
  let factor: UnsafePointer<Float>

  @inline(__always)
  func write(_ value: SIMD8<Float>, _ output: UnsafeMutablePointer<Float>, _ at: Int) {
    store8(value * load8(factor, at), output, at)
  }
}

private struct InPlace: FinishedLoop {
  let output: UnsafeMutablePointer<Float>
  let first: Int
  let pixels: Int
  let stride: Int
  let channels: Int
  let bias: UnsafePointer<Float>?

  @inline(never)
  func run<Rule: FinishRule>(_ rule: Rule) {
    var k = 0
    while k < channels {
      let b = bias.map { load8($0, k) } ?? SIMD8<Float>()
      for p in 0..<pixels {
        let at = first &+ p &* stride &+ k
        rule.write(load8(output, at) + b, output, at)
      }
      k &+= 8
    }
  }
}
