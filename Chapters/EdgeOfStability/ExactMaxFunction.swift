import Convex

/// f(x) = max_i a_i . x in the plane, with NDGM in exact rational arithmetic.
package struct ExactMaxFunction: Sendable {
  package let pieces: [[Rational]]

  package init(pieces: [[Rational]]) { self.pieces = pieces }

  /// The first counter-example to Proposition 5.1: its slopes enclose 0, so that its unique minimum is 0
  /// at the origin; all have the squared length 5/8.
  package static let cycling = ExactMaxFunction(pieces: [
    [Rational(1, 4), Rational(3, 4)], [Rational(-3, 4), Rational(-1, 4)],
    [Rational(3, 4), Rational(-1, 4)]
  ])
  /// The start of D11, on a kink; the first of the steepest slopes is taken there.
  package static let kinkedStart = [Rational(0, 1), Rational(-1, 8)]
  /// A start near it whose iterates never touch a kink, so that no convention is needed.
  package static let smoothStart = [Rational(-1, 64), Rational(-1, 8)]
  /// Weights w_i > 0 with sum 1 and sum w_i a_i = 0: proof that f >= 0 = f(0).
  package static let minimumWeights = [Rational(1, 4), Rational(5, 12), Rational(1, 3)]

  /// f(x), the first piece that attains it, and whether another attains it too.
  package func evaluate(at x: [Rational]) -> (value: Rational, piece: Int, isKink: Bool) {
    let values = pieces.map { $0[0] * x[0] + $0[1] * x[1] }
    var best = 0
    for i in values.indices where values[i] > values[best] { best = i }
    return (values[best], best, values.count(where: { $0 == values[best] }) > 1)
  }

  /// NDGM with alpha = 1 from `start` until an iterate returns, at most `limit` steps.
  package func orbit(from start: [Rational], limit: Int) -> ExactOrbit {
    var orbit = ExactOrbit()
    var x = start
    for k in 0...limit {
      if let first = orbit.points.firstIndex(of: x) {
        orbit.period = k - first
        orbit.cycleStart = first
        break
      }
      let (value, piece, isKink) = evaluate(at: x)
      orbit.points.append(x)
      orbit.values.append(value)
      orbit.kinks += isKink ? 1 : 0
      x = [x[0] - pieces[piece][0], x[1] - pieces[piece][1]]
    }
    return orbit
  }

  /// The squared Euclidean Lipschitz constant of f: the largest |a_i|^2.
  package var squaredLipschitzConstant: Rational {
    pieces.map { $0[0] * $0[0] + $0[1] * $0[1] }.max() ?? Rational(0, 1)
  }
}

/// The iterates of one exact run.
package struct ExactOrbit: Sendable {
  package var points: [[Rational]] = []
  /// f at each point.
  package var values: [Rational] = []
  /// How many of the points lie on a kink.
  package var kinks = 0
  /// Length of the cycle; 0 when none was found.
  package var period = 0
  /// Index of the cycle's first point.
  package var cycleStart = 0

  /// The largest f on the cycle, hence the limit superior of f(x_k) when the minimum is 0.
  package var limitSuperior: Rational? { period == 0 ? nil : values[cycleStart...].max() }

  /// How many k break min_{i <= k} f(x_i) <= |x_0|^2 / (2 alpha (k+1)) + alpha G^2 / 2, with alpha = 1 and f* = 0 at 0.
  package func bestIterateViolations(squaredLipschitz: Rational) -> Int {
    let distance = points[0][0] * points[0][0] + points[0][1] * points[0][1]
    var best = values[0]
    var violations = 0
    for (k, value) in values.enumerated() {
      best = min(best, value)
      if best > distance / Rational(2 * (k + 1), 1) + squaredLipschitz / Rational(2, 1) {
        violations += 1
      }
    }
    return violations
  }
}
