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
    for strength in Self.regressionStrengths {
      let name = "B2.lambda\(short(strength))"
      let summary = Statistics.summary(outcomes.norms(name))
      values["\(name).l1Norm.median"] = summary.median
      values["\(name).l1Norm.low"] = summary.low
      values["\(name).l1Norm.high"] = summary.high
      let optima = outcomes.regression[name]?.runs.compactMap(\.optimumNorm) ?? []
      if !optima.isEmpty { values["\(name).optimumL1Norm.median"] = Statistics.median(optima) }
    }
    let ratios = Statistics.summary(ratios(outcomes))
    values["B2.ratio.median"] = ratios.median
    values["B2.ratio.low"] = ratios.low
    values["B2.ratio.high"] = ratios.high
    values["B2.seeds"] = Double(scale.seeds.count)
    let chosen = scale.lengths.firstIndex(of: Scale.chosenLength) ?? 0
    for strength in Self.oscillationStrengths {
      for (method, _) in Self.oscillationMethods {
        let name = "F5.lambda\(short(strength)).\(method)"
        guard let outcome = outcomes.oscillation[name] else { continue }
        values["\(name).min"] = Statistics.median(outcome.minimum.map { $0[chosen] })
        values["\(name).max"] = Statistics.median(outcome.maximum.map { $0[chosen] })
      }
      let order = outcomes.order(strength, at: chosen)
      let name = "F5.lambda\(short(strength))"
      values["\(name).shareAbove"] = share(order, 1)
      values["\(name).shareBelow"] = share(order, -1)
    }
    values["F5.iterations"] = Double(Scale.chosenLength)
    values["F5.seeds"] = Double(scale.seeds.count)
    for fate in outcomes.fate.fates {
      let name = "B5.lambda\(short(fate.strength)).binary\(fate.bits)"
      values["\(name).zeroShare"] = fate.zeroShare
      values["\(name).edgeShare"] = fate.edgeShare
      for (label, step) in zip(["low", "median", "high"], fate.firstZero) {
        values["\(name).firstZero.\(label)"] = step
      }
    }
    for method in outcomes.sensitivity.methods {
      values["T1.\(method.name.split(separator: " ")[0]).startMatters"] = method.startMatters
      values["T1.\(method.name.split(separator: " ")[0]).strengthMatters"] = method.strengthMatters
    }
    return values
  }

  /// Per seed, the norm at l1 = 10 over the norm at l1 = 0.01, at the chosen rate or under `variant`.
  func ratios(_ outcomes: Outcomes, variant: String = "") -> [Double] {
    zip(outcomes.norms("B2.lambda10\(variant)"), outcomes.norms("B2.lambda0.01\(variant)"))
      .map { $0 / $1 }
  }

  /// The share of `order` that equals `sign`.
  func share(_ order: [Int], _ sign: Int) -> Double {
    order.isEmpty ? 0 : Double(order.filter { $0 == sign }.count) / Double(order.count)
  }
}
