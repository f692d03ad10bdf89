import ChapterKit

extension Lasso {
  private static let source = "Chapters/Lasso/FiguresConvex.swift"

  /// T0's two-cycles: the norm against the iteration, before and after the learning rate falls.
  func toyFigure(_ outcomes: Outcomes) -> ReportFigure {
    let strengths = outcomes.toy.phases.map(\.strength).reduce(into: [Double]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    var marks: [Mark] = []
    for (index, strength) in strengths.enumerated() {
      var norms: [Double] = []
      for phase in outcomes.toy.phases where phase.strength == strength {
        norms += norms.isEmpty ? phase.norms : Array(phase.norms.dropFirst())
      }
      marks.append(
        .line(
          name: "λ_{1} = \(short(strength))", x: norms.indices.map(Double.init), y: norms,
          style: Style(.hue(index), lineWidth: 1.1)))
    }
    marks.append(
      .verticalRule(name: "α falls to 0.001", x: 100, style: Style(.neutral, dash: .dashed)))
    let figure = Figure(
      id: "lasso-two-cycle",
      alt: "The L1 norm of the toy LASSO against the iteration for two penalties. Both end in a "
        + "two-cycle; the larger penalty's lies about a hundred times higher, also after the "
        + "learning rate has fallen tenfold at iteration 100.",
      columns: 1, height: 230,
      panels: [
        Panel(
          x: Axis("iteration"), y: Axis("‖b_{k}‖_{1}", scale: .log), marks: marks)
      ])
    return ReportFigure(
      figure, experiments: ["T0"],
      settings: "b_{0} = (0.5053, 0.5053), learning rate 0.01 for 100 iterations, then 0.001",
      source: Self.source)
  }

  /// B2: the end of NDGM per seed beside the optimum, and against the learning rate.
  func regressionFigure(_ outcomes: Outcomes, _ scale: Scale) -> ReportFigure {
    var marks: [Mark] = []
    for (index, strength) in Self.regressionStrengths.enumerated() {
      let runs = outcomes.regression["B2.lambda\(short(strength))"]?.runs ?? []
      let x = runs.indices.map { Double($0 + 1) }
      marks.append(
        .scatter(
          name: "NDGM, λ_{1} = \(short(strength))", x: x, y: runs.map(\.norm),
          style: Style(.hue(index), marker: .circle)))
      let optima = runs.map { $0.optimumNorm ?? 0 }
      if optima.allSatisfy({ $0 > 0 }) {
        marks.append(
          .scatter(
            name: "optimum, λ_{1} = \(short(strength))", x: x, y: optima,
            style: Style(.hue(index), marker: .cross)))
      }
    }
    var rateMarks: [Mark] = []
    let rates = (Self.regressionRates + [Self.regressionRate]).sorted()
    for (index, strength) in [(0, 0.01), (2, 10.0)] {
      let samples = rates.map { rate in
        let suffix = rate == Self.regressionRate ? "" : ".alpha\(short(rate))"
        return Statistics.summary(outcomes.norms("B2.lambda\(short(strength))\(suffix)"))
      }
      rateMarks.append(
        .band(
          name: "", x: rates, low: samples.map(\.low), high: samples.map(\.high),
          style: Style(.hue(index), opacity: 0.25)))
      rateMarks.append(
        .line(
          name: "λ_{1} = \(short(strength))", x: rates, y: samples.map(\.median),
          style: Style(.hue(index))))
    }
    let names = outcomes.regression.keys.filter { !$0.hasSuffix("narrow") && !$0.hasSuffix("zero") }
    let figure = Figure(
      id: "lasso-regression-norms",
      alt: "Left: the final L1 norm of NDGM for each seed at three penalties, with the norm of the "
        + "true optimum where it is not zero; at the largest penalty NDGM ends far above the other "
        + "two although the optimum there is zero. Right: the final norms against the learning "
        + "rate; at the largest penalty the norm grows in proportion to the learning rate.",
      height: 250,
      panels: [
        Panel(
          title: "Each seed", x: Axis("seed"), y: Axis("final ‖b‖_{1}", scale: .log), marks: marks),
        Panel(
          title: "Against the learning rate", x: Axis("learning rate α", scale: .log),
          y: Axis("final ‖b‖_{1}", scale: .log), marks: rateMarks)
      ])
    return ReportFigure(
      figure, experiments: names.sorted(),
      settings: "W 20 x 500, \(scale.seeds.count) seeds on the left at learning rate 0.01, "
        + "\(scale.variedSeeds.count) for the other rates; optimum to a duality gap of "
        + digits(scale.gap, 1),
      source: Self.source)
  }

  /// F5: the losses of the last 100 iterations, one panel per penalty.
  func oscillationFigure(_ outcomes: Outcomes, _ scale: Scale) -> ReportFigure {
    let strengths = [0.001, 100]
    let panels = strengths.map { strength in
      var marks: [Mark] = []
      let series = [("ndgm", "NDGM", 1), ("rmsprop", "RMSProp", 0)].map { method, label, hue in
        (label, hue, outcomes.oscillation["F5.lambda\(short(strength)).\(method)"]?.drawn ?? [])
      }
      let positive = series.flatMap { $0.2.joined() }.filter { $0 > 0 }
      let floor = (positive.min() ?? 1) / 10
      for (label, hue, runs) in series {
        for (seed, losses) in runs.enumerated() {
          let x = losses.indices.map { Double(Scale.chosenLength - losses.count + 1 + $0) }
          marks.append(
            .line(
              name: seed == 0 ? label : "", x: x, y: losses.map { max($0, floor) },
              style: Style(
                .hue(hue), lineWidth: seed == 0 ? 1.4 : 0.6, opacity: seed == 0 ? 1 : 0.35)))
        }
      }
      return Panel(
        title: "λ_{1} = \(short(strength))", x: Axis("iteration"),
        y: Axis("training loss", scale: .log), marks: marks)
    }
    let figure = Figure(
      id: "figure-5",
      alt: "Training loss of the toy LASSO over the last 100 iterations for NDGM and RMSProp, all "
        + "seeds, at two penalties. At the small one most RMSProp runs lie above NDGM and the rest "
        + "at exactly zero; at the large one all RMSProp runs lie below.",
      height: 250, panels: panels)
    return ReportFigure(
      figure,
      experiments: strengths.flatMap { s in ["ndgm", "rmsprop"].map { "F5.lambda\(short(s)).\($0)" }
      },
      settings: "P = 10, learning rate 0.1, \(scale.seeds.count) seeds, "
        + "\(Scale.chosenLength) iterations; a loss of exactly zero is drawn at the lower edge",
      source: Self.source)
  }

  /// F5 against the length of the run, and at l1 = 1.
  func lengthFigure(_ outcomes: Outcomes, _ scale: Scale) -> ReportFigure {
    let x = scale.lengths.map(Double.init)
    func shares(_ strength: Double, _ sign: Int) -> [Double] {
      scale.lengths.indices.map { 100 * share(outcomes.order(strength, at: $0), sign) }
    }
    var marks: [Mark] = []
    for (index, (strength, sign)) in [(0.001, 1), (0.01, 1), (100, -1), (1, 1), (1, -1)]
      .enumerated()
    {
      marks.append(
        .line(
          name: "λ_{1} = \(short(strength)), \(sign > 0 ? "above" : "below")", x: x,
          y: shares(strength, sign),
          style: Style(.hue(index), dash: strength == 1 ? .dashed : .solid)))
    }
    var losses: [Mark] = []
    for (index, method) in [(1, "ndgm"), (0, "rmsprop")] {
      guard let outcome = outcomes.oscillation["F5.lambda0.001.\(method)"] else { continue }
      losses.append(
        .line(
          name: method == "ndgm" ? "NDGM" : "RMSProp", x: x,
          y: scale.lengths.indices.map { t in
            max(Statistics.median(outcome.maximum.map { $0[t] }), 1e-12)
          }, style: Style(.hue(index))))
    }
    let figure = Figure(
      id: "lasso-run-length",
      alt:
        "Left: the share of seeds in which RMSProp's loss lies wholly above or below NDGM's over "
        + "the last 100 iterations, against the length of the run; the order at small penalties "
        + "appears only in long runs. Right: the median of the largest loss at penalty 0.001.",
      height: 250,
      panels: [
        Panel(
          title: "RMSProp against NDGM", x: Axis("run length T", scale: .log),
          y: Axis("seeds (%)", range: -5...105), marks: marks),
        Panel(
          title: "λ_{1} = 0.001", x: Axis("run length T", scale: .log),
          y: Axis("largest loss of the last 100", scale: .log), marks: losses)
      ])
    return ReportFigure(
      figure,
      experiments: Self.oscillationStrengths.flatMap { s in
        ["ndgm", "rmsprop"].map { "F5.lambda\(short(s)).\($0)" }
      },
      settings: "P = 10, learning rate 0.1, \(scale.seeds.count) seeds", source: Self.source)
  }

  /// Table 1 of the paper, with what was measured in each cell.
  func sensitivityTable(_ outcomes: Outcomes, _ scale: Scale) -> ReportTable {
    ReportTable(
      id: "table-1",
      columns: ["Method", "Limit depends on b_0", "Limit depends on l_1", "After hitting 0"],
      rows: outcomes.sensitivity.methods.map { method in
        [
          method.name, "in \(percent(method.startMatters)) of pairs",
          "in \(percent(method.strengthMatters)) of pairs",
          method.leavesZeroAfter > 0
            ? "leaves after \(method.leavesZeroAfter) step"
            : method.leavesZeroAfter == -1 ? "stays" : "never hit"
        ]
      }, experiments: ["T1"],
      settings:
        "P = 10, learning rate 0.1, momentum 0.9, l1 = 1 and 3, \(scale.seeds.count) pairs, "
        + "10,100 iterations; a limit differs when the norms are more than 1 % apart",
      source: Self.source)
  }
}
