import ChapterKit
import Foundation

extension EdgeOfStability {
  /// Three significant digits, for cells and sentences.
  static func short(_ value: Double) -> String { String(format: "%.3g", value) }

  static func values(_ outcomes: Outcomes) -> [String: Double] {
    var values: [String: Double] = [:]
    func add(_ name: String, _ summary: (low: Double, median: Double, high: Double)) {
      values[name] = summary.median
      values[name + ".low"] = summary.low
      values[name + ".high"] = summary.high
    }
    for rate in paperRates {
      let prefix = "F4.alpha\(rate == 10 ? "10" : "0.1")"
      let name = Outcomes.chosenName
      add(prefix + ".maxLoss", outcomes.summary(name, rate: rate) { $0.maxLoss })
      add(prefix + ".finalLoss", outcomes.summary(name, rate: rate) { $0.finalLoss })
      add(prefix + ".initialLoss", outcomes.summary(name, rate: rate) { $0.initialLoss })
      add(prefix + ".risingShare", outcomes.summary(name, rate: rate) { $0.risingShare })
      add(prefix + ".shareBeyondOne", outcomes.summary(name, rate: rate) { $0.shareBeyondOne })
      add(
        prefix + ".leastSquaresGrowth",
        outcomes.summary("F4.leastSquares", rate: rate) { $0.finalLoss / $0.initialLoss })
    }
    add("F4.stabilityLimit", outcomes.summary(Outcomes.chosenName, rate: 10) { $0.stabilityLimit })
    for rate in frequencyRates {
      add(
        "F4.frequency.alpha\(Int(rate)).turningShare",
        outcomes.summary("F4.frequency", rate: rate) { $0.turningShare })
      add(
        "F4.frequency.alpha\(Int(rate)).lateMaximum",
        outcomes.summary("F4.frequency", rate: rate) { $0.lateMaximum })
    }
    for multiple in multiples {
      add(
        "F4.limit\(multiple).lateMaximum",
        outcomes.summary("F4.threshold", rate: multiple) { $0.lateMaximum })
    }
    values["F4.seeds"] = Double(outcomes.sizes.seeds.count)
    values["F4.iterations"] = Double(outcomes.sizes.iterations)
    values["F4.variedIterations"] = Double(outcomes.sizes.variedIterations)
    values["F4.leastSquaresIterations"] = Double(leastSquaresIterations)
    let example = outcomes.counterExamples
    values["D11.cycle.period"] = example.period
    values["D11.cycle.limitSuperior"] = example.limitSuperior
    values["D11.cycle.bound"] = example.bound
    values["D11.cycle.smoothLimitSuperior"] = example.smoothLimitSuperior
    values["D11.drift.iterations"] = example.driftIterations.last ?? 0
    values["D11.drift.x"] = example.driftX.last ?? 0
    values["D11.drift.leastPairSum"] = example.driftLeastPairSum
    values["D11.line.value"] = example.lineValue
    return values
  }

  static func claim51(_ outcomes: Outcomes) -> Claim {
    let example = outcomes.counterExamples
    let cycles = example.exceeds && example.smoothExceeds
    let unbounded = example.lineValue == -1_000
    return Claim(
      id: "5.1",
      statement:
        "Proposition 5.1: on a convex loss with bounded subgradients NDGM diverges at no constant a, and "
        + "the limit of f(x_k) - f* is at most a L^2.",
      paperValue: "",
      ourValue: "limsup 21/32 > a L^2 = 5/8 on a maximum of three linear functions",
      rule:
        "A theorem: contradicted when one function that meets its hypotheses breaks its conclusion in exact "
        + "rational arithmetic; reproduced by a proof only. No tolerance, as nothing is rounded.",
      evidence: [
        "cycle.limitSuperior": example.limitSuperior, "cycle.bound": example.bound,
        "cycle.period": example.period, "smoothStart.limitSuperior": example.smoothLimitSuperior,
        "smoothStart.kinksMet": example.smoothKinks,
        "bestIterate.violations": example.bestIterateViolations,
        "drift.x": example.driftX.last ?? 0, "line.valueAfter1000Steps": example.lineValue
      ],
      verdict: cycles && unbounded ? .contradicted : .notReproduced,
      reason:
        "The loss returns to 21/32 every twelve steps for ever, so it has no limit and passes a L^2; from a "
        + "start beside the kinks it stays above 5/8 in the same way. On f = -x the loss falls to minus "
        + "infinity, and on |y| + |(x, y)| - x the iterates leave every ball. What does hold is the bound on "
        + "the best iterate.")
  }

