import ChapterKit
import Reports

extension Lasso {
  /// The numbers of results.json that the chapter's convex runs supply.
  func values(_ outcomes: Outcomes, _ scale: Scale) -> ReportValues {
    var values = ReportValues()
    values.add {
      outcomes.toy.phases.reduce(into: [:]) { values, phase in
        let name = "T0.lambda\(short(phase.strength)).alpha\(short(phase.learningRate))"
        values["\(name).maxL1Norm"] = phase.maximum
        values["\(name).minL1Norm"] = phase.minimum
      }
    }
    values.add {
      outcomes.sensitivity.methods.reduce(into: [:]) { values, method in
        let name = method.name.split(separator: " ")[0]
        values["T1.\(name).startMatters"] = method.startMatters
        values["T1.\(name).strengthMatters"] = method.strengthMatters
      }
    }
    addRegression(outcomes, scale, to: &values)
    addRMSProp(outcomes, scale, to: &values)
    return values
  }

  /// B2: each seed, then the median and the 5th and 95th percentile.
  private func addRegression(_ outcomes: Outcomes, _ scale: Scale, to values: inout ReportValues) {
    values.set("B2.seeds", Double(scale.seeds.count))
    func add(_ name: String, _ samples: @autoclosure () -> [Double]) {
      values.add {
        let samples = samples()
        let summary = Statistics.summary(samples)
        var all = [
          "\(name).low": summary.low, "\(name).median": summary.median,
          "\(name).high": summary.high
        ]
        for (seed, value) in zip(scale.seeds, samples) { all["\(name).seed\(seed)"] = value }
        return all
      }
    }
    for strength in Self.regressionStrengths {
      let name = "B2.lambda\(short(strength))"
      add("\(name).l1Norm", outcomes.norms(name))
      add("\(name).optimumL1Norm", outcomes.regression[name]?.runs.compactMap(\.optimumNorm) ?? [])
    }
    add("B2.ratio", ratios(outcomes))
    add("B2.ratioOver0.1", ratios(outcomes, over: 0.1))
    values.set(
      "B2.stableRate.median",
      Statistics.median(outcomes.regressionProblems.map { 2 / $0.smoothness }))
  }

  /// F5 at the chosen length: each seed, then the median; and D8's shares.
  private func addRMSProp(_ outcomes: Outcomes, _ scale: Scale, to values: inout ReportValues) {
    values.set("F5.iterations", Double(Scale.chosenLength))
    values.set("F5.seeds", Double(scale.seeds.count))
    for strength in Self.oscillationStrengths {
      for (method, _) in Self.oscillationMethods {
        values.add {
          let name = "F5.lambda\(short(strength)).\(method)"
          return outcomes.oscillation[name].map { ranges($0, scale, name: name) } ?? [:]
        }
      }
      let name = "F5.lambda\(short(strength))"
      values.add {
        let order = outcomes.order(strength, at: scale.chosenIndex)
        return ["\(name).shareAbove": share(order, 1), "\(name).shareBelow": share(order, -1)]
      }
      values.set(
        "\(name).zeroLossShare", outcomes.zeroLossShare(strength, at: scale.chosenIndex))
    }
    values.add {
      outcomes.fate.fates.reduce(into: [:]) { values, fate in
        let name = "B5.lambda\(short(fate.strength)).binary\(fate.bits)"
        values["\(name).zeroShare"] = fate.zeroShare
        values["\(name).edgeShare"] = fate.edgeShare
        for (label, step) in zip(["low", "median", "high"], fate.firstZero) {
          values["\(name).firstZero.\(label)"] = step
        }
      }
    }
    values.set("B5.lambda1.keptShare", NormalizedSteps(strength: 1).keptShare)
  }

  /// The range of the losses at the chosen length: each seed's, then the medians.
  private func ranges(
    _ outcome: OscillationOutcome, _ scale: Scale, name: String
  ) -> [String: Double] {
    var values: [String: Double] = [:]
    for (end, samples) in [("min", outcome.minimum), ("max", outcome.maximum)] {
      let chosen = samples.map { $0[scale.chosenIndex] }
      for (seed, value) in zip(scale.seeds, chosen) {
        values["\(name).\(end).seed\(seed)"] = value
      }
      values["\(name).\(end)"] = Statistics.median(chosen)
    }
    return values
  }

  /// The numbers of results.json that F3 supplies: each seed, then the median.
  func fineTuningValues(_ runs: FineTuning) -> ReportValues {
    var values = ReportValues()
    values.set("F3.steps", Double(runs.scale.steps))
    values.set("F3.pretraining.steps", Double(runs.scale.pretrainingSteps))
    values.set("F3.parameters", Double(runs.parameterCount))
    values.set("F3.constantGuess", FineTuning.constantGuess)
    if runs.scale.pretrainingSteps > 0 {
      values.set(
        "F3.pretraining.accuracy", Statistics.median(runs.pretraining.map(\.accuracy)))
    }
    func add(_ name: String, _ samples: @autoclosure () -> [Double]) {
      values.add {
        let samples = samples()
        var all = [name: Statistics.median(samples)]
        for (seed, value) in zip(runs.scale.seeds, samples) { all["\(name).seed\(seed)"] = value }
        return all
      }
    }
    for strength in FineTuningScale.strengths {
      for optimizer in FineTuningScale.optimizers {
        let name = "\(optimizer.rawValue).lambda\(short(strength))"
        func each(_ quantity: (FineTuningOutcome) -> Double) -> [Double] {
          runs.outcomes(optimizer, strength).map(quantity)
        }
        add("T2.\(name).percentBelow1e-5", each { 100 * $0.belowThreshold })
        add("T2.\(name).percentZero", each { 100 * $0.zeroShare })
        add("T2.\(name).percentBelow1e-3", each { 100 * $0.belowThousandth })
        add("F3.\(name).finalL1Norm", each(\.finalNorm))
        add("F3.\(name).crossEntropy", each(\.lastCrossEntropy))
      }
      values.set(
        "T2.sgd.lambda\(short(strength)).predictedPercent", 100 * runs.predicted(strength))
      let step = FineTuningScale.learningRate * strength
      for (name, law) in [("here", runs.widthLaws.first), ("full", runs.widthLaws.last)] {
        values.set(
          "F3.widthLaw.\(name).lambda\(short(strength)).l1Norm",
          law?.norm(after: FineTuningScale.paperSteps, of: step))
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
