/// What a convolution or linear layer does to a sum before it is written.
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

  /// Finishes 8 values and writes them to `output + at`.
  @inline(__always)
  func write(_ value: SIMD8<Float>, _ output: UnsafeMutablePointer<Float>, _ at: Int) {
    switch self {
    case .none: store8(value, output, at)
    case .rectify: store8(value.replacing(with: 0, where: value .< 0), output, at)
    case .gelu(let derivative):
      let normal = normalVector(value)
      store8(value * normal.distribution, output, at)
      store8(normal.distribution.addingProduct(value, normal.density), derivative, at)
    case .mask(let mask):
      store8(SIMD8<Float>().replacing(with: value, where: load8(mask, at) .> 0), output, at)
    case .scale(let factor): store8(value * load8(factor, at), output, at)
    }
  }

  /// Calls `body` with itself, compiled once for each case so that the choice is made outside of its
  /// loops.
  @inline(__always)
  func specialize(_ body: (Finish) -> Void) {
    switch self {
    case .none: body(.none)
    case .rectify: body(.rectify)
    case .gelu(let derivative): body(.gelu(derivative: derivative))
    case .mask(let mask): body(.mask(mask))
    case .scale(let factor): body(.scale(factor))
    }
  }

  /// Adds the bias to sums that were already written, and finishes them in place.
  @inline(never)
  package func apply(
    to output: UnsafeMutablePointer<Float>, at first: Int, pixels: Int, stride: Int,
    bias: UnsafePointer<Float>?
  ) {
    specialize { finish in
      var k = 0
      while k < stride {
        let b = bias.map { load8($0, k) } ?? SIMD8<Float>()
        for p in 0..<pixels {
          let at = first &+ p &* stride &+ k
          finish.write(load8(output, at) + b, output, at)
        }
        k += 8
      }
    }
  }
}
