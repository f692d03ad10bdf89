import ChapterKit
import Convex
import Experiments
import Support

/// What the exact arithmetic says of one function.
struct SupportOutcome: Sendable, Codable {
  var words: String
  var minimizer: String
  /// Of `Duality.probedSlopes`, those of supporting lines; empty for functions on the plane.
  var supportedSlopes: [String]
  var hasHorizontalSupport: Bool
  var hasVerticalSupport: Bool
  /// Whether the minimizer is an interior point of the convex hull of the domain.
  var isInterior: Bool
}

extension Duality {
  static let experimentName = "A.supports"

  private static func fraction(_ p: Int, _ q: Int = 1) -> PiecewiseLinear.Fraction {
    PiecewiseLinear.Fraction(numerator: p, denominator: q)
  }

  /// Slopes tried at each minimizer, steep ones included.
  package static let probedSlopes: [Rational] = [-100, -2, -1, 0, 1, 2, 100].map { Rational($0, 1) }

  /// The counter-example of D7, then functions with the minimizer inside and on the edge of the domain.
  package static let functions: [PiecewiseLinear] = [
    PiecewiseLinear(
      "x on [0, infinity)", pieces: [(fraction(1), fraction(0))], lower: fraction(0),
      minimizer: fraction(0)),
    PiecewiseLinear(
      "|x| on the line", pieces: [(fraction(1), fraction(0)), (fraction(-1), fraction(0))],
      minimizer: fraction(0)),
    PiecewiseLinear(
      "max(-x, 2x - 1) on [-1, 2]",
      pieces: [(fraction(-1), fraction(0)), (fraction(2), fraction(-1))], lower: fraction(-1),
      upper: fraction(2), minimizer: fraction(1, 3)),
    PiecewiseLinear(
      "3 - x on (-infinity, 2]", pieces: [(fraction(-1), fraction(3))], upper: fraction(2),
      minimizer: fraction(2)),
    PiecewiseLinear(
      "0 at x = 0 alone", pieces: [(fraction(0), fraction(0))], lower: fraction(0),
      upper: fraction(0), minimizer: fraction(0))
  ]

  /// Functions on the plane that are finite at a few points only, where the hull of the domain matters.
  package static let planarFunctions: [PlanarPoints] = [
    PlanarPoints(
      "x^2 + y^2 at (0, 0) and the corners (+-1, +-1)",
      [(0, 0), (1, 1), (1, -1), (-1, 1), (-1, -1)]),
    PlanarPoints(
      "x^2 + y^2 at (0, 0), (1, 2), (-2, 1), (1, -3)", [(0, 0), (1, 2), (-2, 1), (1, -3)]),
    PlanarPoints("x^2 + y^2 at (0, 0), (1, 0), (0, 1)", [(0, 0), (1, 0), (0, 1)]),
    PlanarPoints("x^2 + y^2 at (0, 0), (1, 0), (-1, 0)", [(0, 0), (1, 0), (-1, 0)])
  ]

  struct Specification: Sendable, Codable {
    var line = functions
    var plane = planarFunctions
  }

  static func experiment() throws -> Experiment {
    try Experiment(
      experimentName, kind: "convex", specification: Specification(), estimatedSeconds: 0.01
    ) { specification, _ in specification.line.map(outcome) + specification.plane.map(outcome) }
  }

  static func outcome(_ function: PiecewiseLinear) -> SupportOutcome {
    let c = function.minimizer.rational
    return SupportOutcome(
      words: function.words, minimizer: c.description,
      supportedSlopes: probedSlopes.filter(function.isSupported).map(\.description),
      hasHorizontalSupport: function.isSupported(slope: Rational(0, 1)),
      hasVerticalSupport: function.hasVerticalSupport, isInterior: function.isInterior)
  }

  static func outcome(_ function: PlanarPoints) -> SupportOutcome {
    SupportOutcome(
      words: function.words, minimizer: "(\(function.minimizer.x), \(function.minimizer.y))",
      supportedSlopes: [], hasHorizontalSupport: function.hasHorizontalSupport,
      hasVerticalSupport: function.hasVerticalSupport, isInterior: function.isInterior)
  }
}

extension Duality.Specification: CheckedSpecification {
  var ranges: [FieldRange] {
    // Squares and products of coordinates must fit.
    let most = 1_000_000
    func whole(_ name: String, _ values: [Int], from least: Int) -> FieldRange {
      .whole(name, each: values, least...most)
    }
    let fractions = line.flatMap { function in
      function.pieces.flatMap { [$0.slope, $0.intercept] }
        + [function.lower, function.upper, function.minimizer].compactMap { $0 }
    }
    return line.map { .count("line.pieces", $0.pieces.count, 1...100, "pieces") }
      + plane.map { .count("plane.points", $0.points.count, 1...100, "points") } + [
        whole("line.numerator", fractions.map(\.numerator), from: -most),
        whole("line.denominator", fractions.map(\.denominator), from: 1),
        whole("plane.points", plane.flatMap(\.points).flatMap { [$0.x, $0.y] }, from: -most)
      ]
  }

  func checkTogether() throws(SpecificationError) {
    for function in line {
      let c = function.minimizer.rational
      try SpecificationError.require(
        function.value(at: c) != nil, "line.minimizer", c, "a point of the domain")
    }
  }
}
