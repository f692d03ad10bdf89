import Experiments
import Support

// What a variation may set, so that it is refused with a sentence and does not trap.

extension BowlRun.Specification: CheckedSpecification {
  var ranges: [FieldRange] {
    [
      .number("start", start, -1e6...1e6),
      .count("learningRates", learningRates.count, 3...3, "rates"),
      .number("learningRates", each: learningRates, 0...1e6), .whole("steps", steps, 1...100_000)
    ]
  }
}

extension SupportRun.Specification: CheckedSpecification {
  var ranges: [FieldRange] {
    [
      .count("points", points.count, 2...2, "points"),
      .count("slopes", slopes.count, 1...1000, "slopes"),
      .number("samples", each: samples, -1e6...1e6)
    ] + points.flatMap { $0.ranges(of: "points") } + slopes.flatMap { $0.ranges(of: "slopes") }
  }
}

extension KinkRun.Specification: CheckedSpecification {
  var ranges: [FieldRange] {
    start.ranges(of: "start") + learningRate.ranges(of: "learningRate", from: 1) + [
      .whole("steps", steps, 2...10_000), .whole("multiple", multiple, 1...1_000_000)
    ]
  }
}

extension CrossingRun.Specification: CheckedSpecification {
  var ranges: [FieldRange] {
    start.flatMap { $0.ranges(of: "start") } + learningRate.ranges(of: "learningRate", from: 1) + [
      .count("start", start.count, 2...2, "coordinates"),
      .count("strengths", strengths.count, 2...2, "strengths"),
      .whole("strengths", each: strengths, 1...1_000_000), .whole("steps", steps, 2...10_000)
    ]
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
