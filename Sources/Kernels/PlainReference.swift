/// Plain loops in Double, the twins that the fast kernels are tested against.
///
/// **Shapes**: arrays are N C H W, filters K C 3 3, linear weights K C.
package enum PlainReference {
  package struct Shape: Sendable {
    package var n: Int
    package var c: Int
    package var h: Int
    package var w: Int
    package var count: Int { n * c * h * w }

    package init(_ n: Int, _ c: Int, _ h: Int, _ w: Int) {
      (self.n, self.c, self.h, self.w) = (n, c, h, w)
    }

    func index(_ i: Int, _ j: Int, _ y: Int, _ x: Int) -> Int { ((i * c + j) * h + y) * w + x }
  }

  /// Calls `body(output index, input index, weight index)` for each product of a 3x3 convolution with
  /// padding 1.
  private static func forEachProduct(_ s: Shape, outputs: Int, _ body: (Int, Int, Int) -> Void) {
    let out = Shape(s.n, outputs, s.h, s.w)
    for i in 0..<s.n {
      for k in 0..<outputs {
        for y in 0..<s.h {
          for x in 0..<s.w {
            for c in 0..<s.c {
              for t in 0..<9 {
                let (row, column) = (y + t / 3 - 1, x + t % 3 - 1)
                guard (0..<s.h).contains(row), (0..<s.w).contains(column) else { continue }
                body(out.index(i, k, y, x), s.index(i, c, row, column), (k * s.c + c) * 9 + t)
              }
            }
          }
        }
      }
    }
  }

  /// y = W * x + b.
  package static func convolution(
    _ x: [Float], _ s: Shape, weights: [Float], bias: [Float]
  ) -> [Double] {
    let area = s.h * s.w
    var y = (0..<s.n * bias.count * area).map { Double(bias[$0 / area % bias.count]) }
    forEachProduct(s, outputs: bias.count) { y[$0] += Double(x[$1]) * Double(weights[$2]) }
    return y
  }

  /// The gradients of `convolution` for the output gradient `g`.
  package static func convolutionGradients(
    _ x: [Float], _ s: Shape, weights: [Float], outputs: Int, outputGradient g: [Float]
  ) -> (input: [Double], weights: [Double], bias: [Double]) {
    var dx = [Double](repeating: 0, count: x.count)
    var dw = [Double](repeating: 0, count: weights.count)
    var db = [Double](repeating: 0, count: outputs)
    forEachProduct(s, outputs: outputs) { out, from, weight in
      dx[from] += Double(g[out]) * Double(weights[weight])
      dw[weight] += Double(g[out]) * Double(x[from])
    }
    for (index, value) in g.enumerated() { db[index / (s.h * s.w) % outputs] += Double(value) }
    return (dx, dw, db)
  }

  /// y = W x + b for `batch` rows.
  package static func linear(
    _ x: [Float], batch: Int, weights: [Float], bias: [Float]
  ) -> [Double] {
    let (inputs, outputs) = (x.count / batch, bias.count)
    return (0..<batch * outputs).map { index in
      let (n, k) = (index / outputs, index % outputs)
      return (0..<inputs).reduce(Double(bias[k])) {
        $0 + Double(x[n * inputs + $1]) * Double(weights[k * inputs + $1])
      }
    }
  }

  /// The gradients of `linear` for the output gradient `g`.
  package static func linearGradients(
    _ x: [Float], batch: Int, weights: [Float], outputs: Int, outputGradient g: [Float]
  ) -> (input: [Double], weights: [Double], bias: [Double]) {
    let inputs = x.count / batch
    var dx = [Double](repeating: 0, count: x.count)
    var dw = [Double](repeating: 0, count: weights.count)
    var db = [Double](repeating: 0, count: outputs)
    for n in 0..<batch {
      for k in 0..<outputs {
        let value = Double(g[n * outputs + k])
        db[k] += value
        for c in 0..<inputs {
          dx[n * inputs + c] += value * Double(weights[k * inputs + c])
          dw[k * inputs + c] += value * Double(x[n * inputs + c])
        }
      }
    }
    return (dx, dw, db)
  }

  /// 2x2 pooling with stride 2 and its input gradient; the gradient of a maximum goes to the first
  /// pixel that holds it.
  package static func pooling(
    _ x: [Float], _ s: Shape, maximum: Bool, outputGradient g: [Float]
  ) -> (output: [Double], inputGradient: [Double]) {
    let out = Shape(s.n, s.c, s.h / 2, s.w / 2)
    var y = [Double](repeating: 0, count: out.count)
    var dx = [Double](repeating: 0, count: x.count)
    for i in 0..<s.n {
      for c in 0..<s.c {
        for row in 0..<out.h {
          for column in 0..<out.w {
            let at = out.index(i, c, row, column)
            let window = (0..<4).map { s.index(i, c, 2 * row + $0 / 2, 2 * column + $0 % 2) }
            if maximum {
              let best = window.reduce(window[0]) { x[$1] > x[$0] ? $1 : $0 }
              y[at] = Double(x[best])
              dx[best] += Double(g[at])
            } else {
              y[at] = window.reduce(0) { $0 + Double(x[$1]) } / 4
              for from in window { dx[from] += Double(g[at]) / 4 }
            }
          }
        }
      }
    }
    return (y, dx)
  }

  /// Batch normalization in training, eps 1e-5, with scale `gamma` and shift `beta`, and its gradients.
  package static func batchNorm(
    _ x: [Float], _ s: Shape, gamma: [Float], beta: [Float], outputGradient g: [Float]
  ) -> (output: [Double], inputGradient: [Double], gamma: [Double], beta: [Double]) {
    var y = [Double](repeating: 0, count: x.count)
    var dx = y
    var (dGamma, dBeta) = ([Double](repeating: 0, count: s.c), [Double](repeating: 0, count: s.c))
    let count = Double(s.n * s.h * s.w)
    for c in 0..<s.c {
      let indices = (0..<s.n).flatMap { i in
        (0..<s.h * s.w).map { (i * s.c + c) * s.h * s.w + $0 }
      }
      let mean = indices.reduce(0) { $0 + Double(x[$1]) } / count
      let variance =
        indices.reduce(0) { $0 + (Double(x[$1]) - mean) * (Double(x[$1]) - mean) } / count
      let inverse = 1 / (variance + 1e-5).squareRoot()
      for i in indices {
        let normalized = (Double(x[i]) - mean) * inverse
        y[i] = normalized * Double(gamma[c]) + Double(beta[c])
        dGamma[c] += Double(g[i]) * normalized
        dBeta[c] += Double(g[i])
      }
      for i in indices {
        let normalized = (Double(x[i]) - mean) * inverse
        dx[i] =
          Double(gamma[c]) * inverse
          * (Double(g[i]) - dBeta[c] / count - normalized * dGamma[c] / count)
      }
    }
    return (y, dx, dGamma, dBeta)
  }
}
