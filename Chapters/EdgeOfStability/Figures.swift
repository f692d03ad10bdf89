import Plots
import Reports

extension EdgeOfStability {
  static func figures(_ outcomes: Outcomes) -> [ReportFigure] {
    [figure4(outcomes), stabilityFigure(outcomes), counterExampleFigure(outcomes)]
  }

  private static func drawing(_ setting: HuberRuns) -> String {
    "Z \(HuberData.rows) x \(HuberData.columns), Z and y \(setting.data.words), beta_0 \(setting.startWords), "
      + "\(setting.seeds.count) seeds"
  }

  private static func figure4(_ outcomes: Outcomes) -> ReportFigure {
    let panels = paperRates.enumerated().map { index, rate in
      let runs = outcomes.chosen(index)
      let color = ColorRole.hue(index)
      let drawn = index == 0 ? drawnIterations : drawnOscillations
      let length = min(drawn + 1, runs.map(\.curve.count).min() ?? 0)
      let x = (0..<length).map(Double.init)
      // Lines of many seeds that go up and down at each step would hide one another and the band.
      let isOscillating = index > 0
      let seeds = Ensemble(
        "median", x: x, runs: runs.map { Array($0.curve.prefix(length)) },
        shown: [
          .band(Style(color, opacity: 0.18), name: "5 to 95 % of the seeds"),
          isOscillating
            ? .dots(Style(color, markerSize: 1.6, opacity: 0.5))
            : .lines(Style(color, lineWidth: 0.4, opacity: 0.35)),
          .median(Style(color, lineWidth: isOscillating ? 0.9 : 1.6))
        ])
      return Panel(
        title: "α = \(outcomes.rate(Outcomes.chosenName, index))", x: Axis("iteration"),
        y: Axis("Huber loss", scale: index == 0 ? .log : .linear),
        legend: index == 0 ? .topRight : .best, marks: [.ensemble(seeds)])
    }
    let runs = outcomes.chosen(large)
    let below = outcomes.chosen(small)
    let rates = paperRates.indices.map { outcomes.rate(Outcomes.chosenName, $0) }
    let figure = Figure(
      id: "figure-4",
      alt:
        "Huber loss against iteration, one thin line or row of dots per seed with the median. With learning rate \(rates[small]), on a "
        + "logarithmic axis, the start is the largest loss in \(below.count { $0.maxLoss == $0.initialLoss }) "
        + "of \(below.count) runs; with \(rates[large]) the loss goes up and down in "
        + "\(runs.count(where: \.oscillates)) of \(runs.count) runs and stays bounded in "
        + "\(runs.count(where: \.staysBounded)).",
      panels: panels)
    return ReportFigure(
      figure, experiments: [Outcomes.chosenName],
      settings: drawing(outcomes.chosenSetting) + ", the first \(drawnIterations) and "
        + "\(drawnOscillations) of \(outcomes.chosenSetting.iterations) iterations")
  }

  private static func stabilityFigure(_ outcomes: Outcomes) -> ReportFigure {
    let setting = outcomes.setting("F4.threshold")
    let multiples = setting.rates
    let runs = { (place: Int) in outcomes.runs("F4.threshold", place) }
    let late = Ensemble(
      "median", x: multiples,
      samples: multiples.indices.map { runs($0).map(\.lateMaximum) },
      shown: [
        .band(Style(.hue(1), opacity: 0.2), name: "5 to 95 %"), .median(Style(.hue(1))),
        .markers(Style(.hue(1)))
      ])
    let above = outcomes.above.map(\.place)
    let excess = outcomes.above.map { $0.multiple - 1 }
    let rising = Ensemble(
      "raise the loss", x: excess, samples: above.map { runs($0).map(\.risingShare) },
      shown: [
        .band(Style(.hue(2), opacity: 0.2), name: "raise the loss"), .median(Style(.hue(2))),
        .markers(Style(.hue(2)))
      ])
    let turning = Ensemble(
      "turning points", x: excess, samples: above.map { runs($0).map(\.turningShare) },
      shown: [
        .band(Style(.hue(3), opacity: 0.2), name: "turning points"),
        .median(Style(.hue(3), dash: .dashed)), .markers(Style(.hue(3), marker: .square))
      ])
    let from = outcomes.everyStepMultiple.map { "from \(short($0)) times 2/L on" } ?? "nowhere"
    let figure = Figure(
      id: "figure-4-stability",
      alt:
        "Left, against the learning rate in units of 2/L: the largest loss of the second half of the run, "
        + "\(short(late.median[2])) at \(short(multiples[2])) and \(short(late.median[late.median.count - 1])) at "
        + "\(short(multiples[multiples.count - 1])). Right, against the "
        + "excess over 2/L: the share of steps that raise the loss and of places where it turns; the median run "
        + "turns at every step \(from).",
      panels: [
        Panel(
          title: "Largest loss, second half", x: Axis("learning rate / (2/L)", scale: .log),
          y: Axis("Huber loss", scale: late.low.contains(0) ? .logWithZero : .log),
          legend: .bottomRight,
          marks: [
            .ensemble(late),
            .verticalRule(
              name: "α = 2/L", x: 1, style: Style(.neutral, lineWidth: 1, dash: .dashed))
          ]),
        Panel(
          title: "Above the limit, second half",
          x: Axis("learning rate / (2/L) - 1", scale: .log),
          y: Axis("share of the steps", range: -0.04...1.04), legend: .best,
          marks: [.ensemble(rising), .ensemble(turning)])
      ])
    return ReportFigure(
      figure, experiments: ["F4.threshold"],
      settings: drawing(setting) + ", \(setting.iterations) iterations")
  }

