import Experiments

extension RegressionResults {
  /// Decoded once.
  init(_ results: any Results) throws {
    func setting(_ name: String) throws -> RegressionSpecification {
      try results.specifications.specification(RegressionSpecification.self, of: name)
    }
    self.init(
      reluRun: try RunOutcome(results, RegressionExperiment.name(.relu)),
      softplusRun: try RunOutcome(results, RegressionExperiment.name(.softplus)),
      leastSquaresRun: try RunOutcome(results, RegressionExperiment.name(.identity)),
      otherRates: try RegressionExperiment.otherRates.map {
        let name = RegressionExperiment.name(rate: $0)
        return (try setting(name).rateFactor, try RunOutcome(results, name))
      },
      setting: try setting(RegressionExperiment.name(.relu)))
  }
}

extension RateResults {
  /// Decoded once.
  init(_ results: any Results) throws {
    self.init(
      outcomes: try RunOutcomes(
        results, RateSpecification.Family.allCases.map(RateExperiment.name)))
  }
}
