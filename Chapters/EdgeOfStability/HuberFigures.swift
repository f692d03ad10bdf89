import ChapterKit
import Plots
import Reports

extension EdgeOfStability {
  private static func drawing(_ setting: HuberRuns) -> String {
    "Z \(HuberData.rows) x \(HuberData.columns), Z and y \(setting.data.words), beta_0 \(setting.startWords), "
      + "\(setting.seeds.count) seeds"
  }

  /// As in the paper one run above, the first seed's; below it all of them.
  static func figure4(_ outcomes: HuberOutcomes) -> ReportFigure {
    let runs = outcomes.chosen(large)
    let below = outcomes.chosen(small)
    let rates = paperRates.indices.map { outcomes.rate(HuberOutcomes.chosenName, $0) }
    let seed = below.first.map { "seed \($0.seed)" } ?? "no seed"
    let figure = Figure(
      id: "figure-4",
      alt:
        "Four panels of the Huber loss against the iteration, with learning rate \(rates[small]) on the left and "
        + "\(rates[large]) on the right. "
        + "Above, \(seed): a falling curve, and a zigzag. Below, a thin line or a row of dots per seed with "
        + "the median. With \(rates[small]), there on a logarithmic axis, the start is the largest loss in "
        + "\(below.count { $0.maxLoss == $0.initialLoss }) of \(below.count) runs; with \(rates[large]) the loss "
        + "goes up and down in \(runs.count(where: { $0.oscillates })) of \(runs.count) runs and stays bounded in "
        + "\(runs.count(where: { $0.staysBounded })).",
      height: 400,
      panels: [
        singlePanel(below, "α = \(rates[small]), \(seed)"),
        singlePanel(runs, "α = \(rates[large]), \(seed)"),
        seedsPanel(below, "α = \(rates[small]), every seed", isOscillating: false),
        seedsPanel(runs, "α = \(rates[large]), every seed", isOscillating: true)
      ])
    return ReportFigure(
      figure, experiments: [HuberOutcomes.chosenName],
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
    let length = min(drawn + 1, runs.map { $0.curve.count }.min() ?? 0)
    let color = Compared.plain.color
    let seeds = Ensemble(
      "median", x: (0..<length).map(Double.init), runs: runs.map { Array($0.curve.prefix(length)) },
      shown: [
        isOscillating
          ? .dots(Style(.neutral, markerSize: 1.4), name: "each seed")
          : .lines(Style(.neutral, lineWidth: 0.5, opacity: 0.45), name: "each seed"),
        .median(Style(color, lineWidth: isOscillating ? 1 : 1.8))
      ])
    return Panel(
      title: title, x: Axis("iteration k"),
      y: Axis("Huber loss", scale: isOscillating ? .linear : .log), legend: .topRight,
      marks: [.ensemble(seeds)])
  }

  static func stabilityFigure(_ outcomes: HuberOutcomes) -> ReportFigure {
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
}
