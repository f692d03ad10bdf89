import ChapterKit
import Convex
import Experiments
import Kernels
import Reports
import Support

/// T0: the paper's worked example, first at one learning rate and then at a smaller one.
struct ToySpecification: Codable, Sendable {
  var start = [0.5053, 0.5053]
  var strengths = [1.0, 100]
  var learningRates = [0.01, 0.001]
  /// Steps at each learning rate; beta_0 needs at most 0.5053 / (alpha l1) = 51 to reach the cycle.
  var stepsPerRate = 100
}

struct ToyOutcome: Codable, Sendable {
  struct Phase: Codable, Sendable {
    var strength: Double
    var learningRate: Double
    /// First coordinate of beta_0 … beta_n.
    var coordinate: [Double]
    /// ||beta_0||_1 … ||beta_n||_1.
    var norms: [Double]

    /// Largest and smallest L1 norm over the last two iterates.
    var maximum: Double { norms.suffix(2).max() ?? .nan }
    var minimum: Double { norms.suffix(2).min() ?? .nan }
  }
  var phases: [Phase]

  /// Each with the name of its place, such as `"T0.lambda1.alpha0.01"`, whatever a variation has set.
  var named: [(name: String, phase: Phase)] {
    let declared = ToySpecification()
    let names = declared.strengths.flatMap { strength in
      declared.learningRates.map { "T0.lambda\(short(strength)).alpha\(short($0))" }
    }
    return zip(names, phases).map { (name: $0, phase: $1) }
  }
}

/// T1: which of beta_0 and l1 the end of each method depends on, and what it does at 0.
struct SensitivitySpecification: Codable, Sendable {
  var seeds: [UInt64]
  var learningRate = 0.1
  var momentum = 0.9
  /// l1 of the pairs that share beta_0.
  var strengths = [1.0, 3]
  var steps = 10_100
  /// Last iterations whose least and largest norm stand for the limit inferior and superior.
  var window = 100
  /// Two limits differ when their ends are further apart than this share of the larger norm.
  var tolerance = 0.01
}

struct SensitivityOutcome: Codable, Sendable {
  struct Method: Codable, Sendable {
    var name: String
    /// Share of pairs that differ in beta_0 alone and end with different limits of ||beta_k||_1.
    var startMatters: Double
    /// The same for pairs that differ in l1 alone.
    var strengthMatters: Double
    /// Steps after which an iterate that was moved onto 0 by the method itself has left it; -1: not
    /// within 100; -2: no start was found from which the method lands on 0.
    var leavesZeroAfter: Int
  }
  var methods: [Method]
}

extension Lasso {
  static func toy(_ spec: ToySpecification) -> ToyOutcome {
    ToyOutcome(
      phases: spec.strengths.flatMap { strength in
        let loss = L1Norm(dimension: spec.start.count, strength: strength)
        var start = spec.start
        return spec.learningRates.map { rate in
          let run = Descent(learningRate: rate).descend(
            loss, from: start, iterations: spec.stepsPerRate, record: .every(1))
          start = run.final
          return ToyOutcome.Phase(
            strength: strength, learningRate: rate, coordinate: run.observations.map { $0[0] },
            norms: run.observations.map { l1Norm($0) })
        }
      })
  }

  static func sensitivity(_ spec: SensitivitySpecification) -> SensitivityOutcome {
    SensitivityOutcome(
      methods: [
        sensitivity("vanilla NDGM", .vanilla, spec),
        sensitivity("momentum", .momentum(spec.momentum), spec),
        sensitivity("RMSProp", .paperRMSProp, spec)
      ])
  }

  /// The least and the largest ||beta||_1 over the last iterations of a run on L3.
  private static func limits(
    _ method: DescentMethod, strength: Double, start: [Double], _ spec: SensitivitySpecification
  ) -> (low: Double, high: Double) {
    let norms = Descent(method, learningRate: spec.learningRate).descend(
      L1Norm(dimension: start.count, strength: strength), from: start, iterations: spec.steps,
      record: .last(spec.window)
    ) { _, b in l1Norm(b) }.observations
    return (norms.min() ?? .nan, norms.max() ?? .nan)
  }

  static func uniformStart(_ name: String, seed: UInt64, count: Int) -> [Double] {
    var stream = RandomStream(seed: seed, name: name)
    return (0..<count).map { _ in stream.nextUniform(in: -1...1) }
  }

