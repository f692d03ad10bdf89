import ChapterKit

// The numbers that the text prints.

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
