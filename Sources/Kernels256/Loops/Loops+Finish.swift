import Kernels

extension Finish {
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
}

extension Loops {
  @inline(never)
  package func apply(
    _ finish: Finish, to output: UnsafeMutablePointer<Float>, at first: Int, pixels: Int,
    stride: Int, channels: Int, bias: UnsafePointer<Float>?
  ) {
    finish.run(
      InPlace(
        output: output, first: first, pixels: pixels, stride: stride, channels: channels,
        bias: bias))
  }
}

/// One case of `Finish`: how a vector of values is finished and written to `output + at`.
protocol FinishRule {
  func write(_ value: Vector, _ output: UnsafeMutablePointer<Float>, _ at: Int)
}

/// A loop that writes finished values.
protocol FinishedLoop {
  func run<Rule: FinishRule>(_ rule: Rule)
}

private struct Plain: FinishRule {
  @inline(__always)
  func write(_ value: Vector, _ output: UnsafeMutablePointer<Float>, _ at: Int) {
    store(value, output, at)
  }
}

private struct Rectified: FinishRule {
  @inline(__always)
  func write(_ value: Vector, _ output: UnsafeMutablePointer<Float>, _ at: Int) {
    store(value.replacing(with: 0, where: value .< 0), output, at)
  }
}

private struct GaussianError: FinishRule {
  let derivative: UnsafeMutablePointer<Float>

  @inline(__always)
  func write(_ value: Vector, _ output: UnsafeMutablePointer<Float>, _ at: Int) {
    let (distribution, density) = normal(value)
    store(value * distribution, output, at)
    store(distribution.addingProduct(value, density), derivative, at)
  }
}

private struct Masked: FinishRule {
  let mask: UnsafePointer<Float>

  @inline(__always)
  func write(_ value: Vector, _ output: UnsafeMutablePointer<Float>, _ at: Int) {
    store(Vector().replacing(with: value, where: load(mask, at) .> 0), output, at)
  }
}

private struct Scaled: FinishRule {
  let factor: UnsafePointer<Float>

  @inline(__always)
  func write(_ value: Vector, _ output: UnsafeMutablePointer<Float>, _ at: Int) {
    store(value * load(factor, at), output, at)
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
    forEachVector(of: channels) { k in
      let b = bias.map { load($0, k) } ?? Vector()
      for p in 0..<pixels {
        let at = first &+ p &* stride &+ k
        rule.write(load(output, at) + b, output, at)
      }
    }
  }
}
