import ChapterKit
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

  /// As in the paper one run above, the first seed's; below it all of them.
  private static func figure4(_ outcomes: Outcomes) -> ReportFigure {
    let runs = outcomes.chosen(large)
    let below = outcomes.chosen(small)
    let rates = paperRates.indices.map { outcomes.rate(Outcomes.chosenName, $0) }
    let seed = below.first.map { "seed \($0.seed)" } ?? "no seed"
    let figure = Figure(
      id: "figure-4",
      alt:
        "Four panels of the Huber loss against the iteration, with learning rate \(rates[small]) on the left and "
        + "\(rates[large]) on the right. "
        + "Above, \(seed): a falling curve, and a zigzag. Below, a thin line or a row of dots per seed with "
        + "the median. With \(rates[small]), there on a logarithmic axis, the start is the largest loss in "
        + "\(below.count { $0.maxLoss == $0.initialLoss }) of \(below.count) runs; with \(rates[large]) the loss "
        + "goes up and down in \(runs.count(where: \.oscillates)) of \(runs.count) runs and stays bounded in "
        + "\(runs.count(where: \.staysBounded)).",
      height: 400,
      panels: [
        singlePanel(below, "α = \(rates[small]), \(seed)"),
        singlePanel(runs, "α = \(rates[large]), \(seed)"),
        seedsPanel(below, "α = \(rates[small]), every seed", isOscillating: false),
        seedsPanel(runs, "α = \(rates[large]), every seed", isOscillating: true)
      ])
    return ReportFigure(
      figure, experiments: [Outcomes.chosenName],
      settings: drawing(outcomes.chosenSetting) + ", the first \(drawnIterations) of "
        + "\(outcomes.chosenSetting.iterations) iterations, and \(drawnOscillations) of every seed's zigzag"
    )
  }

  private static func singlePanel(_ runs: [HuberRun], _ title: String) -> Panel {
    let losses = runs.first?.curve ?? []
    return Panel(
      title: title, x: Axis("iteration k"), y: Axis("Huber loss"), legend: nil,
      marks: [
        .line(
          name: "loss", x: losses.indices.map(Double.init), y: losses,
          style: Compared.plain.style(lineWidth: 1.2, isSolid: true))
      ])
  }

  /// Lines of many seeds that go up and down at each step would hide one another: they are dots, of fewer steps.
  private static func seedsPanel(
    _ runs: [HuberRun], _ title: String, isOscillating: Bool
  ) -> Panel {
    let drawn = isOscillating ? drawnOscillations : drawnIterations
    let length = min(drawn + 1, runs.map(\.curve.count).min() ?? 0)
    let color = Compared.plain.color
    let seeds = Ensemble(
      "median", x: (0..<length).map(Double.init), runs: runs.map { Array($0.curve.prefix(length)) },
      shown: [
        isOscillating
          ? .dots(Style(.neutral, markerSize: 1.8, opacity: 0.5), name: "each seed")
          : .lines(Style(.neutral, lineWidth: 0.5, opacity: 0.45), name: "each seed"),
        .median(Style(color, lineWidth: isOscillating ? 1 : 1.8))
      ])
    return Panel(
      title: title, x: Axis("iteration k"),
      y: Axis("Huber loss", scale: isOscillating ? .linear : .log), legend: .topRight,
      marks: [.ensemble(seeds)])
  }

  private static func stabilityFigure(_ outcomes: Outcomes) -> ReportFigure {
    let setting = outcomes.setting("F4.threshold")
    let multiples = setting.rates
    let runs = { (place: Int) in outcomes.runs("F4.threshold", place) }
    let interval = Statistics.intervalName(of: setting.seeds.count) + " of the seeds"
    let late = Ensemble(
      "median", x: multiples,
      samples: multiples.indices.map { runs($0).map(\.lateMaximum) },
      shown: [
        .band(Style(Compared.plain.color, opacity: 0.25), name: interval),
        .median(Compared.plain.style(isSolid: true)), .markers(Compared.plain.style())
      ])
    let above = outcomes.above.map(\.place)
    let excess = outcomes.above.map { $0.multiple - 1 }
    let rising = Ensemble(
      "raise the loss", x: excess, samples: above.map { runs($0).map(\.risingShare) },
      shown: [
        .band(Style(.hue(0), lineWidth: 0.7, isOutline: true), name: interval),
        .median(Style(.hue(0))), .markers(Style(.hue(0)))
      ])
    let turning = Ensemble(
      "turning points", x: excess, samples: above.map { runs($0).map(\.turningShare) },
      shown: [
        .band(Style(.hue(3), lineWidth: 0.7, dash: .dashed, isOutline: true), name: interval),
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
            .line(
              name: "", x: steps, y: example.cycleValues,
              style: Compared.plain.style(lineWidth: 1, isSolid: true)),
            .scatter(
              name: "loss", x: steps, y: example.cycleValues,
              style: Compared.plain.style(markerSize: 3)),
            .horizontalRule(
              name: "α L^{2}, the claimed bound", y: example.bound,
              style: Style(.hue(3), dash: .dashed))
          ]),
        Panel(
          title: "|y| + |(x, y)| - x", x: Axis("iteration k", scale: .log),
          y: Axis("x_{k}", scale: .log), legend: .topLeft,
          marks: [
            .line(
              name: "x_{k}", x: example.driftIterations, y: example.driftX,
              style: Compared.plain.style(isSolid: true)),
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
        Statistics.words(outcomes.runs(name, place).map(quantity), short)
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
        "\(Statistics.wordsName(ofSeeds: outcomes.chosenSetting.seeds.count)); \(outcomes.chosenSetting.iterations) "
        + "iterations in the first row, \(outcomes.setting("F4.threshold").iterations) in the others"
    )
  }
}
