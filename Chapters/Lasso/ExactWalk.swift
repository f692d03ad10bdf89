import Convex

/// A coordinate that takes given positive steps towards 0, in exact fractions:
/// beta_n = beta_{n-1} - s_n sign(beta_{n-1}), with sign(0) = 0.
///
/// Vanilla NDGM on L3 is such a walk with s_n = alpha l1, and RMSProp is one with steps that shrink; what
/// holds for every sequence of steps holds for both.
package enum ExactWalk {
  /// beta_0 … beta_n for n steps.
  package static func iterates(from start: Rational, steps: [Rational]) -> [Rational] {
    var iterates = [start]
    for step in steps {
      let b = iterates[iterates.count - 1]
      iterates.append(b - step * b.sign)
    }
    return iterates
  }

  /// Every beta_0 other than 0 from which one of beta_1 … beta_n is 0.
  ///
  /// A point y has at most two predecessors under a step s: y + s where that is positive and y - s where
  /// it is negative. So there are at most 2 + 4 + … + 2^n such starts.
  package static func startsThatReachZero(steps: [Rational]) -> Set<Rational> {
    var starts: Set<Rational> = []
    for last in steps.indices {
      var points: Set<Rational> = [0]
      for step in steps[...last].reversed() {
        points = points.reduce(into: []) { before, y in
          if y + step > 0 { before.insert(y + step) }
          if y - step < 0 { before.insert(y - step) }
        }
      }
      starts.formUnion(points)
    }
    return starts
  }
}
