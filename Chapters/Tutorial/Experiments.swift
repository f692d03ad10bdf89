import ChapterKit
import Convex
import Experiments
import Plots
import Support

/// p / q as a specification holds it.
struct Fraction: Codable, Sendable {
  var numerator: Int
  var denominator: Int

  init(_ numerator: Int, _ denominator: Int) {
    (self.numerator, self.denominator) = (numerator, denominator)
  }

  var rational: Rational { Rational(numerator, denominator) }
  var double: Double { rational.doubleValue }

  /// - Parameter least: The least numerator.
  func ranges(of field: String, from least: Int = -1_000_000) -> [FieldRange] {
    [
      .whole("\(field).numerator", numerator, least...1_000_000),
      .whole("\(field).denominator", denominator, 1...1_000_000)
    ]
  }
}

/// Which lines through the graph of |x| support it, by exact comparison, and the slope that software takes.
enum SupportRun {
  struct Specification: Codable, Sendable {
    /// Where the lines touch: the kink, and a point beside it.
    var points = [Fraction(0, 1), Fraction(1, 1)]
    var slopes = (-6...6).map { Fraction($0, 4) }
    /// Where the engine's generalized gradient is taken.
    var samples = [-1.5, -1, -0.5, 0, 0.5, 1, 1.5]
  }

  struct Outcome: Codable, Sendable {
    struct Point: Codable, Sendable {
      var x: Double
      /// Of the slopes tried, those of supporting lines.
      var supporting: [Double]
      /// The others.
      var cutting: [Double]
    }
    var points: [Point]
    var samples: [Double]
    var slopesTaken: [Double]
  }

  static let name = "tutorial.supports"

  static func experiment() throws -> Experiment {
    try Experiment(
      name, kind: "convex", specification: Specification(), estimatedSeconds: 0.01
    ) { specification, _ in run(specification) }
  }

  static func run(_ specification: Specification) -> Outcome {
    let absolute = L1Norm(dimension: 1, strength: 1)
    return Outcome(
      points: specification.points.map { point in
        func slopes(supporting: Bool) -> [Double] {
          specification.slopes.filter {
            isSubgradient($0.rational, at: point.rational) == supporting
          }.map(\.double)
        }
        return Outcome.Point(
          x: point.double, supporting: slopes(supporting: true), cutting: slopes(supporting: false))
      },
      samples: specification.samples,
      slopesTaken: specification.samples.map { x in
        var slope = [0.0]
        absolute.gradient(at: [x], into: &slope)
        return slope[0]
      })
  }

  /// Whether |z| >= |x| + g (z - x) for all z.
  ///
  /// The difference of the two sides is linear on either side of z = 0, so that it is nowhere negative exactly
  /// when it is not negative at 0 and grows, or stays, towards both infinities.
  static func isSubgradient(_ g: Rational, at x: Rational) -> Bool {
    x.magnitude - g * x <= 0 && g <= 1 && g >= -1
  }
}

/// |x| and x^2/2 under the same constant step, and what becomes of a start on a multiple of the step.
enum KinkRun {
  struct Specification: Codable, Sendable {
    var start = Fraction(1, 1)
    var learningRate = Fraction(3, 10)
    var steps = 16
    /// The second start is so many steps from 0.
    var multiple = 3
  }

  struct Outcome: Codable, Sendable {
    var learningRate: Double
    /// x_0 … x_steps of the subgradient method on |x|, in exact fractions.
    var kink: [Double]
    /// Whether the exact iterates end in a cycle of two.
    var repeats: Bool
    /// Gradient descent on x^2/2.
    var bowl: [Double]
    /// x_{t+1} = argmin |z| + (z - x_t)^2 / 2a, which is soft thresholding.
    var proximal: [Double]
    /// From `multiple` a, in exact fractions and in binary64.
    var landing: [Double]
    var roundedLanding: [Double]
  }

  static let name = "tutorial.kink"

  static func experiment() throws -> Experiment {
    try Experiment(
      name, kind: "convex", specification: Specification(), estimatedSeconds: 0.01
    ) { specification, _ in run(specification) }
  }

