/// Optimizer steps over flat parameters, with PyTorch's equations and the L1 norm in the same pass.
///
/// Each works on `range`, a whole number of vectors of 8, with
/// G = g + l1 sign(w) + weightDecay w (sign(0) = 0), and returns sum |w| before the update, summed
/// in Double over 8 fixed lanes.
package struct UpdateKernels {
  package var learningRate: Float
  package var weightDecay: Float
  package var l1: Float

  package init(learningRate: Float, weightDecay: Float, l1: Float) {
    (self.learningRate, self.weightDecay, self.l1) = (learningRate, weightDecay, l1)
  }

  @inline(__always)
  private func total(_ w: SIMD8<Float>, _ g: SIMD8<Float>) -> SIMD8<Float> {
    let zero = SIMD8<Float>()
    let sign = zero.replacing(with: l1, where: w .> 0).replacing(with: -l1, where: w .< 0)
    return (g + sign).addingProduct(w, SIMD8(repeating: weightDecay))
  }

  @inline(__always)
  private static func addMagnitude(_ w: SIMD8<Float>, _ norm: inout SIMD8<Double>) {
    norm += SIMD8<Double>(w.replacing(with: -w, where: w .< 0))
  }

  @inline(__always)
  private static func fold(_ v: SIMD8<Double>) -> Double {
    ((v[0] + v[1]) + (v[2] + v[3])) + ((v[4] + v[5]) + (v[6] + v[7]))
  }

  /// sum |w|
  @inline(never)
  package static func norm(_ w: UnsafePointer<Float>, _ range: Range<Int>) -> Double {
    var norm = SIMD8<Double>()
    var i = range.lowerBound
    while i < range.upperBound {
      addMagnitude(load8(w, i), &norm)
      i += 8
    }
    return fold(norm)
  }

  /// b := momentum b + G (b := G in the first step); w := w - a b. Without momentum w := w - a G.
  @inline(never)
  package func sgd(
    _ w: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>,
    buffer b: UnsafeMutablePointer<Float>?, momentum: Float, isFirst: Bool, _ range: Range<Int>
  ) -> Double {
    var norm = SIMD8<Double>()
    var i = range.lowerBound
    while i < range.upperBound {
      let x = load8(w, i)
      Self.addMagnitude(x, &norm)
      var d = total(x, load8(g, i))
      if let b {
        if !isFirst { d = d + load8(b, i) * momentum }
        store8(d, b, i)
      }
      store8(x - d * learningRate, w, i)
      i += 8
    }
    return Self.fold(norm)
  }

  /// v := decay v + (1 - decay) G^2; w := w - a G / (sqrt(v) + eps).
  @inline(never)
  package func rmsProp(
    _ w: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>,
    square v: UnsafeMutablePointer<Float>, decay: Double, epsilon: Float, _ range: Range<Int>
  ) -> Double {
    var norm = SIMD8<Double>()
    let (keep, take) = (Float(decay), Float(1 - decay))
    var i = range.lowerBound
    while i < range.upperBound {
      let x = load8(w, i)
      Self.addMagnitude(x, &norm)
      let d = total(x, load8(g, i))
      let s = load8(v, i) * keep + d * d * take
      store8(s, v, i)
      store8(x - learningRate * (d / (s.squareRoot() + epsilon)), w, i)
      i += 8
    }
    return Self.fold(norm)
  }

  /// m := m + (1 - beta1) (G - m); v := beta2 v + (1 - beta2) G^2;
  /// w := w - (a / c1) m / (sqrt(v) / sqrt(c2) + eps) with ci = 1 - betai^step.
  @inline(never)
  package func adam(
    _ w: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>,
    mean m: UnsafeMutablePointer<Float>, square v: UnsafeMutablePointer<Float>,
    constants: AdamConstants, _ range: Range<Int>
  ) -> Double {
    var norm = SIMD8<Double>()
    let c = constants
    var i = range.lowerBound
    while i < range.upperBound {
      let x = load8(w, i)
      Self.addMagnitude(x, &norm)
      let d = total(x, load8(g, i))
      let old = load8(m, i)
      let mean = old + (d - old) * c.takeMean
      let square = load8(v, i) * c.keepSquare + d * d * c.takeSquare
      store8(mean, m, i)
      store8(square, v, i)
      let denominator = square.squareRoot() / c.rootCorrection + c.epsilon
      store8(x - c.stepSize * (mean / denominator), w, i)
      i += 8
    }
    return Self.fold(norm)
  }
}

/// The scalars of one Adam step, computed in Double.
package struct AdamConstants {
  package let takeMean: Float
  package let keepSquare: Float
  package let takeSquare: Float
  package let rootCorrection: Float
  package let stepSize: Float
  package let epsilon: Float

  /// - Parameter step: 1 in the first step.
  package init(
    learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, step: Int
  ) {
    takeMean = Float(1 - beta1)
    keepSquare = Float(beta2)
    takeSquare = Float(1 - beta2)
    rootCorrection = Float((1 - Elementary.power(beta2, step)).squareRoot())
    stepSize = Float(learningRate / (1 - Elementary.power(beta1, step)))
    self.epsilon = Float(epsilon)
  }
}
