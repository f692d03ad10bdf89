import Convex

/// h(x) = max_i (s_i x + t_i) on an interval, and +infinity outside: a closed proper convex function of one
/// variable, whose supporting lines are decided in exact rational arithmetic.
package struct PiecewiseLinear: Sendable, Codable {
  package struct Piece: Sendable, Codable {
    package var slope: Fraction
    package var intercept: Fraction
  }
  /// p / q, as stored in a specification.
  package struct Fraction: Sendable, Codable {
    package var numerator: Int
    package var denominator = 1
    package var rational: Rational { Rational(numerator, denominator) }
  }

  /// In words, e.g. `"x on [0, infinity)"`.
  package var words: String
  package var pieces: [Piece]
  /// Ends of the domain; nil is unbounded.
  package var lower: Fraction?
  package var upper: Fraction?
  /// Where the minimum is attained.
  package var minimizer: Fraction

  package init(
    _ words: String, pieces: [(slope: Fraction, intercept: Fraction)], lower: Fraction? = nil,
    upper: Fraction? = nil, minimizer: Fraction
  ) {
    self.words = words
    self.pieces = pieces.map { Piece(slope: $0.slope, intercept: $0.intercept) }
    (self.lower, self.upper, self.minimizer) = (lower, upper, minimizer)
  }

  /// h(x) for x in the domain, nil for +infinity.
  package func value(at x: Rational) -> Rational? {
    if let lower, x < lower.rational { return nil }
    if let upper, x > upper.rational { return nil }
    return pieces.map { $0.slope.rational * x + $0.intercept.rational }.max()
  }

  /// Whether the line through (c, h(c)) with slope m lies nowhere above h, c the minimizer.
  ///
  /// Exact and complete: h less a line is convex and piecewise linear, so that its infimum over the
  /// interval is attained at an end or where two pieces cross, unless it falls along an unbounded side.
  package func isSupported(slope m: Rational) -> Bool {
    let c = minimizer.rational
    guard let height = value(at: c) else { return false }
    var corners = [lower?.rational, upper?.rational, c].compactMap { $0 }
    for (i, p) in pieces.enumerated() {
      for q in pieces[..<i] where p.slope.rational != q.slope.rational {
        corners.append(
          (q.intercept.rational - p.intercept.rational) / (p.slope.rational - q.slope.rational))
      }
    }
    for x in corners {
      if let value = value(at: x), value < height + m * (x - c) { return false }
    }
    let slopes = pieces.map(\.slope.rational)
    if upper == nil, let steepest = slopes.max(), steepest < m { return false }
    if lower == nil, let flattest = slopes.min(), flattest > m { return false }
    return true
  }

  /// Whether the vertical line x = c has the whole epigraph on one of its (closed) sides: no point of the
  /// domain lies strictly left of c, or none strictly right.
  package var hasVerticalSupport: Bool {
    let c = minimizer.rational
    let leftmost = lower.map { $0.rational == c } ?? false
    let rightmost = upper.map { $0.rational == c } ?? false
    return leftmost || rightmost
  }

  /// Whether c is an interior point of the domain, which is its own convex hull.
  package var isInterior: Bool {
    let c = minimizer.rational
    return (lower.map { $0.rational < c } ?? true) && (upper.map { c < $0.rational } ?? true)
  }
}
