import ChapterKit
import Plots
import Reports

/// D10 and D20; those of Figure 2 are with its experiment.
enum ConvexDiscrepancies {
  static func capture(_ results: RegressionResults) -> Discrepancy {
    let relu = results.relu.runs
    func medianFirst(_ outcome: RegressionOutcome) -> Double? {
      let first = outcome.runs.compactMap { $0.firstIterationAboveOne.map(Double.init) }
      return first.isEmpty ? nil : Statistics.median(first)
    }
    var evidence = [
      "counterExample.x0": ExactArguments.leavingTheUnitBall(steps: 0)[0].point[0].doubleValue,
      "euclideanNorm.start": Statistics.median(relu.compactMap(\.euclideanNorms.first)),
      "euclideanNorm.largestRatioToStart": relu.map(\.peakEuclideanRatio).max() ?? 0
    ]
    evidence["counterExample.x1"] =
      ExactArguments.leavingTheUnitBall(steps: 1)[1].point[0].doubleValue
    evidence["firstIterationAboveOne.relu"] = medianFirst(results.relu)
    evidence["firstIterationAboveOne.softplus"] = medianFirst(results.softplus)
    evidence["firstIterationAboveOne.leastSquares"] = medianFirst(results.leastSquares)
    let firsts = [results.relu, results.softplus, results.leastSquares].map(medianFirst)
    let together = Set(firsts).count == 1 && firsts[0] != nil
    let controls =
      together
      ? "smooth losses on the same data leave the infinity ball at the same iteration (median), so that the "
        + "figure does not single out kinks."
      : "when smooth losses on the same data leave the infinity ball is in the evidence."
    return Discrepancy(
      id: "D10", kind: .argument,
      paper: """
        Proposition 3.1 keeps gradient descent with a falling loss in the unit ball around an isolated \
        minimum; Figure 1 then takes a norm above 1 as a sign of non-differentiability.
        """,
      finding: """
        The proposition is false as printed: f = 50 x^2 for x >= 0 and x^2/200 below, x_0 = 9/10, \
        alpha = 1/20. With two minima GD leaves the ball at alpha < 1/L, and with a quadratic form in two dimensions the \
        infinity ball. Figure 1 measures the infinity norm, while beta_0 is far outside the Euclidean unit ball; \
        \(controls)
        """,
      evidence: evidence)
  }

  /// D20: a remark on losses that rise explains a run whose loss falls.
  static func fallingLoss(_ results: RegressionResults) -> Discrepancy {
    let runs = results.relu.runs
    let falling = runs.count { $0.rises == 0 }
    return Discrepancy(
      id: "D20", kind: .argument,
      paper:
        "Section 3 explains Figure 1's escape by the remark that the subgradient method is not a descent method.",
      finding:
        "Figure 1's loss falls monotonically, and so it does in \(falling) of \(runs.count) seeds here. In such a run "
        + "the method is one of descent, and the remark does not apply to what it is to explain.",
      evidence: ["seeds": Double(runs.count), "seedsWhoseLossNeverRises": Double(falling)])
  }
}