  private static func sensitivity(
    _ name: String, _ method: DescentMethod, _ spec: SensitivitySpecification
  ) -> SensitivityOutcome.Method {
    typealias Limits = (low: Double, high: Double)
    func end(_ strength: Double, _ stream: String, _ seed: UInt64) -> Limits {
      limits(
        method, strength: strength,
        start: uniformStart(stream, seed: seed, count: sensitivityDimension),
        spec)
    }
    func differ(_ x: Limits, _ y: Limits) -> Bool {
      max(abs(x.low - y.low), abs(x.high - y.high)) > spec.tolerance * max(x.high, y.high)
    }
    let ends = spec.seeds.map { end(spec.strengths[0], "T1.b0", $0) }
    let others = spec.seeds.map { end(spec.strengths[0], "T1.other", $0) }
    let stronger = spec.seeds.map { end(spec.strengths[1], "T1.b0", $0) }
    let count = Double(spec.seeds.count)
    return SensitivityOutcome.Method(
      name: name, startMatters: Double(zip(ends, others).count { differ($0, $1) }) / count,
      strengthMatters: Double(zip(ends, stronger).count { differ($0, $1) }) / count,
      leavesZeroAfter: stepsFromZero(method, rate: spec.learningRate))
  }

  /// For how long an iterate on 0 is watched.
  static let stepsAtZero = 100
  /// P of T1's runs.
  static let sensitivityDimension = 10

  /// Starts where the first step of `method` lands on 0 exactly, and counts the steps until it leaves.
  private static func stepsFromZero(_ method: DescentMethod, rate: Double) -> Int {
    let loss = L1Norm(dimension: 1, strength: 1)
    let firstStep = Descent(method, learningRate: rate).descend(
      loss, from: [100], iterations: 1, record: .last(1))
    var start = 100 - firstStep.final[0]
    // The start must equal its own first step to the last bit: correct what rounding left.
    for _ in 0..<4 {
      let landed = Descent(method, learningRate: rate).descend(
        loss, from: [start], iterations: 1, record: .last(1)
      ).final[0]
      if landed == 0 { break }
      start -= landed
    }
    let run = Descent(method, learningRate: rate).descend(
      loss, from: [start], iterations: stepsAtZero, record: .every(1))
    guard let hit = run.observations.firstIndex(where: { $0[0] == 0 }) else { return -2 }
    let left = run.observations[hit...].firstIndex { $0[0] != 0 }
    return left.map { $0 - hit } ?? -1
  }
}

extension ToySpecification: CheckedSpecification {
  var ranges: [FieldRange] {
    [
      .count("start", start.count, 1...1000, "coordinates"),
      .number("start", each: start, -1e6...1e6), .number("strengths", each: strengths, 0...1e6),
      .number("learningRates", each: learningRates, 0...1e6),
      .whole("stepsPerRate", stepsPerRate, 2...1_000_000)
    ]
  }
}

extension SensitivitySpecification: CheckedSpecification {
  var ranges: [FieldRange] {
    [
      .seeds(seeds), .number("learningRate", learningRate, 0...1e6),
      .number("momentum", momentum, 0...0.9999999),
      .count("strengths", strengths.count, 2...2, "strengths"),
      .number("strengths", each: strengths, 0...1e6), .whole("window", window, 1...10_000_000),
      .whole("steps", steps, window...max(window, 10_000_000)),
      .number("tolerance", tolerance, 0...1e6)
    ]
  }

  var memoryBytes: Int { 16 * window }

  var seconds: Double? { 0.03 + 2e-7 * Double(steps * seeds.count) }
}

extension ToySpecification: LiveSpecification {
  mutating func set(_ field: String, to value: String) -> Bool {
    switch field {
    case "start.0" where !start.isEmpty: read(value, into: &start[0])
    case "start.1" where start.count > 1: read(value, into: &start[1])
    case "strengths.0" where !strengths.isEmpty: read(value, into: &strengths[0])
    case "strengths.1" where strengths.count > 1: read(value, into: &strengths[1])
    case "learningRates.0" where !learningRates.isEmpty: read(value, into: &learningRates[0])
    case "learningRates.1" where learningRates.count > 1: read(value, into: &learningRates[1])
    case "stepsPerRate": read(value, into: &stepsPerRate)
    default: false
    }
  }
}

extension SensitivitySpecification: LiveSpecification {
  mutating func set(_ field: String, to value: String) -> Bool {
    switch field {
    case "learningRate": read(value, into: &learningRate)
    case "momentum": read(value, into: &momentum)
    case "tolerance": read(value, into: &tolerance)
    case "strengths.0" where !strengths.isEmpty: read(value, into: &strengths[0])
    case "strengths.1" where strengths.count > 1: read(value, into: &strengths[1])
    case "seeds.0" where !seeds.isEmpty: read(value, into: &seeds[0])
    default: false
    }
  }
}
