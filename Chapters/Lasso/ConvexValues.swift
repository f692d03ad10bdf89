import Reports

extension Lasso {
  /// The numbers of results.json that the chapter's convex runs supply.
  func values(_ outcomes: Outcomes, _ scale: Scale) -> ReportValues {
    var values = toyValues(outcomes)
    values.add(sensitivityValues(outcomes))
    values.add(regressionValues(outcomes, scale))
    values.add(oscillationValues(outcomes, scale))
    values.add(fateValues(outcomes))
    return values
  }

  /// D8: how single coordinates end.
  func fateValues(_ outcomes: Outcomes) -> ReportValues {
    var values = ReportValues()
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
    return values
  }
}
