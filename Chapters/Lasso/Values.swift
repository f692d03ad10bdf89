import ChapterKit
import Reports

extension Lasso {
  /// The numbers of results.json that the chapter's convex runs supply.
  func values(_ outcomes: Outcomes, _ scale: Scale) -> ReportValues {
    var values = ReportValues()
    values.add {
      outcomes.toy.named.reduce(into: [:]) { values, named in
        values["\(named.name).maxL1Norm"] = named.phase.maximum
        values["\(named.name).minL1Norm"] = named.phase.minimum
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
    let weak = outcomes.settings.b2(Self.weakStrength)
    values.set("B2.seeds", Double(weak.seeds.count))
    values.set("B2.travel", outcomes.settings.regressionTravel)
    values.set("B2.cycleNorm.weak", weak.cycleNorm)
    values.set("B2.cycleNorm.strong", outcomes.settings.b2(Self.strongStrength).cycleNorm)
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
      add("\(name).optimumL1Norm", outcomes.optima(strength).map(\.norm))
    }
    add("B2.ratio", ratios(outcomes))
    add("B2.ratioOver0.1", ratios(outcomes, over: 0.1))
    values.set(
      "B2.stableRate.median",
      Statistics.median(outcomes.regressionProblems.map { 2 / $0.smoothness }))
  }

  /// F5 at the chosen length: each seed, then the median; and D8's shares.
  private func addRMSProp(_ outcomes: Outcomes, _ scale: Scale, to values: inout ReportValues) {
    values.set("F5.iterations", Double(outcomes.settings.chosenLength))
    values.set("F5.seeds", Double(outcomes.settings.f5(Self.oscillationEnds.weak).seeds.count))
    values.set("F5.stepsHome", Double(outcomes.settings.f5(Self.oscillationEnds.weak).stepsHome))
    for strength in Self.oscillationStrengths {
      for (method, _) in Self.oscillationMethods {
        values.add {
          let name = "F5.lambda\(short(strength)).\(method)"
          return outcomes.oscillation[name].map {
            ranges($0, scale, at: outcomes.settings.chosenIndex, name: name)
          } ?? [:]
        }
      }
      let name = "F5.lambda\(short(strength))"
      values.add {
        let order = outcomes.order(strength, at: outcomes.settings.chosenIndex)
        return ["\(name).shareAbove": share(order, 1), "\(name).shareBelow": share(order, -1)]
      }
      values.set(
        "\(name).zeroLossShare", outcomes.zeroLossShare(strength, at: outcomes.settings.chosenIndex)
      )
    }
    values.add {
      outcomes.fate.named.reduce(into: [:]) { values, named in
        let (name, fate) = ("B5.\(named.name)", named.fate)
        values["\(name).zeroShare"] = fate.zeroShare
        values["\(name).edgeShare"] = fate.edgeShare
        for (label, step) in zip(["low", "median", "high"], fate.firstZero) {
          values["\(name).firstZero.\(label)"] = step
        }
      }
    }
    let fate = outcomes.settings.fate
    let theory = fate.theory(FateSpecification.one)
    values.set("B5.lambda1.keptShare", theory.keptShare)
    values.set("B5.window", theory.limit)
    values.set("B5.firstStep", theory.steps[0])
    values.set("B5.ulp.binary64", fate.learningRate.ulp)
    values.set("B5.ulp.binary32", Double(Float(fate.learningRate).ulp))
  }

  /// The range of the losses at the chosen length: each seed's, then the medians.
  private func ranges(
    _ outcome: OscillationOutcome, _ scale: Scale, at index: Int, name: String
  ) -> [String: Double] {
    var values: [String: Double] = [:]
    for (end, samples) in [("min", outcome.minimum), ("max", outcome.maximum)] {
      let chosen = samples.map { $0[index] }
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
    values.set("F3.steps", Double(runs.steps))
    values.set("F3.isLong", runs.isLong ? 1 : 0)
    values.set("F3.paperSteps", Double(FineTuningScale.paperSteps))
    values.set("F3.threshold", FineTuningScale.threshold)
    values.set("F3.pretraining.steps", Double(runs.pretrainingSteps))
    values.set("F3.parameters", Double(runs.parameterCount))
    values.set("F3.constantGuess", FineTuning.constantGuess)
    if runs.pretrainingSteps > 0 {
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
      let step = runs.reach(strength, steps: 1)
      values.set("F3.lambda\(short(strength)).reach", runs.reach(strength, steps: runs.steps))
      values.set("F3.lambda\(short(strength)).paperReach", runs.reach(strength))
      values.set(
        "F3.lambda\(short(strength)).cycleNorm", Double(runs.parameterCount) * step / 2)
      for (name, law) in [("here", runs.widthLaws.first), ("full", runs.widthLaws.last)] {
        values.set(
          "F3.widthLaw.\(name).lambda\(short(strength)).l1Norm",
          law?.norm(after: FineTuningScale.paperSteps, of: step))
      }
    }
    return values
  }

  /// Per seed, the norm at the largest l1 over the norm at the smaller one, as chosen or under `variant`.
  func ratios(_ outcomes: Outcomes, over smaller: Double = Lasso.weakStrength, variant: String = "")
    -> [Double]
  {
    zip(
      outcomes.norms("B2.lambda\(short(Self.strongStrength))\(variant)"),
      outcomes.norms("B2.lambda\(short(smaller))\(variant)")
    ).map { $0 / $1 }
  }

  /// The share of `order` that equals `sign`.
  func share(_ order: [Int], _ sign: Int) -> Double {
    order.isEmpty ? 0 : Double(order.filter { $0 == sign }.count) / Double(order.count)
  }
}
