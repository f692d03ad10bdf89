import Kernels

extension Loops {
  @inline(__always)
  private func total(_ rule: UpdateRule, _ w: Vector, _ g: Vector) -> Vector {
    let zero = Vector()
    let sign = zero.replacing(with: rule.l1, where: w .> 0).replacing(with: -rule.l1, where: w .< 0)
    return (g + sign).addingProduct(w, Vector(repeating: rule.weightDecay))
  }

  @inline(__always)
  private func addMagnitude(_ w: Vector, _ norm: inout SIMD8<Double>) {
    forEachEight(of: w.replacing(with: -w, where: w .< 0)) { norm += widened($0) }
  }

  @inline(__always)
  private func fold(_ v: SIMD8<Double>) -> Double {
    ((v[0] + v[1]) + (v[2] + v[3])) + ((v[4] + v[5]) + (v[6] + v[7]))
  }

  @inline(never)
  package func norm(_ w: UnsafePointer<Float>, count: Int) -> Double {
    var norm = SIMD8<Double>()
    forEachVector(of: count) { i in
      addMagnitude(load(w, i), &norm)
    }
    return fold(norm)
  }

  @inline(never)
  package func sgd(
    _ rule: UpdateRule, _ w: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>,
    buffer b: UnsafeMutablePointer<Float>?, momentum: Float, isFirst: Bool, count: Int
  ) -> Double {
    var norm = SIMD8<Double>()
    forEachVector(of: count) { i in
      let x = load(w, i)
      addMagnitude(x, &norm)
      var d = total(rule, x, load(g, i))
      if let b {
        if !isFirst { d = d + load(b, i) * momentum }
        store(d, b, i)
      }
      store(x - d * rule.learningRate, w, i)
    }
    return fold(norm)
  }

  @inline(never)
  package func rmsProp(
    _ rule: UpdateRule, _ w: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>,
    square v: UnsafeMutablePointer<Float>, decay: Double, epsilon: Float, count: Int
  ) -> Double {
    var norm = SIMD8<Double>()
    let (keep, take) = (Float(decay), Float(1 - decay))
    forEachVector(of: count) { i in
      let x = load(w, i)
      addMagnitude(x, &norm)
      let d = total(rule, x, load(g, i))
      let s = load(v, i) * keep + d * d * take
      store(s, v, i)
      store(x - rule.learningRate * (d / (s.squareRoot() + epsilon)), w, i)
    }
    return fold(norm)
  }

  @inline(never)
  package func adam(
    _ rule: UpdateRule, _ w: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>,
    mean m: UnsafeMutablePointer<Float>, square v: UnsafeMutablePointer<Float>,
    constants: AdamConstants, count: Int
  ) -> Double {
    var norm = SIMD8<Double>()
    let c = constants
    forEachVector(of: count) { i in
      let x = load(w, i)
      addMagnitude(x, &norm)
      let d = total(rule, x, load(g, i))
      let old = load(m, i)
      let mean = old + (d - old) * c.takeMean
      let square = load(v, i) * c.keepSquare + d * d * c.takeSquare
      store(mean, m, i)
      store(square, v, i)
      let denominator = square.squareRoot() / c.rootCorrection + c.epsilon
      store(x - c.stepSize * (mean / denominator), w, i)
    }
    return fold(norm)
  }
}
