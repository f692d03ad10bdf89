import ChapterKit
import Convex
import Reports

extension Lasso {
  func regressionDiscrepancies(_ outcomes: Outcomes, _ scale: Scale) -> [Discrepancy] {
    let weak = Statistics.summary(outcomes.norms("B2.lambda0.01"))
    let tenth = Statistics.summary(outcomes.norms("B2.lambda0.1"))
    let optimum = outcomes.optima(Self.strongStrength).map(\.norm).max() ?? .nan
    let problems = outcomes.optimumRuns
    let settings = outcomes.settings
    let ours = (
      weak: settings.b2(Self.weakStrength), other: settings.b2(Paper.strengths.other),
      strong: settings.b2(Self.strongStrength)
    )
    let gap = problems.map(\.gap).max() ?? .nan
    // (2 b - 3)^2 + 4 |b|: one soft-threshold step of size 1/8 from any b is exact.
    let exact = Self.exactSoftThreshold
    func holds(_ summary: (low: Double, median: Double, high: Double)) -> Bool {
      summary.low <= Paper.norms.small && Paper.norms.small <= summary.high
    }
    let printed =
      switch (holds(weak), holds(tenth)) {
      case _ where settings.regressionTravel < 1:
        "cannot be placed, as the iterations are too few at \(ours.weak.penalty)"
      case (true, true): "lies in both ranges and cannot tell the two"
      case (true, false): "lies in the first range alone"
      case (false, true): "lies in the second range alone"
      case (false, false): "lies in neither range"
      }
    return [
      Discrepancy(
        id: "D3", kind: .missingSetting,
        paper:
          "B2's smaller l1 is \(Paper.strengths.small) in one place and \(Paper.strengths.other) in another, and alpha is "
          + "not given.",
        finding:
          "Where the penalty outweighs the loss, two successive norms add to nearly P alpha l1. Half of that is the printed "
          + "\(Paper.norms.large) at the paper's l1 = \(short(Paper.strengths.large)) and P = \(Paper.columns) for "
          + "alpha = \(digits(Paper.impliedRate, 3)). We run alpha = \(short(ours.strong.learningRate)). At "
          + "\(ours.weak.penalty) we find \(digits(weak.median, 3)) (\(digits(weak.low, 3)) to \(digits(weak.high, 3))), at "
          + "\(ours.other.penalty) \(digits(tenth.median, 3)) (\(digits(tenth.low, 3)) to \(digits(tenth.high, 3))): the "
          + "printed \(Paper.norms.small) \(printed). Where l1 is 2 or more, as the paper's larger one is, the true optimum "
          + "is 0 whatever W and y are, since no entry of (2/N) W^T y exceeds 2 in magnitude.",
        evidence: [
          "impliedRate": Paper.impliedRate, "lambda0.01.median": weak.median,
          "lambda0.1.median": tenth.median, "lambda10.largestOptimum": optimum
        ]),
      Discrepancy(
        id: "D14", kind: .argument,
        paper: "Soft thresholding is said to give sparse but not optimal solutions.",
        finding:
          "On \(problems.count) problems proximal gradient ends within \(digits(gap, 2)) of the "
          + "minimum by its duality gap. "
          + "In exact fractions, on (2 b - 3)^2 + 4 |b| one step of size 1/8 from any b lands on "
          + "b = \(exact), where the subgradient 4 (2 b - 3) + 4 is 0.",
        evidence: ["largestGap": gap, "exactMinimizer": exact.doubleValue])
    ]
  }

  /// One soft-threshold step on (2 b - 3)^2 + 4 |b| from b = 7/3 with step 1/8.
  static let exactSoftThreshold: Rational = {
    let b = Rational(7, 3)
    let step = Rational(1, 8)
    let moved = b - step * 4 * (2 * b - 3)
    let shrunk = moved.magnitude - step * 4
    return shrunk > 0 ? moved.sign * shrunk : 0
  }()
}
