/// The end of a proximal-gradient run.
public struct ProximalSolution: Sendable, Codable {
  public var point: [Double]
  public var value: Double
  /// value - minimum <= gap.
  public var gap: Double
  public var iterations: Int
  /// Whether the gap reached the tolerance asked for.
  public var converged: Bool
}

extension LassoRegression {
  /// Minimizes L4 by proximal gradient (ISTA), restarted-momentum variant on request, until the
  /// duality gap is at most `tolerance`.
  ///
  /// beta <- S(z - grad(z) / L, l1 / L) where S(v, t) = sign(v) max(0, |v| - t) is soft thresholding; ISTA
  /// takes z = beta, the accelerated form z = beta + (t_{k-1} - 1) / t_k (beta - previous beta),
  /// restarted whenever the value rises.
  ///
  /// **Source**: Beck and Teboulle, "A fast iterative shrinkage-thresholding algorithm" (2009).
  public func proximalGradient(
    from b0: [Double], tolerance: Double, maximumIterations: Int, accelerated: Bool = false
  ) -> ProximalSolution {
    let lipschitz = smoothness()
    guard lipschitz > 0 else {
      let zero = Array(repeating: 0.0, count: dimension)
      return ProximalSolution(
        point: zero, value: value(at: zero), gap: dualityGap(at: zero), iterations: 0,
        converged: true)
    }
    var b = b0
    var z = b0
    var t = 1.0
    var gradient = Array(repeating: 0.0, count: dimension)
    var last = value(at: b)
    var k = 0
    var gap = dualityGap(at: b)
    while gap > tolerance && k < maximumIterations {
      k += 1
      smoothGradient(at: z, into: &gradient)
      var next = b
      for j in 0..<dimension {
        next[j] = softThreshold(z[j] - gradient[j] / lipschitz, strength / lipschitz)
      }
      if accelerated {
        let current = value(at: next)
        if current > last && t > 1 {
          (z, t) = (b, 1)
          gap = dualityGap(at: b)
          continue
        }
        let following = (1 + (1 + 4 * t * t).squareRoot()) / 2
        let weight = (t - 1) / following
        for j in 0..<dimension { z[j] = next[j] + weight * (next[j] - b[j]) }
        (last, t) = (current, following)
      } else {
        z = next
      }
      b = next
      if k % 10 == 0 { gap = dualityGap(at: b) }
    }
    gap = dualityGap(at: b)
    return ProximalSolution(
      point: b, value: value(at: b), gap: gap, iterations: k, converged: gap <= tolerance)
  }
}

/// sign(v) max(0, |v| - t), for t >= 0.
@inlinable public func softThreshold(_ v: Double, _ t: Double) -> Double {
  v > t ? v - t : (v < -t ? v + t : 0)
}
