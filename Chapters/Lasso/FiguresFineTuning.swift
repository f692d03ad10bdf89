import Neural
import Plots
import Reports

extension Lasso {
  /// F3: the L1 norm against the iteration, one panel per penalty, in the paper's colors.
  func fineTuningFigure(_ runs: FineTuning) -> ReportFigure {
    let panels = FineTuningScale.strengths.map { strength in
      var marks: [Mark] = []
      for optimizer in FineTuningScale.optimizers {
        let outcomes = runs.outcomes(optimizer, strength)
        guard let first = outcomes.first else { continue }
        marks.append(
          .ensemble(
            Ensemble(
              optimizer.label, x: first.iterations.map(Double.init), runs: outcomes.map(\.norms),
              shown: [
                .lines(optimizer.look.thin, name: "each seed"), .median(optimizer.look.style())
              ])))
      }
      return Panel(
        title: "λ_{1} = \(short(runs.l1(strength)))", x: Axis("iteration k"),
        y: Axis("‖β‖_{1}", scale: .log),
        marks: marks)
    }
    let ends = FineTuningScale.strengths.map { strength in
      let norms = FineTuningScale.optimizers.map {
        "\(digits(runs.norm($0, strength), 3)) with \($0.label)"
      }
      return "at \(runs.penalty(strength)), " + enumeration(norms)
    }
    let figure = Figure(
      id: "figure-3",
      alt:
        "The L1 norm of all parameters of VGG16 against the iteration of fine-tuning, one panel for "
        + "each of two penalties. The final norms are, \(ends.joined(separator: "; ")).",
      height: 250, panels: panels)
    return ReportFigure(
      figure, experiments: runs.names, settings: runs.settings)
  }

  /// Table 2 of the paper beside ours, and what else the end of each run tells.
  func fineTuningTable(_ runs: FineTuning) -> ReportTable {
    let printed: [String: String] = [
      "sgd0.002": "99.89", "sgd2": "0.18", "rmsprop0.002": "0.09", "rmsprop2": "1.21",
      "adam0.002": "3.31", "adam2": "2.28"
    ]
    var rows: [[String]] = []
    for optimizer in FineTuningScale.optimizers {
      for strength in FineTuningScale.strengths {
        rows.append([
          optimizer.label, short(runs.l1(strength)),
          printed["\(optimizer.rawValue)\(short(strength))"] ?? "–",
          runs.words(optimizer, strength, digits: 3) { 100 * $0.belowThreshold },
          optimizer == .sgd ? digits(100 * runs.predicted(strength), 3) : "–",
          runs.words(optimizer, strength, digits: 3) { 100 * $0.zeroShare },
          runs.words(optimizer, strength, \.finalNorm),
          runs.words(optimizer, strength, digits: 3, \.lastCrossEntropy)
        ])
      }
    }
    return ReportTable(
      id: "table-2",
      columns: [
        "Optimizer", "l1", "Paper (%)", "Ours (%)", "Two-cycle (%)", "Exactly 0 (%)",
        "||beta||_1", "Cross-entropy"
      ], rows: rows, experiments: runs.names, settings: runs.settings)
  }

  /// The share below 1e-5 after parts of the run, and whether claim 4.6 would hold there.
  func sharesByStepsTable(_ runs: FineTuning) -> ReportTable {
    byStepsTable(
      "lasso-shares-by-steps", runs, claims: [("4.6", runs.pruningHolds)]
    ) { digits(runs.percentBelow($0, $1, at: $2), 3) }
  }

  /// The norm after parts of the run, and whether claims 4.4 and 4.5 would hold there.
  func normsByStepsTable(_ runs: FineTuning) -> ReportTable {
    byStepsTable(
      "lasso-norms-by-steps", runs,
      claims: [
        ("4.4", runs.spreadHolds), ("4.5.sgd", runs.growthHolds(.sgd)),
        ("4.5.adam", runs.growthHolds(.adam))
      ]
    ) { digits(runs.norm($0, $1, at: $2)) }
  }

  private func byStepsTable(
    _ id: String, _ runs: FineTuning, claims: [(id: String, holds: [Bool])], line: Int = #line,
    cell: (OptimizerSpecification.Name, Double, Int) -> String
  ) -> ReportTable {
    let series = FineTuningScale.optimizers.flatMap { optimizer in
      FineTuningScale.strengths.map { (optimizer, $0) }
    }
    return ReportTable(
      id: id,
      columns: ["Steps"] + series.map { "\($0.0.label), \(short(runs.l1($0.1)))" }
        + claims.map { "Rule of \($0.id)" },
      rows: runs.lengths.enumerated().map { index, steps in
        [String(steps)] + series.map { cell($0.0, $0.1, index) }
          + claims.map { $0.holds[index] ? "met" : "not met" }
      }, experiments: runs.names,
      settings: runs.settings + "; columns by optimizer and l1"
        + (runs.scale.seeds.count > 1 ? ", medians" : ""),
      line: line)
  }

  /// By formula: how far the penalty alone takes SGD from He's random weights, by width.
  func widthTable(_ runs: FineTuning) -> ReportTable {
    let steps = FineTuningScale.paperSteps
    let (small, large) = (FineTuningScale.small, FineTuningScale.large)
    return ReportTable(
      id: "lasso-widths",
      columns: [
        "Width", "Hidden", "Parameters", "Home at \(short(runs.l1(small))) (%)",
        "||beta||_1 at \(short(runs.l1(small)))", "||beta||_1 at \(short(runs.l1(large)))"
      ],
      rows: runs.widthLaws.map { law in
        [
          digits(law.widthMultiplier), String(law.hidden), String(law.parameterCount),
          digits(100 * law.homeShare(reach: runs.reach(small)), 5),
          digits(law.norm(after: steps, of: runs.reach(small, steps: 1))),
          digits(law.norm(after: steps, of: runs.reach(large, steps: 1)))
        ]
      }, experiments: [],
      settings:
        "computed from He's law, no run: alpha = \(short(runs.rate)), the paper's \(grouped(steps)) steps, the "
        + "gradient of the loss left out")
  }
}
