import ChapterKit

extension Lasso {
  /// The numbers of results.json that the chapter's convex runs supply.
  func values(_ outcomes: Outcomes, _ scale: Scale) -> [String: Double] {
    var values: [String: Double] = [:]
    for phase in outcomes.toy.phases {
      let name = "T0.lambda\(short(phase.strength)).alpha\(short(phase.learningRate))"
      values["\(name).maxL1Norm"] = phase.maximum
      values["\(name).minL1Norm"] = phase.minimum
    }
    for method in outcomes.sensitivity.methods {
      let name = method.name.split(separator: " ")[0]
      values["T1.\(name).startMatters"] = method.startMatters
      values["T1.\(name).strengthMatters"] = method.strengthMatters
    }
    return [regressionValues(outcomes, scale), rmsPropValues(outcomes, scale)]
      .reduce(into: values) { $0.merge($1) { first, _ in first } }
  }

  /// B2: each seed, then the median and the 5th and 95th percentile.
  private func regressionValues(_ outcomes: Outcomes, _ scale: Scale) -> [String: Double] {
    var values = ["B2.seeds": Double(scale.seeds.count)]
    func add(_ name: String, _ samples: [Double]) {
      for (seed, value) in zip(scale.seeds, samples) { values["\(name).seed\(seed)"] = value }
      let summary = Statistics.summary(samples)
      values["\(name).low"] = summary.low
      values["\(name).median"] = summary.median
      values["\(name).high"] = summary.high
    }
    for strength in Self.regressionStrengths {
      let name = "B2.lambda\(short(strength))"
      add("\(name).l1Norm", outcomes.norms(name))
      add("\(name).optimumL1Norm", outcomes.regression[name]?.runs.compactMap(\.optimumNorm) ?? [])
    }
    add("B2.ratio", ratios(outcomes))
    add("B2.ratioOver0.1", ratios(outcomes, over: 0.1))
    values["B2.stableRate.median"] = Statistics.median(
      outcomes.regressionProblems.map { 2 / $0.smoothness })
    return values
  }

  /// F5 at the chosen length: each seed, then the median; and D8's shares.
  private func rmsPropValues(_ outcomes: Outcomes, _ scale: Scale) -> [String: Double] {
    var values = [
      "F5.iterations": Double(Scale.chosenLength), "F5.seeds": Double(scale.seeds.count)
    ]
    for strength in Self.oscillationStrengths {
      for (method, _) in Self.oscillationMethods {
        let name = "F5.lambda\(short(strength)).\(method)"
        guard let outcome = outcomes.oscillation[name] else { continue }
        for (end, samples) in [("min", outcome.minimum), ("max", outcome.maximum)] {
          let chosen = samples.map { $0[scale.chosenIndex] }
          for (seed, value) in zip(scale.seeds, chosen) {
            values["\(name).\(end).seed\(seed)"] = value
          }
          values["\(name).\(end)"] = Statistics.median(chosen)
        }
      }
      let order = outcomes.order(strength, at: scale.chosenIndex)
      let name = "F5.lambda\(short(strength))"
      values["\(name).shareAbove"] = share(order, 1)
      values["\(name).shareBelow"] = share(order, -1)
      values["\(name).zeroLossShare"] = outcomes.zeroLossShare(strength, at: scale.chosenIndex)
    }
    for fate in outcomes.fate.fates {
      let name = "B5.lambda\(short(fate.strength)).binary\(fate.bits)"
      values["\(name).zeroShare"] = fate.zeroShare
      values["\(name).edgeShare"] = fate.edgeShare
      for (label, step) in zip(["low", "median", "high"], fate.firstZero) {
        values["\(name).firstZero.\(label)"] = step
      }
    }
    values["B5.lambda1.keptShare"] = NormalizedSteps(strength: 1).keptShare
    return values
  }

  /// The numbers of results.json that F3 supplies: each seed, then the median.
  func fineTuningValues(_ runs: FineTuning) -> [String: Double] {
    var values: [String: Double] = [
      "F3.steps": Double(runs.scale.steps),
      "F3.pretraining.steps": Double(runs.scale.pretrainingSteps),
      "F3.parameters": Double(runs.parameterCount),
      "F3.constantGuess": FineTuning.constantGuess
    ]
    if !runs.pretraining.isEmpty {
      values["F3.pretraining.accuracy"] = Statistics.median(runs.pretraining.map(\.accuracy))
    }
    func add(_ name: String, _ samples: [Double]) {
      for (seed, value) in zip(runs.scale.seeds, samples) { values["\(name).seed\(seed)"] = value }
      values[name] = Statistics.median(samples)
    }
    for strength in FineTuningScale.strengths {
      for optimizer in FineTuningScale.optimizers {
        let name = "\(optimizer.rawValue).lambda\(short(strength))"
        let outcomes = runs.outcomes(optimizer, strength)
        add("T2.\(name).percentBelow1e-5", outcomes.map { 100 * $0.belowThreshold })
        add("T2.\(name).percentZero", outcomes.map { 100 * $0.zeroShare })
        add("T2.\(name).percentBelow1e-3", outcomes.map { 100 * $0.belowThousandth })
        add("F3.\(name).finalL1Norm", outcomes.map(\.finalNorm))
        add("F3.\(name).crossEntropy", outcomes.map(\.lastCrossEntropy))
      }
      values["T2.sgd.lambda\(short(strength)).predictedPercent"] = 100 * runs.predicted(strength)
      let step = FineTuningScale.learningRate * strength
      for (name, law) in [("here", runs.widthLaws.first), ("full", runs.widthLaws.last)] {
        values["F3.widthLaw.\(name).lambda\(short(strength)).l1Norm"] = law?.norm(
          after: FineTuningScale.paperSteps, of: step)
      }
    }
    return values
  }

  /// Per seed, the norm at l1 = 10 over the norm at the smaller l1, at the chosen rate or under
  /// `variant`.
  func ratios(_ outcomes: Outcomes, over smaller: Double = 0.01, variant: String = "") -> [Double] {
    zip(
      outcomes.norms("B2.lambda10\(variant)"),
      outcomes.norms("B2.lambda\(short(smaller))\(variant)")
    ).map { $0 / $1 }
  }

  /// The share of `order` that equals `sign`.
  func share(_ order: [Int], _ sign: Int) -> Double {
    order.isEmpty ? 0 : Double(order.filter { $0 == sign }.count) / Double(order.count)
  }
}
