import Experiments
import Support

// What a variation may set, so that it is refused with a sentence and does not trap.

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
