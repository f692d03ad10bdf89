import ChapterKit
import Convex
import Experiments
import Reports
import Support

/// Gradient descent on the bowl x^2/2, whose slope at x is x, so that L = 1.
enum BowlRun {
  struct Specification: Codable, Sendable {
    var start = 1.0
    /// Well below 2/L, just below it, and just above it.
    var learningRates = [0.5, 1.8, 2.1]
    var steps = 12
  }

  struct Outcome: Codable, Sendable {
    struct Path: Codable, Sendable {
      var learningRate: Double
      /// x_0 … x_steps.
      var iterates: [Double]
    }
    var paths: [Path]
  }

  static let name = "tutorial.bowl"

  static func run(_ specification: Specification) -> Outcome {
    Outcome(
      paths: specification.learningRates.map { rate in
        Outcome.Path(
          learningRate: rate,
          iterates: iterates(from: specification.start, rate: rate, steps: specification.steps))
      })
  }

  /// x_0 … x_steps of x_{t+1} = x_t - a x_t.
  static func iterates(from start: Double, rate: Double, steps: Int) -> [Double] {
    // Equation 3 with data that vanish leaves its squared penalty.
    let bowl = PenalizedRegression(design: [0], response: [0], link: .identity, l1: 0, l2: 0.5)
    return Descent(learningRate: rate).descend(
      bowl, from: [start], iterations: steps, record: .every(1), probe: { _, x in x[0] }
    ).observations
  }
}

extension BowlRun.Outcome {
  var numbers: [String: Double] {
    var numbers: [String: Double] = ["tutorial.bowl.start": paths[0].iterates[0]]
    for (name, path) in zip(["small", "large", "tooLarge"], paths) {
      numbers["tutorial.bowl.\(name).learningRate"] = path.learningRate
      numbers["tutorial.bowl.\(name).lastDistance"] = path.iterates.last.map(abs)
    }
    numbers["tutorial.bowl.steps"] = Double(paths[0].iterates.count - 1)
    return numbers
  }
}

extension BowlRun.Specification: CheckedSpecification {
  var ranges: [FieldRange] {
    [
      .number("start", start, -1e6...1e6),
      .count("learningRates", learningRates.count, 3...3, "rates"),
      .number("learningRates", each: learningRates, 0...1e6), .whole("steps", steps, 1...100_000)
    ]
  }
}

extension BowlRun.Specification: LiveSpecification {
  mutating func set(_ field: String, to value: String) -> Bool {
    switch field {
    case "start": read(value, into: &start)
    case "learningRates.0" where !learningRates.isEmpty: read(value, into: &learningRates[0])
    case "learningRates.1" where learningRates.count > 1: read(value, into: &learningRates[1])
    case "learningRates.2" where learningRates.count > 2: read(value, into: &learningRates[2])
    case "steps": read(value, into: &steps)
    default: false
    }
  }
}
