import Experiments

// What a variation may set, so that it is refused with a sentence and does not trap.

extension BowlRun.Specification: CheckedSpecification {
  func check() throws(SpecificationError) {
    try SpecificationError.require("steps", steps, atLeast: 1)
    try SpecificationError.require(
      learningRates.count == 3, "learningRates", learningRates, "three, the third above 2")
  }
}

extension SupportRun.Specification: CheckedSpecification {
  func check() throws(SpecificationError) {
    try SpecificationError.require(points.count == 2, "points", points, "two points")
    for point in points { try point.check("points") }
    for slope in slopes { try slope.check("slopes") }
  }
}

extension KinkRun.Specification: CheckedSpecification {
  func check() throws(SpecificationError) {
    try start.check("start")
    try learningRate.checkPositive("learningRate")
    try SpecificationError.require("steps", steps, atLeast: 2)
    try SpecificationError.require("multiple", multiple, atLeast: 1)
  }
}

extension CrossingRun.Specification: CheckedSpecification {
  func check() throws(SpecificationError) {
    try SpecificationError.require(
      start.count == 2 && strengths.count == 2, "start", start.count,
      "two coordinates and two strengths")
    for coordinate in start { try coordinate.check("start") }
    for strength in strengths { try SpecificationError.require("strengths", strength, atLeast: 1) }
    try learningRate.checkPositive("learningRate")
    try SpecificationError.require("steps", steps, atLeast: 2)
  }
}

extension FloorRun.Specification: CheckedSpecification {
  func check() throws(SpecificationError) {
    try SpecificationError.require("starts", starts.count, atLeast: 1)
    for rate in inverseLearningRates {
      try SpecificationError.require("inverseLearningRates", rate, atLeast: 1)
    }
    try SpecificationError.require("iterations", iterations, atLeast: 2)
  }
}