  private static func counterExampleFigure(_ outcomes: Outcomes) -> ReportFigure {
    let example = outcomes.counterExamples
    let steps = example.cycleValues.indices.map(Double.init)
    let reference = example.driftIterations.map { cubeRoot(3 * $0 / 8) }
    let figure = Figure(
      id: "figure-counter-examples",
      alt:
        "Left: the loss of NDGM on a maximum of three linear functions, repeating every twelve steps and "
        + "passing the bound alpha L squared once in each cycle. Right: the first coordinate of NDGM on a convex "
        + "function with minimizers, on logarithmic axes: it rises to \(short(example.driftX.last ?? 0)) and "
        + "closes in on the cube root of 3/8 of the iteration.",
      panels: [
        Panel(
          title: "Maximum of three linear functions", x: Axis("iteration"),
          y: Axis("f(x_{k}) - f^{*}", range: 0...0.85), legend: .topRight,
          marks: [
            .line(name: "", x: steps, y: example.cycleValues, style: Style(.hue(0), lineWidth: 1)),
            .scatter(
              name: "loss", x: steps, y: example.cycleValues, style: Style(.hue(0), markerSize: 3)),
            .horizontalRule(
              name: "α L^{2}, the claimed bound", y: example.bound,
              style: Style(.hue(1), dash: .dashed))
          ]),
        Panel(
          title: "|y| + |(x, y)| - x", x: Axis("iteration k", scale: .log),
          y: Axis("x_{k}", scale: .log), legend: .topLeft,
          marks: [
            .line(
              name: "x_{k}", x: example.driftIterations, y: example.driftX, style: Style(.hue(2))),
            .line(
              name: "(3k/8)^{1/3}", x: example.driftIterations, y: reference,
              style: Style(.neutral, lineWidth: 1, dash: .dotted))
          ])
      ])
    return ReportFigure(
      figure, experiments: [counterExamples],
      settings:
        "alpha = 1, exact rational arithmetic (left), \(Int(example.driftIterations.last ?? 0)) steps (right)"
    )
  }

  /// By Newton's method, so that every platform draws the same reference line.
  static func cubeRoot(_ value: Double) -> Double {
    precondition(value > 0, "The value is \(value), expected more than 0.")
    var root = max(1, value)
    for _ in 0..<100 { root -= (root * root * root - value) / (3 * root * root) }
    return root
  }

  static func variationTable(_ outcomes: Outcomes) -> ReportTable {
    let rows = variations.map { variation in
      let name = variationName(variation.data, startScale: variation.startScale)
      func cell(_ place: Int, _ quantity: (HuberRun) -> Double) -> String {
        let (low, median, high) = outcomes.summary(name, place, quantity)
        return "\(short(median)) (\(short(low)) to \(short(high)))"
      }
      return [
        outcomes.setting(name).data.words, outcomes.setting(name).startWords,
        short(outcomes.summary(name, large) { $0.stabilityLimit }.median),
        cell(small) { $0.finalLoss },
        cell(large) { $0.maxLoss },
        cell(large) { $0.finalLoss }
      ]
    }
    return ReportTable(
      id: "table-4-variations",
      columns: [
        "entries of Z and y", "beta_0", "2/L", "final loss, \(outcomes.alpha(small))",
        "largest loss, \(outcomes.alpha(large))", "final loss, \(outcomes.alpha(large))"
      ],
      rows: rows,
      experiments: variations.map { variationName($0.data, startScale: $0.startScale) },
      settings:
        "median (5 to 95 %) of \(outcomes.chosenSetting.seeds.count) seeds; \(outcomes.chosenSetting.iterations) "
        + "iterations in the first row, \(outcomes.setting("F4.threshold").iterations) in the others"
    )
  }
}
