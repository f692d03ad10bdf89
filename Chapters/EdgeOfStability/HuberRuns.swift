import ChapterKit
import Convex
import Experiments
import Kernels
import Reports
import Support

/// One group of descents on F4's problem: all seeds and learning rates for one kind of data and start.
package struct HuberRuns: Sendable, Codable {
  package enum Loss: String, Sendable, Codable { case huber, leastSquares }
  package enum RateUnit: String, Sendable, Codable {
    /// `rates` are learning rates a.
    case absolute
    /// `rates` are multiples of 2 / L, with L of each seed's own data.
    case stabilityLimits
  }

  package var data: HuberData
  package var loss: Loss = .huber
  /// beta_0 is uniform on [-startScale, startScale].
  package var startScale = 1.0
  package var seeds: [UInt64]
  package var rates: [Double]
  package var unit: RateUnit = .absolute
  package var iterations: Int
  /// The curve of each run holds the losses of iterations 0 to `curveLength`.
  package var curveLength = 0

  package init(
    data: HuberData, loss: Loss = .huber, startScale: Double = 1, seeds: [UInt64], rates: [Double],
    unit: RateUnit = .absolute, iterations: Int, curveLength: Int = 0
  ) {
    (self.data, self.loss, self.startScale, self.seeds) = (data, loss, startScale, seeds)
    (self.rates, self.unit, self.iterations, self.curveLength) =
      (rates, unit, iterations, curveLength)
  }

  /// Where the runs start.
  var startWords: String {
    let scale = EdgeOfStability.short(startScale)
    return startScale == 0 ? "0" : "uniform on [-\(scale), \(scale)]"
  }

  /// One run per rate and seed, rates outermost.
  package func run<Stop: Error>(
    progress: (Double) throws(Stop) -> Void
  ) throws(Stop) -> [HuberRun] {
    var byRate = rates.map { _ in [HuberRun]() }
    for (done, seed) in seeds.enumerated() {
      let objective = data.objective(seed: seed, threshold: loss == .huber ? 1 : .infinity)
      let spectrum = objective.spectrum()
      var startStream = RandomStream(seed: seed, name: "F4.b0")
      let start = (0..<HuberData.columns).map { _ in
        startScale * startStream.nextUniform(in: -1...1)
      }
      for (index, rate) in rates.enumerated() {
        let a = unit == .absolute ? rate : rate * 2 / spectrum.largest
        let trajectory = Descent(learningRate: a).descend(
          objective, from: start, iterations: iterations, record: .every(1)
        ) { _, b in
          let (value, share) = objective.summary(at: b)
          return [value, share]
        }
        byRate[index].append(
          HuberRun(
            seed: seed, rate: rate, learningRate: a, smallestEigenvalue: spectrum.smallest,
            largestEigenvalue: spectrum.largest, losses: trajectory.observations.map { $0[0] },
            sharesBeyondOne: trajectory.observations.map { $0[1] }, curveLength: curveLength))
      }
      try progress(Double(done + 1) / Double(seeds.count))
    }
    return byRate.flatMap { $0 }
  }
}

extension HuberRuns: CheckedSpecification {
  package var ranges: [FieldRange] {
    [
      .number("startScale", startScale, 0...1e6), .seeds(seeds),
      .count("rates", rates.count, 1...1000, "rates"), .number("rates", each: rates, 0...1e6),
      .whole("iterations", iterations, 2...10_000_000),
      .whole("curveLength", curveLength, 0...max(iterations, 0), "(iterations)")
    ]
  }

  /// A run's losses and shares at each iteration, and the curves that are kept.
  package var memoryBytes: Int { 96 * iterations + 8 * curveLength * seeds.count * rates.count }

  package var seconds: Double? {
    0.001 * Double(seeds.count) + 1.1e-5 * Double(iterations * seeds.count * rates.count)
  }
}

extension HuberRuns: LiveSpecification {
  package mutating func set(_ field: String, to value: String) -> Bool {
    switch field {
    case "data":
      guard let found = HuberData(rawValue: value) else { return false }
      data = found
      return true
    case "startScale": return read(value, into: &startScale)
    case "iterations": return read(value, into: &iterations)
    case "seeds.0" where !seeds.isEmpty: return read(value, into: &seeds[0])
    case "rates.0" where !rates.isEmpty: return read(value, into: &rates[0])
    case "rates.1" where rates.count > 1: return read(value, into: &rates[1])
    default: return false
    }
  }
}
