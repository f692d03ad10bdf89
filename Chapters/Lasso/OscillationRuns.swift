import ChapterKit
import Convex
import Experiments
import Reports
import Support

/// F5: the training loss of L3 over the last 100 iterations of runs of several lengths T.
struct OscillationSpecification: Codable, Sendable {
  var seeds: [UInt64]
  var strength: Double
  var dimension = 10
  var learningRate: Double
  var lengths: [Int]
  var window = 100
  /// The length whose last iterations are kept one by one.
  var drawnLength: Int
  var method: DescentMethod
}

struct OscillationOutcome: Codable, Sendable {
  /// `minimum[s][t]`: the least loss of seed s over the last 100 iterations up to lengths[t].
  var minimum: [[Double]]
  var maximum: [[Double]]
  /// `drawn[s]`: the losses of seed s over the last 100 iterations up to the drawn length.
  var drawn: [[Double]]
}

/// D8: how single coordinates of RMSProp on L3 end, in binary64 and in binary32.
struct FateSpecification: Codable, Sendable {
  var coordinates: Int
  var strengths = [0.001, 1, 100]
  var learningRate = Scale.rmsPropRate
  var decay = 0.99
  var epsilon = 1e-8
  var steps = 10_100
  /// Coordinates that are also followed with 256 fractional bits, and for how many steps.
  var fineCoordinates = 100
  var fineSteps = 3_000
}

struct FateOutcome: Codable, Sendable {
  struct Fate: Codable, Sendable {
    var strength: Double
    var bits: Int
    /// Share of coordinates at exactly 0 at the end.
    var zeroShare: Double
    /// Share within 1 per cent of a from 0 at one of the last two iterates, zeros included.
    var edgeShare: Double
    /// Steps to the first exact 0, 5th percentile, median and 95th among those that met it.
    var firstZero: [Double]
    /// Share of the same starts that keep a cycle set by beta_0, by `NormalizedSteps`.
    var keptShare: Double
    /// Share of the starts that are at 0 at the end exactly when they do not keep their cycle.
    var agreement: Double
    /// With 256 fractional bits: steps until beta is nearer to 0 than half the spacing of numbers of this
    /// width at a, 5th percentile, median and 95th among those that come so near.
    var fineApproach: [Double]
  }
  var fates: [Fate]

  /// The run at a place in the strengths of `FateSpecification`, of which a variation may change the numbers, not
  /// the length.
  func fate(_ place: Int, bits: Int) -> Fate { fates[2 * place + (bits == 64 ? 0 : 1)] }

  /// Each with the name of its place, such as `"lambda1.binary64"`.
  var named: [(name: String, fate: Fate)] {
    let declared = FateSpecification(coordinates: 0).strengths
    return fates.enumerated().map { index, fate in
      ("lambda\(short(declared[index / 2])).binary\(fate.bits)", fate)
    }
  }
}

extension Lasso {
  static let oscillationStrengths = [0.001, 0.01, 1, 100]
  /// The l1 of Figure 5's two panels.
  static let oscillationEnds = (weak: 0.001, strong: 100.0)
  static let oscillationMethods: [(String, DescentMethod)] = [
    ("ndgm", .vanilla), ("rmsprop", .paperRMSProp),
    ("framework", .rmsProp(decay: 0.99, epsilon: 1e-8, form: .framework))
  ]

  static func oscillations(_ scale: Scale) -> [LiveExperiment<OscillationSpecification>] {
    oscillationStrengths.flatMap { strength in
      oscillationMethods.map { name, method in
        LiveExperiment(
          "F5.lambda\(short(strength)).\(name)",
          OscillationSpecification(
            seeds: scale.seeds, strength: strength, learningRate: Scale.rmsPropRate,
            lengths: scale.lengths, drawnLength: Scale.chosenLength, method: method))
      }
    }
  }

