import ChapterKit

/// F3's outcomes, by experiment name.
struct FineTuning {
  let scale: FineTuningScale
  private var runs: [String: FineTuningOutcome] = [:]

  init(_ results: any Results, _ setting: Setting) throws {
    scale = FineTuningScale(setting.profile)
    for seed in scale.seeds {
      let pretraining = scale.pretrainingName(seed)
      runs[pretraining] = try results.outcome(FineTuningOutcome.self, of: pretraining)
      for strength in FineTuningScale.strengths {
        for optimizer in FineTuningScale.optimizers {
          let name = scale.name(optimizer, strength, seed)
          runs[name] = try results.outcome(FineTuningOutcome.self, of: name)
        }
      }
    }
  }

  var pretraining: [FineTuningOutcome] {
    scale.seeds.compactMap { runs[scale.pretrainingName($0)] }
  }

  /// One outcome per seed.
  func outcomes(_ optimizer: OptimizerSpecification.Name, _ strength: Double) -> [FineTuningOutcome]
  {
    scale.seeds.compactMap { runs[scale.name(optimizer, strength, $0)] }
  }

  func median(
    _ optimizer: OptimizerSpecification.Name, _ strength: Double,
    _ quantity: (FineTuningOutcome) -> Double
  ) -> Double { Statistics.median(outcomes(optimizer, strength).map(quantity)) }

  /// The share below 1e-5 that the two-cycle predicts for SGD: the weights that the penalty can bring
  /// home, spread evenly over magnitudes from 0 to a l1.
  func predicted(_ strength: Double) -> Double {
    let span = FineTuningScale.learningRate * strength
    return median(.sgd, strength) { $0.reachable } * min(1, 1e-5 / span)
  }

  var names: [String] { runs.keys.sorted() }

  /// One line of settings for figure 3 and table 2.
  var settings: String {
    "VGG16 at width \(digits(scale.widthMultiplier)), hidden \(scale.hidden), batch "
      + "\(scale.batchSize), learning rate 0.003, \(scale.steps) steps after "
      + "\(scale.pretrainingSteps) of training on the same images, \(scale.seeds.count) "
      + (scale.seeds.count == 1 ? "seed" : "seeds")
  }
}

extension OptimizerSpecification.Name {
  /// As printed in the paper.
  var label: String {
    switch self {
    case .sgd: "SGD"
    case .rmsprop: "RMSProp"
    case .adam: "Adam"
    }
  }

  var color: ColorRole {
    switch self {
    case .sgd: .sgd
    case .rmsprop: .rmsprop
    case .adam: .adam
    }
  }
}

extension Lasso {
  func fineTuningValues(_ runs: FineTuning) -> [String: Double] {
    var values: [String: Double] = [
      "F3.steps": Double(runs.scale.steps),
      "F3.pretraining.steps": Double(runs.scale.pretrainingSteps),
      "F3.parameters": Double(runs.pretraining[0].parameterCount),
      "F3.pretraining.accuracy": Statistics.median(runs.pretraining.map(\.accuracy))
    ]
    for strength in FineTuningScale.strengths {
      for optimizer in FineTuningScale.optimizers {
        let name = "\(optimizer.rawValue).lambda\(short(strength))"
        values["T2.\(name).percentBelow1e-5"] =
          100 * runs.median(optimizer, strength) { $0.belowThreshold }
        values["F3.\(name).finalL1Norm"] = runs.median(optimizer, strength) { $0.finalNorm }
        values["F3.\(name).crossEntropy"] = runs.median(optimizer, strength) { $0.lastCrossEntropy }
      }
      values["T2.sgd.lambda\(short(strength)).predictedPercent"] = 100 * runs.predicted(strength)
    }
    return values
  }

  /// F3: the L1 norm against the iteration, one panel per penalty, in the paper's colors.
  func fineTuningFigure(_ runs: FineTuning) -> ReportFigure {
    let panels = FineTuningScale.strengths.map { strength in
      var marks: [Mark] = []
      for optimizer in FineTuningScale.optimizers {
        for (index, run) in runs.outcomes(optimizer, strength).enumerated() {
          marks.append(
            .line(
              name: index == 0 ? optimizer.label : "", x: run.iterations.map(Double.init),
              y: run.norms, style: Style(optimizer.color, opacity: index == 0 ? 1 : 0.5)))
        }
      }
      return Panel(
        title: "λ_{1} = \(short(strength))", x: Axis("iteration"),
        y: Axis("L1 norm of all parameters", scale: .log), marks: marks)
    }
    let figure = Figure(
      id: "figure-3",
      alt: "The L1 norm of all parameters of VGG16 against the iteration of fine-tuning with SGD, "
        + "RMSProp and Adam, one panel for each of two penalties.",
      height: 250, panels: panels)
    return ReportFigure(
      figure, experiments: runs.names, settings: runs.settings,
      source: "Chapters/Lasso/FiguresFineTuning.swift")
  }

  /// Table 2 of the paper beside ours and the share that the two-cycle predicts for SGD.
  func fineTuningTable(_ runs: FineTuning) -> ReportTable {
    let printed: [String: String] = [
      "sgd0.002": "99.89", "sgd2": "0.18", "rmsprop0.002": "0.09", "rmsprop2": "1.21",
      "adam0.002": "3.31", "adam2": "2.28"
    ]
    var rows: [[String]] = []
    for optimizer in FineTuningScale.optimizers {
      for strength in FineTuningScale.strengths {
        rows.append([
          optimizer.label, short(strength),
          printed["\(optimizer.rawValue)\(short(strength))"] ?? "–",
          digits(100 * runs.median(optimizer, strength) { $0.belowThreshold }, 3),
          optimizer == .sgd ? digits(100 * runs.predicted(strength), 3) : "–",
          digits(runs.median(optimizer, strength) { $0.finalNorm })
        ])
      }
    }
    return ReportTable(
      id: "table-2",
      columns: [
        "Optimizer", "l_1", "Paper (%)", "Ours (%)", "Two-cycle predicts (%)", "Final L1 norm"
      ], rows: rows, experiments: runs.names, settings: runs.settings,
      source: "Chapters/Lasso/FiguresFineTuning.swift")
  }
}
