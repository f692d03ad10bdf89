import Reports

extension EdgeOfStability {
  static func values(_ outcomes: Outcomes) -> ReportValues {
    var values = values(outcomes.huber)
    values.add { counterExampleValues(outcomes.counterExamples) }
    return values
  }

  private static func counterExampleValues(_ example: CounterExampleOutcome) -> [String: Double] {
    [
      "D11.cycle.period": example.period,
      "D11.cycle.limitSuperior": example.limitSuperior,
      "D11.cycle.bound": example.bound,
      "D11.cycle.smoothLimitSuperior": example.smoothLimitSuperior,
      "D11.drift.iterations": example.driftIterations.last ?? 0,
      "D11.drift.x": example.driftX.last ?? 0,
      "D11.drift.predicted": cubeRoot(3 * (example.driftIterations.last ?? 1) / 8),
      "D11.drift.leastPairSum": example.driftLeastPairSum,
      "D11.line.value": example.lineValue
    ]
  }
}
