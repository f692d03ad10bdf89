import ChapterKit
import Plots
import Reports

extension EdgeOfStability {
  static func figures(_ outcomes: Outcomes) -> [ReportFigure] {
    [figure4(outcomes.huber), stabilityFigure(outcomes.huber), counterExampleFigure(outcomes)]
  }

  private static func counterExampleFigure(_ outcomes: Outcomes) -> ReportFigure {
    let example = outcomes.counterExamples
    let steps = example.cycleValues.indices.map(Double.init)
    let reference = example.driftIterations.map { cubeRoot(3 * $0 / 8) }
    let figure = Figure(
      id: "figure-counter-examples",
      alt:
        "Left: the loss of NDGM on a maximum of three linear functions, repeating every twelve steps and "
        + "passing the bound alpha G squared once in each cycle. Right: the first coordinate of NDGM on a convex "
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
              name: "α G^{2}, the claimed bound", y: example.bound,
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

  static func variationTable(_ outcomes: HuberOutcomes) -> ReportTable {
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