  static func run(_ specification: Specification) -> Outcome {
    let (rate, steps) = (specification.learningRate, specification.steps)
    func exact(from start: Rational) -> [Rational] {
      ExactToy.vanilla(from: [start], learningRate: rate.rational, strength: 1, steps: steps)
        .map { $0[0] }
    }
    let kink = exact(from: specification.start.rational)
    let multiple = Rational(specification.multiple, 1) * rate.rational
    let rounded = Descent(learningRate: rate.double).descend(
      L1Norm(dimension: 1, strength: 1), from: [multiple.doubleValue], iterations: steps,
      record: .every(1), probe: { _, x in x[0] })
    var proximal = [specification.start.double]
    for t in 0..<steps { proximal.append(softThreshold(proximal[t], rate.double)) }
    return Outcome(
      learningRate: rate.double, kink: kink.map(\.doubleValue),
      repeats: kink[steps] == kink[steps - 2] && kink[steps] != kink[steps - 1],
      bowl: BowlRun.iterates(from: specification.start.double, rate: rate.double, steps: steps),
      proximal: proximal, landing: exact(from: multiple).map(\.doubleValue),
      roundedLanding: rounded.observations)
  }
}

/// |x| + 3 |y| from a point beside the kink y = 0: steps that raise the value and come nearer all the same.
enum CrossingRun {
  struct Specification: Codable, Sendable {
    var start = [Fraction(21, 10), Fraction(1, 10)]
    var strengths = [1, 3]
    var learningRate = Fraction(1, 5)
    var steps = 24
  }

  struct Outcome: Codable, Sendable {
    var learningRate: Double
    var strengths: [Double]
    /// x_0 … x_steps, two coordinates each, in exact fractions.
    var points: [[Double]]
    /// f(x_t).
    var values: [Double]
    /// ||x_t||^2; the minimizer is the origin.
    var squaredDistances: [Double]
    /// Whether ||x_{t+1}||^2 <= ||x_t||^2 - 2 a f(x_t) + a^2 ||g_t||^2 in every step, exactly.
    var inequalityHolds: Bool
    /// a G^2 / 2: above this value no step leads away from the minimizer.
    var threshold: Double
  }

  static let name = "tutorial.crossing"

  static func experiment() throws -> Experiment {
    try Experiment(
      name, kind: "convex", specification: Specification(), estimatedSeconds: 0.01
    ) { specification, _ in run(specification) }
  }

  static func run(_ specification: Specification) -> Outcome {
    let rate = specification.learningRate.rational
    let strengths = specification.strengths.map { Rational($0, 1) }
    // The function is a sum of one term a coordinate, so that the method runs in each by itself.
    let coordinates = zip(specification.start, strengths).map { start, strength in
      ExactToy.vanilla(
        from: [start.rational], learningRate: rate, strength: strength, steps: specification.steps
      ).map { $0[0] }
    }
    let points = (0...specification.steps).map { t in coordinates.map { $0[t] } }
    let values = points.map { value(at: $0, strengths) }
    let distances = points.map(squaredNorm)
    let holds = points.indices.dropLast().allSatisfy { t in
      let slope = zip(points[t], strengths).map { $0.sign * $1 }
      return distances[t + 1]
        <= distances[t] - 2 * rate * values[t] + rate * rate * squaredNorm(slope)
    }
    return Outcome(
      learningRate: rate.doubleValue, strengths: strengths.map(\.doubleValue),
      points: points.map { $0.map(\.doubleValue) }, values: values.map(\.doubleValue),
      squaredDistances: distances.map(\.doubleValue), inequalityHolds: holds,
      threshold: (rate * squaredNorm(strengths) / 2).doubleValue)
  }

  static func value(at point: [Rational], _ strengths: [Rational]) -> Rational {
    zip(point, strengths).reduce(0) { $0 + $1.0.magnitude * $1.1 }
  }

  static func squaredNorm(_ vector: [Rational]) -> Rational {
    vector.reduce(0) { $0 + $1 * $1 }
  }
}

extension BowlRun {
  static func experiment() throws -> Experiment {
    try Experiment(
      name, kind: "convex", specification: Specification(), estimatedSeconds: 0.01
    ) { specification, _ in run(specification) }
  }
}

extension FloorRun {
  static func experiment() throws -> Experiment {
    try Experiment(
      name, kind: "convex", specification: Specification(), estimatedSeconds: 0.05
    ) { specification, _ in run(specification) }
  }
}
