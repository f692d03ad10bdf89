import ChapterKit

// The numbers that the text prints.

extension SupportRun.Outcome {
  var numbers: [String: Double] {
    var numbers: [String: Double] = [
      "tutorial.supports.slopesTried": Double(points[0].supporting.count + points[0].cutting.count)
    ]
    for (name, point) in zip(["kink", "beside"], points) {
      numbers["tutorial.supports.\(name).x"] = point.x
      numbers["tutorial.supports.\(name).count"] = Double(point.supporting.count)
      numbers["tutorial.supports.\(name).least"] = point.supporting.min()
      numbers["tutorial.supports.\(name).greatest"] = point.supporting.max()
    }
    return numbers
  }
}

extension KinkRun.Outcome {
  var numbers: [String: Double] {
    let pair = kink.suffix(2)
    var numbers: [String: Double] = [
      "tutorial.kink.start": kink[0], "tutorial.kink.learningRate": learningRate,
      "tutorial.kink.steps": Double(kink.count - 1), "tutorial.kink.repeats": repeats ? 1 : 0,
      "tutorial.landing.start": landing[0]
    ]
    numbers["tutorial.kink.upper"] = pair.max()
    numbers["tutorial.kink.lower"] = pair.min()
    numbers["tutorial.kink.bowlLast"] = bowl.last
    numbers["tutorial.kink.proximalLast"] = proximal.last
    numbers["tutorial.kink.proximalZeroAt"] = proximal.firstIndex(of: 0).map(Double.init)
    numbers["tutorial.landing.exact.last"] = landing.last
    numbers["tutorial.landing.exact.zeroAt"] = landing.firstIndex(of: 0).map(Double.init)
    numbers["tutorial.landing.binary64.least"] = roundedLanding.map(abs).min()
    numbers["tutorial.landing.binary64.greatestOfLastTwo"] = roundedLanding.suffix(2).map(abs).max()
    return numbers
  }
}

extension CrossingRun.Outcome {
  /// The first t whose step leads away from the minimizer.
  var firstStepAway: Int? {
    squaredDistances.indices.dropLast().first { squaredDistances[$0 + 1] > squaredDistances[$0] }
  }

  /// How many of the steps before the first one that leads away raise the value.
  var risesWhileNearing: Int {
    (0..<(firstStepAway ?? values.count - 1)).count { values[$0 + 1] > values[$0] }
  }

  var numbers: [String: Double] {
    let nearing = firstStepAway ?? values.count - 1
    return [
      "tutorial.crossing.start.x": points[0][0], "tutorial.crossing.start.y": points[0][1],
      "tutorial.crossing.learningRate": learningRate,
      "tutorial.crossing.slope.x": strengths[0], "tutorial.crossing.slope.y": strengths[1],
      "tutorial.crossing.value0": values[0], "tutorial.crossing.value1": values[1],
      "tutorial.crossing.squaredDistance0": squaredDistances[0],
      "tutorial.crossing.squaredDistance1": squaredDistances[1],
      "tutorial.crossing.threshold": threshold,
      "tutorial.crossing.stepsNearing": Double(nearing),
      "tutorial.crossing.valueAtFirstStepAway": values[nearing],
      "tutorial.crossing.risesWhileNearing": Double(risesWhileNearing)
    ]
  }
}
