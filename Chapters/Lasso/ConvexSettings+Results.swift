import Experiments

extension ConvexSettings {
  init(
    _ specifications: Specifications, regression: [String], oscillation: [String]
  ) throws {
    self.init(
      toy: try specifications.specification(ToySpecification.self, of: "T0"),
      sensitivity: try specifications.specification(SensitivitySpecification.self, of: "T1"),
      fate: try specifications.specification(FateSpecification.self, of: "B5.fate"),
      optimum: try specifications.specification(
        OptimumSpecification.self, of: Lasso.optimumName(Lasso.strongStrength)),
      regression: try specifications.specifications(RegressionSpecification.self, of: regression),
      oscillation: try specifications.specifications(
        OscillationSpecification.self, of: oscillation))
  }
}
