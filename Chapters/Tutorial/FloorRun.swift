import ChapterKit
import Convex
import Experiments
import Reports
import Support

/// The best value so far on ||x||_1 under constant steps, beside what theory promises of it.
enum FloorRun {
  struct Specification: Codable, Sendable {
    /// Numerators over 1,024. Starts and steps are multiples of 1/1,024, so that nothing is rounded.
    var starts = [633, 241, 875, 483, 93, 725, 335, 967, 575, 185]
    /// alpha = 1/4, 1/16, 1/64.
    var inverseLearningRates = [4, 16, 64]
    var iterations = 4096
  }

  struct Outcome: Codable, Sendable {
    struct Path: Codable, Sendable {
      var learningRate: Double
      /// The least of f(x_0) … f(x_{T-1}), for each T of `counts`.
      var best: [Double]
      /// ||x_0||^2 / (2 a T) + a G^2 / 2.
      var bounds: [Double]
    }
    var dimension: Int
    var squaredStart: Double
    var counts: [Int]
    var paths: [Path]
  }

  static let name = "tutorial.floor"

  static func run(_ specification: Specification) -> Outcome {
    let start = specification.starts.map { Double($0) / 1024 }
    let objective = L1Norm(dimension: start.count, strength: 1)
    let squaredStart = start.reduce(0) { $0 + $1 * $1 }
    // Subgradients of the norm have entries between -1 and 1, so that G^2 is their number.
    let squaredSlope = Double(start.count)
    let counts = counts(upTo: specification.iterations)
    return Outcome(
      dimension: start.count, squaredStart: squaredStart, counts: counts,
      paths: specification.inverseLearningRates.map { inverse in
        let rate = 1 / Double(inverse)
        let values = Descent(learningRate: rate).descend(
          objective, from: start, iterations: specification.iterations - 1, record: .every(1),
          probe: { _, x in objective.value(at: x) }
        ).observations
        var best = values
        for t in best.indices.dropFirst() { best[t] = min(best[t], best[t - 1]) }
        return Outcome.Path(
          learningRate: rate, best: counts.map { best[$0 - 1] },
          bounds: counts.map { squaredStart / (2 * rate * Double($0)) + rate * squaredSlope / 2 })
      })
  }

  /// 1, 2, 3, then four to each doubling, up to `last`.
  static func counts(upTo last: Int) -> [Int] {
    var counts = [1, 2, 3].filter { $0 < last }
    var scale = 1
    while 4 * scale < last {
      counts += (4...7).map { $0 * scale }.filter { $0 < last }
      scale *= 2
    }
    return counts + [last]
  }
}

extension FloorRun.Outcome {
  var numbers: [String: Double] {
    var numbers: [String: Double] = [
      "tutorial.floor.dimension": Double(dimension), "tutorial.floor.squaredStart": squaredStart
    ]
    numbers["tutorial.floor.iterations"] = counts.last.map(Double.init)
    // Names are those of the declared rates, whatever a variation has set.
    for (inverse, path) in zip(FloorRun.Specification().inverseLearningRates, paths) {
      let name = "tutorial.floor.alpha\(1 / Double(inverse))"
      numbers["\(name).learningRate"] = path.learningRate
      numbers["\(name).floor"] = path.learningRate * Double(dimension) / 2
      numbers["\(name).best"] = path.best.last
      numbers["\(name).bound"] = path.bounds.last
      numbers["\(name).largestShareOfBound"] = zip(path.best, path.bounds).map { $0 / $1 }.max()
    }
    return numbers
  }
}

extension FloorRun.Specification: CheckedSpecification {
  var ranges: [FieldRange] {
    [
      .count("starts", starts.count, 1...1000, "coordinates"),
      .whole("starts", each: starts, -1_000_000...1_000_000),
      .whole("inverseLearningRates", each: inverseLearningRates, 1...1_000_000),
      .whole("iterations", iterations, 2...10_000_000)
    ]
  }

  var memoryBytes: Int { 80 * iterations }
}

extension FloorRun.Specification: LiveSpecification {
  mutating func set(_ field: String, to value: String) -> Bool {
    let rates = inverseLearningRates
    switch field {
    case "iterations": return read(value, into: &iterations)
    case "inverseLearningRates.0" where !rates.isEmpty:
      return read(value, into: &inverseLearningRates[0])
    case "inverseLearningRates.1" where rates.count > 1:
      return read(value, into: &inverseLearningRates[1])
    case "inverseLearningRates.2" where rates.count > 2:
      return read(value, into: &inverseLearningRates[2])
    default: return false
    }
  }
}
