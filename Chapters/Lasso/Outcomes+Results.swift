import Experiments

extension Outcomes {
  /// Decoded once.
  init(_ results: any Results) throws {
    var names = Lasso.regressionStrengths.map { "B2.lambda\(short($0))" }
    for strength in ["0.01", "10"] {
      names += Lasso.regressionRates.map { "B2.lambda\(strength).alpha\(short($0))" }
      names += Lasso.regressionStarts.map { "B2.lambda\(strength).\($0)" }
      names += Lasso.regressionTravels.map { "B2.lambda\(strength).\($0.0)" }
    }
    let regression: RunOutcomes<RegressionOutcome> = try RunOutcomes(results, names)
    let oscillation: RunOutcomes<OscillationOutcome> = try RunOutcomes(
      results,
      Lasso.oscillationStrengths.flatMap { strength in
        Lasso.oscillationMethods.map { "F5.lambda\(short(strength)).\($0.0)" }
      })
    self.init(
      toyRun: try RunOutcome(results, "T0"), sensitivityRun: try RunOutcome(results, "T1"),
      fateRun: try RunOutcome(results, "B5.fate"), regression: regression,
      optima: try RunOutcomes(results, Lasso.regressionStrengths.map(Lasso.optimumName)),
      oscillation: oscillation,
      settings: try ConvexSettings(
        results.specifications, regression: regression.names, oscillation: oscillation.names))
  }
}
