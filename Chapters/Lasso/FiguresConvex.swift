import ChapterKit
import Experiments
import Plots
import Reports

extension Lasso {
  /// From the weakest penalty of a figure to the strongest; methods have the other colors.
  private static let strengthColors: [ColorRole] = [.hue(0), .hue(2), .hue(3)]

  /// T0's two-cycles: the norm against the iteration, before and after the learning rate falls.
  func toyFigure(_ outcomes: Outcomes) -> ReportFigure {
    let strengths = outcomes.toy.phases.map { $0.strength }.reduce(into: [Double]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    var marks: [Mark] = []
    for (index, strength) in zip([0, 2], strengths) {
      var norms: [Double] = []
      for phase in outcomes.toy.phases where phase.strength == strength {
        norms += norms.isEmpty ? phase.norms : Array(phase.norms.dropFirst())
      }
      marks.append(
        .line(
          name: "λ_{1} = \(short(strength))", x: norms.indices.map(Double.init), y: norms,
          style: Style(Self.strengthColors[index], lineWidth: 1.1)))
    }
    let setting = outcomes.settings.toy
    let rates = setting.learningRates.map(short)
    let fall = Double(setting.stepsPerRate)
    marks.append(
      .verticalRule(
        name: "α falls to \(rates[1])", x: fall, style: Style(.neutral, dash: .dashed)))
    let figure = Figure(
      id: "lasso-two-cycle",
      alt:
        "The L1 norm of the toy LASSO against the iteration for two penalties, with a learning rate "
        + "that falls from \(rates[0]) to \(rates[1]) at iteration \(setting.stepsPerRate). Each ends in a two-cycle before and after the fall: "
        + enumeration(
          outcomes.toy.phases.map {
            "between \(digits($0.minimum, 3)) and \(digits($0.maximum, 3)) at l1 = \(short($0.strength)) "
              + "and alpha = \(short($0.learningRate))"
          }) + ".",
      columns: 1, height: 230,
      panels: [
        Panel(
          x: Axis("iteration k"), y: Axis("‖β_{k}‖_{1}", scale: .log), marks: marks)
      ])
    return ReportFigure(
      figure, experiments: ["T0"],
      settings:
        "beta_0 = (\(setting.start.map(short).joined(separator: ", "))), alpha = \(rates[0]) for "
        + "\(setting.stepsPerRate) iterations, then \(rates[1])")
  }

  /// B2: the end of NDGM per seed beside the optimum, and against the learning rate.
  func regressionFigure(_ outcomes: Outcomes, _ scale: Scale) -> ReportFigure {
    let settings = outcomes.settings
    let (weak, strong) = (settings.b2(Self.weakStrength), settings.b2(Self.strongStrength))
    let variants = rateVariants(outcomes)
    let seeds = settings.b2(Self.strongStrength, variants.varied[0]).seeds.count
    let variations = Self.regressionStarts + Self.regressionTravels.map { $0.0 }
    let names = outcomes.regression.names.filter { name in
      !variations.contains { name.hasSuffix(".\($0)") }
    }
    let ends = Self.regressionStrengths.map {
      "\(digits(Statistics.median(outcomes.norms("B2.lambda\(short($0))")), 3)) at \(settings.b2($0).penalty)"
    }
    let strongNorms = variants.all.map { variant in
      let norms = outcomes.norms("B2.lambda10\(variant.suffix)").prefix(seeds)
      return digits(Statistics.median(Array(norms)), 3)
    }
    let figure = Figure(
      id: "lasso-regression-norms",
      alt: "Left: the final L1 norm of NDGM for each seed at three penalties, with the norm of the "
        + "true optimum where it is not zero, as it is at \(strong.penalty); the medians are \(enumeration(ends)). "
        + "Right: the final norms against the learning rate; at \(strong.penalty) the medians are "
        + "\(enumeration(strongNorms)).",
      height: 250,
      panels: [seedPanel(outcomes), ratePanel(outcomes, scale)])
    return ReportFigure(
      figure, experiments: names + outcomes.optima.names,
      settings: "W \(weak.rows) x \(weak.columns), \(weak.seeds.count) seeds on the left at "
        + "alpha = \(short(strong.learningRate)), \(seeds) on the right; optimum to a duality gap of "
        + digits(settings.optimum.gap, 2))
  }

  /// The rates of the figure's right panel, each with the end of its experiments' names, from the smallest.
  private func rateVariants(
    _ outcomes: Outcomes
  ) -> (varied: [String], all: [(rate: Double, suffix: String)]) {
    let varied = Self.regressionRates.map { ".alpha\(short($0))" }
    let all = ([""] + varied).map {
      (rate: outcomes.settings.b2(Self.strongStrength, $0).learningRate, suffix: $0)
    }.sorted { $0.rate < $1.rate }
    return (varied, all)
  }

  /// The final norm of each seed beside its optimum.
  func seedPanel(_ outcomes: Outcomes) -> Panel {
    var marks: [Mark] = []
    let settings = outcomes.settings
    for (index, strength) in Self.regressionStrengths.enumerated() {
      let l1 = short(settings.b2(strength).strength)
      let runs = outcomes.regression["B2.lambda\(short(strength))"]?.runs ?? []
      let x = runs.indices.map { Double($0 + 1) }
      marks.append(
        .scatter(
          name: "NDGM, λ_{1} = \(l1)", x: x, y: runs.map { $0.norm },
          style: Style(Self.strengthColors[index], marker: .circle)))
      let optima = outcomes.optima(strength).map { $0.norm }
      if optima.count == runs.count, optima.allSatisfy({ $0 > 0 }) {
        marks.append(
          .scatter(
            name: "optimum, λ_{1} = \(l1)", x: x, y: optima,
            style: Style(Self.strengthColors[index], marker: .cross)))
      }
    }
    return Panel(
      title: "Each seed", x: Axis("seed"), y: Axis("final ‖β‖_{1}", scale: .log), marks: marks)
  }

  private func ratePanel(_ outcomes: Outcomes, _ scale: Scale) -> Panel {
    let settings = outcomes.settings
    let strong = settings.b2(Self.strongStrength)
    let (varied, variants) = rateVariants(outcomes)
    let seeds = settings.b2(Self.strongStrength, varied[0]).seeds.count
    var rateMarks: [Mark] = []
    let rates = variants.map { $0.rate }
    for (index, strength) in [(0, Self.weakStrength), (2, Self.strongStrength)] {
      let samples = variants.map { variant in
        let norms = outcomes.norms("B2.lambda\(short(strength))\(variant.suffix)")
        return Array(norms.prefix(seeds))
      }
      rateMarks.append(
        .ensemble(
          Ensemble(
            "λ_{1} = \(short(settings.b2(strength).strength))", x: rates, samples: samples,
            shown: [
              .band(
                Style(Self.strengthColors[index], opacity: 0.25),
                name: Statistics.intervalName(of: scale.variedSeeds.count) + " of the seeds"),
              .median(Style(Self.strengthColors[index])),
              .markers(Style(Self.strengthColors[index], markerSize: 3.5))
            ], named: .markers)))
    }
    rateMarks.append(
      .line(
        name: "P α λ_{1} / 2 at λ_{1} = \(short(strong.strength))", x: rates,
        y: rates.map { Double(strong.columns) * $0 * strong.strength / 2 },
        style: Style(.neutral, lineWidth: 1, dash: .dashed)))
    return Panel(
      title: "Against the learning rate", x: Axis("learning rate α", scale: .log),
      y: Axis("final ‖β‖_{1}", scale: .log), marks: rateMarks)
  }

  /// F5 against the length of the run: the median over seeds of the largest loss.
  func lengthFigure(_ outcomes: Outcomes, _ scale: Scale) -> ReportFigure {
    let settings = outcomes.settings
    let weak = settings.f5(Self.oscillationEnds.weak)
    let strengths = [Self.oscillationEnds.weak, Self.oscillationEnds.strong]
    let x = weak.lengths.map(Double.init)
    let panels = strengths.map { strength in
      let ensembles = [("NDGM", "ndgm", Compared.plain), ("RMSProp", "rmsprop", .rmsProp)].map {
        label, method, look in
        let outcome = outcomes.oscillation["F5.lambda\(short(strength)).\(method)"]
        return Ensemble(
          label, x: x, runs: outcome?.maximum ?? [],
          shown: [.median(look.style()), .markers(look.style())], named: .markers)
      }
      // The page can show each seed, and some of RMSProp's are at 0.
      let hasZero = ensembles.contains { $0.runs.contains { $0.contains(0) } }
      return Panel(
        title: "λ_{1} = \(short(settings.f5(strength).strength))",
        x: Axis("run length T", scale: .log),
        y: Axis("largest loss of the last \(weak.window)", scale: hasZero ? .logWithZero : .log),
        marks: ensembles.map { .ensemble($0) })
    }
    let ends = strengths.map { strength in
      let ways = [("NDGM", "ndgm"), ("RMSProp", "rmsprop")].map { label, method in
        let medians = [0, weak.lengths.count - 1].map { t in
          Statistics.median(
            outcomes.oscillation["F5.lambda\(short(strength)).\(method)"]?.maximum.map { $0[t] }
              ?? [])
        }
        return "from \(digits(medians[0], 2)) to \(digits(medians[1], 2)) for \(label)"
      }
      return "at \(settings.f5(strength).penalty) " + enumeration(ways)
    }
    let figure = Figure(
      id: "lasso-run-length",
      alt:
        "The median over the seeds of the largest training loss of the toy LASSO over the last \(weak.window) "
        + "iterations, against the length of the run, for NDGM and RMSProp at two penalties. From the "
        + "shortest run to the longest it goes \(ends.joined(separator: "; ")).",
      height: 210, panels: panels)
    return ReportFigure(
      figure,
      experiments: strengths.flatMap { s in
        ["ndgm", "rmsprop"].map { "F5.lambda\(short(s)).\($0)" }
      },
      settings: weak.words)
  }

  /// F5's order against the length of the run, at every l1.
  func orderTable(_ outcomes: Outcomes, _ scale: Scale) -> ReportTable {
    ReportTable(
      id: "lasso-order",
      columns: ["T"] + Self.oscillationStrengths.map { outcomes.settings.f5($0).penalty },
      rows: outcomes.settings.f5(Self.oscillationEnds.weak).lengths.enumerated().map {
        index, length in
        [String(length)]
          + Self.oscillationStrengths.map { strength in
            let order = outcomes.order(strength, at: index)
            return [1, -1].map { share(order, $0).perCent }.joined(separator: " / ")
          }
      },
      experiments: Self.oscillationStrengths.flatMap { s in
        ["ndgm", "rmsprop"].map { "F5.lambda\(short(s)).\($0)" }
      },
      settings: outcomes.settings.f5(Self.oscillationEnds.weak).words)
  }

  /// Table 1 of the paper with its rows and cells, and beside each what was measured.
  func sensitivityTable(_ outcomes: Outcomes, _ scale: Scale) -> ReportTable {
    let setting = outcomes.settings.sensitivity
    return ReportTable(
      id: "table-1",
      columns: [
        "Method", "Limit set by (paper)", "Differs with β_0 (ours)", "Differs with λ_1 (ours)",
        "After hitting 0 (paper)", "After hitting 0 (ours)"
      ],
      rows: zip(Self.tableRows, outcomes.sensitivity.methods).map { printed, method in
        let shares = method.shares(of: scale.seeds.count)
        return [
          method.name, printed.strengthMatters ? "β_0 and λ_1" : "β_0", shares.start.cell,
          shares.strength.cell, printed.leavesZero ? "leaves it" : "stays", method.afterZero
        ]
      }, experiments: ["T1"],
      settings:
        "P = \(Self.sensitivityDimension), alpha = \(short(setting.learningRate)), eta = \(short(setting.momentum)), "
        + "l1 = \(enumeration(setting.strengths.map(short))), \(setting.seeds.count) pairs, \(grouped(setting.steps)) "
        + "iterations; two limits differ when the least or the largest norm of the last \(setting.window) iterations is "
        + "more than \(percent(setting.tolerance)) of the larger norm apart")
  }
}
