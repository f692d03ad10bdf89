import Reports

extension EdgeOfStability {
  static func discrepancyD6(_ outcomes: HuberOutcomes) -> Discrepancy {
    let (under, over) = (multiples.firstIndex(of: 0.99)!, multiples.firstIndex(of: 1.5)!)
    let below = outcomes.summary("F4.threshold", under) { $0.risingShare }
    let above = outcomes.summary("F4.threshold", over) { $0.risingShare }
    let threshold = outcomes.setting("F4.threshold")
    let runsBelow = threshold.rates.indices.filter { threshold.rates[$0] < 1 }.flatMap {
      outcomes.runs("F4.threshold", $0)
    }
    let quiet = runsBelow.count { $0.risingShare == 0 }
    return Discrepancy(
      id: "D6", kind: .argument,
      paper:
        "Calls the Huber loss non-smooth.",
      finding:
        "Its gradient exists everywhere and is Lipschitz with L = lambda_max(Z^T Z) / \(HuberData.rows), since clipping is "
        + "1-Lipschitz: it is L-smooth by the paper's own equation 5, without being twice differentiable. "
        + "Figure 4 thus shows a smooth loss above 2/L and leaves non-smoothness open. Up to 2/L no step can "
        + "raise such a loss, and in the second half none did in \(quiet) of \(runsBelow.count) runs below it. Far "
        + "from its minimum it grows linearly, hence subquadratically.",
      evidence: [
        "runsBelowTheLimit": Double(runsBelow.count),
        "runsBelowTheLimit.withoutRise": Double(quiet),
        "stabilityLimit.median": outcomes.summary(HuberOutcomes.chosenName, large) {
          $0.stabilityLimit
        }
        .median,
        "risingShare.at0.99": below.median, "risingShare.at0.99.high": below.high,
        "risingShare.at1.5": above.median,
        "shareBeyondOne.alpha10": outcomes.summary(HuberOutcomes.chosenName, large) {
          $0.shareBeyondOne
        }.median
      ])
  }

  static func discrepancyD11(_ outcomes: Outcomes) -> Discrepancy {
    let example = outcomes.counterExamples
    return Discrepancy(
      id: "D11", kind: .argument,
      paper:
        "Proposition 5.1 passes from a bound on the best iterate to one on the limit of f(x_k) - f*, and "
        + "from bounded subgradients to bounded iterates and losses.",
      finding:
        "The standard bound is min f(x_i) - f* <= ||x_0 - x*||^2 / (2 alpha (k + 1)) + alpha G^2 / 2 over i <= k. The last "
        + "iterate need not obey it: a maximum of three linear functions cycles through a loss of 21/32 > alpha G^2 "
        + "= 5/8. Iterates can leave every ball although minimizers exist, and without a finite infimum the "
        + "loss itself diverges.",
      evidence: [
        "cycle.limitSuperior": example.limitSuperior, "cycle.bound": example.bound,
        "cycle.period": example.period, "smoothStart.limitSuperior": example.smoothLimitSuperior,
        "bestIterate.violations": example.bestIterateViolations,
        "drift.iterations": example.driftIterations.last ?? 0,
        "drift.x": example.driftX.last ?? 0, "drift.largestLoss": example.driftLargestValue,
        "line.valueAfter1000Steps": example.lineValue
      ])
  }

  static func discrepancyD22() -> Discrepancy {
    Discrepancy(
      id: "D22", kind: .argument,
      paper: "Section 5 calls L-smooth functions twice differentiable by definition.",
      finding:
        "The definition, equation 5, asks for a Lipschitz gradient and says nothing of a second derivative. The Huber "
        + "loss, the section's own example, is L-smooth and has none where |r| = 1 (claims 3.7 and 5.3).",
      evidence: [:])
  }

  static func discrepancyD23(_ outcomes: Outcomes) -> Discrepancy {
    let example = outcomes.counterExamples
    return Discrepancy(
      id: "D23", kind: .argument,
      paper:
        "The text takes unstable convergence as non-divergence to infinity, while Appendix D.1 sets out to prove a "
        + "bound on the limit.",
      finding:
        "The proposition is true and its proof is not: that the loss does not tend to infinity follows from "
        + "distances that shrink wherever the loss is large (claim 5.1), and the bound on the limit is false "
        + "(claim D.1).",
      evidence: ["cycle.limitSuperior": example.limitSuperior, "cycle.bound": example.bound])
  }
}
