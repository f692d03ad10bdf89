import ChapterKit
import Experiments
import Reports

extension Lasso {
  /// T0: the ends of its two-cycles.
  func toyValues(_ outcomes: Outcomes) -> ReportValues {
    var values = ReportValues()
    values.add {
      outcomes.toy.named.reduce(into: [:]) { values, named in
        values["\(named.name).maxL1Norm"] = named.phase.maximum
        values["\(named.name).minL1Norm"] = named.phase.minimum
      }
    }
    return values
  }

  /// T1: the shares of pairs that end elsewhere.
  func sensitivityValues(_ outcomes: Outcomes) -> ReportValues {
    var values = ReportValues()
    values.add {
      outcomes.sensitivity.methods.reduce(into: [:]) { values, method in
        let name = method.name.split(separator: " ")[0]
        values["T1.\(name).startMatters"] = method.startMatters
        values["T1.\(name).strengthMatters"] = method.strengthMatters
      }
    }
    return values
  }

  /// B2: each seed, then the median and the 5th and 95th percentile.
  func regressionValues(_ outcomes: Outcomes, _ scale: Scale) -> ReportValues {
    var values = ReportValues()
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
      add("\(name).optimumL1Norm", outcomes.optima(strength).map { $0.norm })
    }
    add("B2.ratio", ratios(outcomes))
    add("B2.ratioOver0.1", ratios(outcomes, over: 0.1))
    values.set(
      "B2.stableRate.median",
      Statistics.median(outcomes.regressionProblems.map { 2 / $0.smoothness }))
    return values
  }

  /// F5 at the chosen length: each seed, then the median.
  func oscillationValues(_ outcomes: Outcomes, _ scale: Scale) -> ReportValues {
    var values = ReportValues()
    values.set("F5.iterations", Double(outcomes.settings.chosenLength))
    values.set("F5.seeds", Double(outcomes.settings.f5(Self.oscillationEnds.weak).seeds.count))
    values.set("F5.stepsHome", Double(outcomes.settings.f5(Self.oscillationEnds.weak).stepsHome))
    for strength in Self.oscillationStrengths {
      for (method, _) in Self.oscillationMethods {
        values.add { ranges(outcomes, scale, strength, method) }
      }
      values.add { orders(outcomes, strength) }
    }
    return values
  }

  /// What Figure 5 shows under some penalties: the two methods' ranges, and their order.
  func oscillationRanges(
    _ outcomes: Outcomes, _ scale: Scale, of strengths: [Double]
  ) -> [String: Double] {
    strengths.reduce(into: [:]) { values, strength in
      for method in ["ndgm", "rmsprop"] {
        for (name, value) in ranges(outcomes, scale, strength, method) { values[name] = value }
      }
      for (name, value) in orders(outcomes, strength) { values[name] = value }
    }
  }

  private func orders(_ outcomes: Outcomes, _ strength: Double) -> [String: Double] {
    let name = "F5.lambda\(short(strength))"
    let chosen = outcomes.settings.chosenIndex
    let order = outcomes.order(strength, at: chosen)
    return [
      ("shareAbove", share(order, 1)), ("shareBelow", share(order, -1)),
      ("zeroLossShare", outcomes.zeroLossShare(strength, at: chosen))
    ].reduce(into: [:]) { values, entry in
      for (name, value) in entry.1.evidence("\(name).\(entry.0)") { values[name] = value }
    }
  }

  /// The range of the losses at the chosen length: each seed's, then the medians.
  private func ranges(
    _ outcomes: Outcomes, _ scale: Scale, _ strength: Double, _ method: String
  ) -> [String: Double] {
    let name = "F5.lambda\(short(strength)).\(method)"
    guard let outcome = outcomes.oscillation[name] else { return [:] }
    var values: [String: Double] = [:]
    for (end, samples) in [("min", outcome.minimum), ("max", outcome.maximum)] {
      let chosen = samples.map { $0[outcomes.settings.chosenIndex] }
      for (seed, value) in zip(scale.seeds, chosen) {
        values["\(name).\(end).seed\(seed)"] = value
      }
      values["\(name).\(end)"] = Statistics.median(chosen)
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
  func share(_ order: [Int], _ sign: Int) -> Share {
    Share(order.count { $0 == sign }, of: order.count)
  }
}