  static func claimF4(_ outcomes: Outcomes) -> Claim {
    let runs = outcomes.chosen(10)
    let aboveLimit = runs.allSatisfy { 10 > $0.stabilityLimit }
    let oscillates = runs.count { $0.risingShare > 0 && $0.lateMaximum >= 1.01 * $0.lateMinimum }
    let bounded = runs.count { $0.lateMaximum <= 2 * $0.earlyMaximum }
    let turning = frequencyRates.map {
      outcomes.summary("F4.frequency", rate: $0) { $0.turningShare }.median
    }
    let faster = zip(turning, turning.dropFirst()).allSatisfy { $1 - $0 >= 0.01 }
    let holds = aboveLimit && oscillates == runs.count && bounded == runs.count && faster
    let maximum = outcomes.summary(Outcomes.chosenName, rate: 10) { $0.maxLoss }
    return Claim(
      id: "F4",
      statement:
        "At a = 10, far above 2 / (largest Hessian eigenvalue), the Huber loss oscillates, the faster the "
        + "larger a, but stays bounded.",
      paperValue: "a plot",
      ourValue:
        "largest loss \(short(maximum.median)) (\(short(maximum.low)) to \(short(maximum.high))) at a = 10; "
        + "turning points per step " + turning.map(short).joined(separator: ", ")
        + " at a = 1, 10, 100",
      rule:
        "All four, in every seed of the chosen setting: 10 > 2/L; in the second half some step raises the "
        + "loss and its largest value is at least 1.01 of its smallest; the second half's largest loss is at "
        + "most twice the first half's (a run that diverges multiplies it at each step); and the median of turning points per "
        + "step rises from a = 1 to 10 to 100 by at least 0.01 each time (less could not be seen in a plot).",
      evidence: [
        "seeds": Double(runs.count), "seedsThatOscillate": Double(oscillates),
        "seedsThatStayBounded": Double(bounded),
        "stabilityLimit": outcomes.summary(Outcomes.chosenName, rate: 10) { $0.stabilityLimit }
          .median,
        "maxLoss.median": maximum.median, "turningShare.alpha1": turning[0],
        "turningShare.alpha10": turning[1], "turningShare.alpha100": turning[2],
        "turningShare.at1.1OfLimit": outcomes.summary("F4.threshold", rate: 1.1) { $0.turningShare }
          .median,
        "lateMaximum.alpha1": outcomes.summary("F4.frequency", rate: 1) { $0.lateMaximum }.median,
        "lateMaximum.alpha100": outcomes.summary("F4.frequency", rate: 100) { $0.lateMaximum }
          .median
      ],
      verdict: holds ? .reproduced : .notReproduced,
      reason:
        "\(oscillates) of \(runs.count) seeds oscillate and \(bounded) of \(runs.count) stay bounded"
        + (faster
          ? ", and a larger rate turns more often."
          : "; but it does not oscillate faster: at each of these rates the loss already turns at (nearly) "
            + "every step, and what grows with a is its size."))
  }

  static func claim52(_ outcomes: Outcomes) -> Claim {
    let squares = outcomes.runs("F4.leastSquares", rate: 10)
    let huber = outcomes.chosen(10)
    let diverging = squares.count { $0.finalLoss > 1e6 * $0.initialLoss }
    let bounded = huber.count { $0.lateMaximum <= 2 * $0.earlyMaximum }
    let beyond = outcomes.summary(Outcomes.chosenName, rate: 10) { $0.shareBeyondOne }
    let growth = outcomes.summary("F4.leastSquares", rate: 10) { $0.finalLoss / $0.initialLoss }
    return Claim(
      id: "5.2",
      statement:
        "Figure 4 refutes that subquadratic growth explains unstable convergence, since the Huber loss "
        + "grows quadratically near its minimum of 0.",
      paperValue: "",
      ourValue:
        "without its linear tails the loss grows by a factor \(short(growth.median)) in \(leastSquaresIterations) steps",
      rule:
        "Contradicted when (i) the Huber loss is subquadratic, f(t b) / t^2 -> 0 along every ray, by proof, "
        + "and (ii) least squares on the same Z, y, b0 and a, which differs in its tails alone, passes 10^6 "
        + "times its start in every seed while the Huber loss stays bounded as in claim F4.",
      evidence: [
        "seeds": Double(squares.count), "leastSquares.seedsThatDiverge": Double(diverging),
        "huber.seedsThatStayBounded": Double(bounded),
        "leastSquares.growth.median": growth.median, "huber.shareBeyondOne.median": beyond.median
      ],
      verdict: diverging == squares.count && bounded == huber.count
        ? .contradicted : .notReproduced,
      reason:
        "The Huber loss is quadratic only where all |r| < 1; beyond, it grows linearly, and it is these tails "
        + "that stop the oscillation from growing. The figure is an instance of the theory, not a case "
        + "against it.")
  }