  /// - Throws: What `progress` throws, which hears the share of the seeds that are done.
  static func oscillation<Stop: Error>(
    _ spec: OscillationSpecification, progress: (Double) throws(Stop) -> Void
  ) throws(Stop) -> OscillationOutcome {
    let loss = L1Norm(dimension: spec.dimension, strength: spec.strength)
    let windows = spec.lengths.map { ($0 - spec.window + 1)...$0 }
    let kept = Set(windows.joined())
    var outcome = OscillationOutcome(minimum: [], maximum: [], drawn: [])
    for (index, seed) in spec.seeds.enumerated() {
      let run = Descent(spec.method, learningRate: spec.learningRate).descend(
        loss, from: uniformStart("F5.b0", seed: seed, count: spec.dimension),
        iterations: spec.lengths.max() ?? 0, record: .at(kept)
      ) { _, b in loss.value(at: b) }
      let byIteration = Dictionary(uniqueKeysWithValues: zip(run.iterations, run.observations))
      let values = windows.map { window in window.compactMap { byIteration[$0] } }
      outcome.minimum.append(values.map { $0.min() ?? .nan })
      outcome.maximum.append(values.map { $0.max() ?? .nan })
      outcome.drawn.append(spec.lengths.firstIndex(of: spec.drawnLength).map { values[$0] } ?? [])
      try progress(Double(index + 1) / Double(spec.seeds.count))
    }
    return outcome
  }
}

extension OscillationSpecification: CheckedSpecification {
  var ranges: [FieldRange] {
    [
      .seeds(seeds), .number("strength", strength, 0...1e6),
      .whole("dimension", dimension, 1...1_000_000),
      .number("learningRate", learningRate, 0...1e6), .whole("window", window, 1...1_000_000),
      .count("lengths", lengths.count, 1...1000, "lengths"),
      .whole("lengths", each: lengths, window...max(window, 10_000_000), "(from window on)")
    ] + method.ranges(of: "method")
  }

  func checkTogether() throws(SpecificationError) {
    try SpecificationError.require(
      lengths.contains(drawnLength), "drawnLength", drawnLength, "one of \(lengths)")
  }

  /// The iterations that are kept, for each length and seed.
  var memoryBytes: Int { 64 * dimension + window * (100 * lengths.count + 8 * seeds.count) }

  var seconds: Double? {
    0.005 + 7e-9 * Double(dimension) * Double((lengths.max() ?? 0) * seeds.count)
  }
}

extension FateSpecification: CheckedSpecification {
  var ranges: [FieldRange] {
    [
      .whole("coordinates", coordinates, 1...1_000_000),
      .number("strengths", each: strengths, 0...1e6),
      // Fractions of 10^12, see `NormalizedSteps.fraction`.
      .number("learningRate", learningRate, 1e-12...1e6), .number("decay", decay, 0...0.9999999),
      .number("epsilon", epsilon, 1e-12...1e6), .whole("steps", steps, 2...10_000_000),
      .whole("fineCoordinates", fineCoordinates, 0...1_000_000),
      .whole("fineSteps", fineSteps, 1...1_000_000)
    ]
  }

  var memoryBytes: Int { 100 * coordinates + 100 * fineSteps }

  var seconds: Double? { 2e-4 * Double(fineSteps) + 3e-7 * Double(coordinates) * Double(steps) }
}

extension OscillationSpecification: LiveSpecification {
  mutating func set(_ field: String, to value: String) -> Bool {
    switch field {
    case "strength": return read(value, into: &strength)
    case "dimension": return read(value, into: &dimension)
    case "learningRate": return read(value, into: &learningRate)
    case "drawnLength": return read(value, into: &drawnLength)
    case "seeds.0" where !seeds.isEmpty: return read(value, into: &seeds[0])
    case "method.rmsProp.form":
      guard case .rmsProp(let decay, let epsilon, _) = method,
        let form = DescentMethod.EpsilonForm(rawValue: value)
      else { return false }
      method = .rmsProp(decay: decay, epsilon: epsilon, form: form)
      return true
    default: return false
    }
  }
}
