/// The steps of RMSProp on L3, and which starts they leave alone (D8).
///
/// Until a coordinate is 0, its n-th step is s_n = alpha l1 / sqrt(l1^2 (1 - gamma^n) + epsilon) wherever it is: the
/// steps fall from s_1 to s_inf = alpha l1 / sqrt(l1^2 + epsilon), ever more slowly. A coordinate that changes its
/// sign at every step has the magnitudes |beta_n| and s_{n+1} - |beta_n| in turn, and every second iterate is
/// nearer to 0 by a difference of two successive steps. Of the end at step n these differences add to
///
///     D_n = (s_{n+1} - s_{n+2}) + (s_{n+3} - s_{n+4}) + …,   D_n + D_{n+1} = s_{n+1} - s_inf,
///
/// so that the sign goes on changing for ever from step n exactly when D_n <= |beta_n| <= D_n + s_inf (where
/// an end that just meets 0 in the limit counts as staying). It then ends in the cycle
/// {|beta_n| - D_n, |beta_n| - D_n - s_inf}, up to its sign.
package struct NormalizedSteps {
  /// s_{n+1} at index n.
  package let steps: [Double]
  /// s_inf.
  package let limit: Double
  /// D_n at index n.
  package let losses: [Double]

  /// The first `count` steps; the rest is taken as s_inf, to which they are equal in binary64 from some
  /// 3,700 on when g = 0.99.
  package init(
    learningRate a: Double, strength: Double, decay: Double, epsilon: Double, count: Int = 5_000
  ) {
    let square = strength * strength
    var power = 1.0
    steps = (0..<count).map { _ in
      power *= decay
      return a * strength / (square * (1 - power) + epsilon).squareRoot()
    }
    limit = a * strength / (square + epsilon).squareRoot()
    var losses = Array(repeating: 0.0, count: count + 2)
    for n in stride(from: count - 2, through: 0, by: -1) {
      losses[n] = steps[n] - steps[n + 1] + losses[n + 2]
    }
    self.losses = losses
  }

  /// Whether the coordinate that starts at `start` alternates for ever from some step on, and so keeps a
  /// cycle that beta_0 sets.
  package func keepsItsStart(_ start: Double) -> Bool {
    var b = start
    for n in 0..<200 {
      if losses[n] <= abs(b) && abs(b) <= losses[n] + limit { return true }
      b = b > 0 ? b - steps[n] : b + steps[n]
    }
    return false
  }

  /// The share of beta_0, uniform on [-1, 1], that keeps its start: over midpoints of 20,000 equal parts of
  /// [0, 1], since the sign of beta_0 does not matter.
  package var keptShare: Double {
    let count = 20_000
    let kept = (0..<count).count { keepsItsStart((Double($0) + 0.5) / Double(count)) }
    return Double(kept) / Double(count)
  }

  /// The last m that `smallestFailureRatio` looks at.
  static let checkedUpTo = 1_000

  /// The least D_m / (s_{m-1} - s_m) over m from 3 on.
  ///
  /// A coordinate that fails to change its sign at step m, after it has crossed 0 once, is less than
  /// s_{m-1} - s_m from 0. A ratio above 1 means that it fails again later, so that it never stops failing.
  package var smallestFailureRatio: Double {
    (3...Self.checkedUpTo).map { losses[$0] / (steps[$0 - 2] - steps[$0 - 1]) }.min() ?? .nan
  }
}