  static func discrepancyD6(_ outcomes: Outcomes) -> Discrepancy {
    let below = outcomes.summary("F4.threshold", rate: 0.99) { $0.risingShare }
    let above = outcomes.summary("F4.threshold", rate: 1.5) { $0.risingShare }
    return Discrepancy(
      id: "D6", kind: .argument,
      paper:
        "Calls the Huber loss non-smooth, and an L-smooth function twice differentiable.",
      finding:
        "Its gradient exists everywhere and is Lipschitz with L = lambda_max(Z^T Z) / 50, since clipping is "
        + "1-Lipschitz: it is L-smooth by the paper's own equation 5, without being twice differentiable. "
        + "Figure 4 thus shows a smooth loss above 2/L and nothing about non-smoothness; at and below 2/L no "
        + "step raises the loss. It grows linearly, hence subquadratically, far from its minimum.",
      evidence: [
        "stabilityLimit.median": outcomes.summary(Outcomes.chosenName, rate: 10) {
          $0.stabilityLimit
        }
        .median,
        "risingShare.at0.99": below.median, "risingShare.at0.99.high": below.high,
        "risingShare.at1.5": above.median,
        "shareBeyondOne.alpha10": outcomes.summary(Outcomes.chosenName, rate: 10) {
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
        "The standard bound is min f(x_i) - f* <= |x_0 - x*|^2 / (2 a (k + 1)) + a L^2 / 2 over i <= k. The last "
        + "iterate need not obey it: a maximum of three linear functions cycles through a loss of 21/32 > a L^2 "
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

  static func choices(_ outcomes: Outcomes) -> [Choice] {
    let bounded = variations.allSatisfy { variation in
      let name = variationName(variation.data, startScale: variation.startScale)
      return outcomes.runs(name, rate: 10).allSatisfy {
        $0.risingShare > 0 && $0.lateMaximum <= 2 * $0.earlyMaximum
      }
    }
    let restless = variations.filter { variation in
      let name = variationName(variation.data, startScale: variation.startScale)
      return outcomes.summary(name, rate: 0.1) { $0.stabilityLimit }.median < 0.1
    }
    let atTen =
      bounded
      ? "At a = 10 every variation oscillates and stays bounded in every seed."
      : "At a = 10 some seeds of some variations do not oscillate or exceed the bound; see the table."
    return [
      Choice(
        experiment: "F4", setting: "distribution of Z and y", chosen: "uniform on [-1, 1]",
        rule: "the distribution of the paper's other synthetic regressions (F1, B2)",
        variedOver: HuberData.allCases.dropFirst().map(\.words).joined(separator: "; "),
        effect: atTen
          + (restless.isEmpty
            ? ""
            : " At a = 0.1 it matters: 2/L falls below 0.1 for data "
              + restless.map(\.data.words).joined(separator: " and for data ")
              + ", and then that run does not settle either.")),
      Choice(
        experiment: "F4", setting: "b0", chosen: "uniform on [-1, 1]",
        rule: "the start of F1", variedOver: "0, and uniform on [-10, 10]",
        effect:
          "At a = 0.1 the start sets how long the descent takes; at a = 10 it decides which of the bounded "
          + "oscillations is met. " + atTen),
      Choice(
        experiment: "F4", setting: "iterations", chosen: "\(outcomes.sizes.iterations)",
        rule: "enough for a = 0.1 to reach a loss below 1e-10 in the full profiles",
        variedOver: "\(outcomes.sizes.variedIterations) in the variations",
        effect:
          "None on the verdicts at a = 10: in the chosen setting the second half of a run brings no "
          + "loss above twice the largest of the first.")
    ]
  }
}
