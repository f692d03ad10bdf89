import Convex

/// f(x, y) = |y| + sqrt(x^2 + y^2) - x: convex, Lipschitz, and 0 exactly on the half-line x >= 0, y = 0.
///
/// From x0 > a and 0 < |y0| < a, NDGM keeps 0 < |y_k| < a and |y_k| + |y_{k+1}| > a, and each step moves
/// x up by a (1 - x/r), r = |(x, y)|; so x grows without bound, about like the cube root of k.
package struct DriftingValley: Objective {
  package let dimension = 2

  package init() {}

  package func value(at x: [Double]) -> Double {
    let r = (x[0] * x[0] + x[1] * x[1]).squareRoot()
    return abs(x[1]) + (x[0] > 0 ? x[1] * x[1] / (r + x[0]) : r - x[0])
  }

  package func gradient(at x: [Double], into gradient: inout [Double]) {
    let r = (x[0] * x[0] + x[1] * x[1]).squareRoot()
    if r == 0 {
      (gradient[0], gradient[1]) = (-1, 0)
      return
    }
    // For x > 0 the difference x / r - 1 is formed without cancellation.
    gradient[0] = x[0] > 0 ? -x[1] * x[1] / (r * (r + x[0])) : x[0] / r - 1
    gradient[1] = (x[1] > 0 ? 1 : (x[1] < 0 ? -1 : 0)) + x[1] / r
  }
}
