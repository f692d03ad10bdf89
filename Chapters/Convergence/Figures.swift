import ChapterKit
import Convex
import Experiments
import Plots
import Reports

enum ConvexFigures {
  /// As in the paper one run above, the first seed's; below it all of them.
  static func figureOne(_ results: RegressionResults) -> ReportFigure {
    let runs = results.relu.runs
    let above = runs.count { $0.firstIterationAboveOne != nil }
    let ball = Mark.horizontalRule(
      name: "unit ball", y: 1, style: Style(.neutral, lineWidth: 1, dash: .dashed))
    let seed = runs.first.map { "seed \($0.seed)" } ?? "no seed"
    return ReportFigure(
      Figure(
        id: "figure-1",
        alt: """
          Four panels against the iteration for the penalized ReLU regression: the loss on the left and the \
          infinity norm on the right, of \(seed) above and of \(runs.count) random draws below, there on a \
          logarithmic axis. The loss never rises in \(runs.count { $0.rises == 0 }) draws; the infinity norm \
          starts just below 1 and exceeds 1 in \(above).
          """,
        height: 400,
        panels: [
          single("Loss, \(seed)", "loss", runs, { $0.losses }, scale: .log),
          single(
            "Infinity norm, \(seed)", "‖β_{k}‖_{∞}", runs, { $0.maximumNorms }, scale: .linear,
            extra: [ball]),
          panel("Loss, every seed", "loss", runs, { $0.losses }, scale: .log),
          panel(
            "Infinity norm, every seed", "‖β_{k}‖_{∞}", runs, { $0.maximumNorms }, scale: .linear,
            extra: [ball])
        ]),
      experiments: [RegressionExperiment.name(.relu)], settings: settings(results))
  }

  static func controls(_ results: RegressionResults) -> ReportFigure {
    let losses = [
      ("ReLU", Compared.relu, results.relu.runs),
      ("softplus", .softplus, results.softplus.runs),
      ("least squares", .leastSquares, results.leastSquares.runs)
    ]
    let count = results.relu.runs.count
    func panel(
      _ title: String, _ label: String, legend: LegendPosition?,
      _ path: (RegressionOutcome.Run) -> [Double]
    ) -> Panel {
      // Fillings of the three would cover one another.
      var marks = losses.map { name, loss, runs in
        ensemble(
          name, runs.map(path), loss.style(lineWidth: 1.8),
          with: .band(loss.edges, name: Statistics.intervalName(of: count) + " of the seeds"))
      }
      marks.append(.horizontalRule(name: "", y: 1, style: Style(.neutral, lineWidth: 0.7)))
      return Panel(
        title: title, x: Axis("iteration k + 1", scale: .log), y: Axis(label), legend: legend,
        marks: marks)
    }
    func share(_ test: (RegressionOutcome.Run) -> Bool) -> String {
      losses.map { "\($0.2.count(where: test)) of \($0.2.count) (\($0.0))" }.joined(separator: ", ")
    }
    return ReportFigure(
      Figure(
        id: "figure-1-controls",
        alt: """
          Two panels against the iteration for ReLU, softplus and least squares, with a gray line at 1. Left: \
          the infinity norm exceeds 1 in \(share { $0.firstIterationAboveOne != nil }) runs. Right: the \
          Euclidean norm exceeds that of the start in \(share { $0.peakEuclideanRatio > 1 }) runs.
          """,
        panels: [
          panel("Infinity norm", "‖β_{k}‖_{∞}", legend: .best) { $0.maximumNorms },
          panel("Euclidean norm", "‖β_{k}‖_{2} / ‖β_{0}‖_{2}", legend: nil) { run in
            run.euclideanNorms.map { $0 / (run.euclideanNorms.first ?? 1) }
          }
        ]),
      experiments: [.relu, .softplus, .identity].map(RegressionExperiment.name),
      settings: settings(results))
  }

  static func rates(_ rates: RateResults) -> ReportFigure {
    func marks(_ families: [(RateSpecification.Family, String, Compared)]) -> [Mark] {
      families.flatMap { family, name, look -> [Mark] in
        let points = rates.medians(family)
        let (x, y) = (points.map { 1 / $0.error }, points.map { $0.steps })
        return [
          .line(name: "", x: x, y: y, style: look.style(lineWidth: 1)),
          .scatter(name: name, x: x, y: y, style: look.style())
        ]
      }
    }
    func slope(_ family: RateSpecification.Family) -> String {
      rates.slope(family).map(ConvexClaims.text) ?? "not measurable"
    }
    return ReportFigure(
      Figure(
        id: "figure-rates",
        alt: """
          Steps against one over the error, on logarithmic axes, nearly straight lines. Fitted slopes, left, on \
          the worst-case families: gradient descent \(slope(.huber)), subgradient method \
          \(slope(.maxFunction)). Right, on the data of Figure 1: ReLU \(slope(.relu)), least squares \
          \(slope(.leastSquares)).
          """,
        panels: [
          Panel(
            title: "Worst cases", x: Axis("1/δ", scale: .log), y: Axis("steps", scale: .log),
            legend: .bottomRight,
            marks: marks([
              (.huber, "gradient descent, Huber", .plain),
              (.maxFunction, "subgradient, max-function", .maxFunction)
            ])),
          Panel(
            title: "Figure 1's data", x: Axis("1/δ (relative)", scale: .log),
            y: Axis("steps", scale: .log), legend: .best,
            marks: marks([
              (.leastSquares, "gradient descent, least squares", .leastSquares),
              (.relu, "NDGM, ReLU", .relu)
            ]))
        ]),
      experiments: RateSpecification.Family.allCases.map(RateExperiment.name),
      settings: "step chosen for each delta; right: median over seeds")
  }

  /// The median at each iteration over what `layer` draws, against k + 1 for a logarithmic axis.
  private static func ensemble(
    _ name: String, _ paths: [[Double]], _ median: Style, with layer: Ensemble.Layer
  ) -> Mark {
    let count = paths.map { $0.count }.max() ?? 0
    return .ensemble(
      Ensemble(
        name, x: (0..<count).map { Double($0 + 1) }, runs: paths, shown: [layer, .median(median)]))
  }

  /// The first seed's run.
  private static func single(
    _ title: String, _ label: String, _ runs: [RegressionOutcome.Run],
    _ path: (RegressionOutcome.Run) -> [Double], scale: Axis.Scale, extra: [Mark] = []
  ) -> Panel {
    let values = runs.first.map(path) ?? []
    return Panel(
      title: title, x: Axis("iteration k"), y: Axis(label, scale: scale), legend: .topRight,
      marks: [
        .line(
          name: "", x: values.indices.map(Double.init), y: values,
          style: Compared.relu.style(lineWidth: 1.8))
      ] + extra)
  }

  private static func panel(
    _ title: String, _ label: String, _ runs: [RegressionOutcome.Run],
    _ path: (RegressionOutcome.Run) -> [Double], scale: Axis.Scale, extra: [Mark] = []
  ) -> Panel {
    let each = Ensemble.Layer.lines(
      Style(.neutral, lineWidth: 0.5, opacity: 0.45), name: "each seed")
    return Panel(
      title: title, x: Axis("iteration k + 1", scale: .log), y: Axis(label, scale: scale),
      legend: .topRight,
      marks: [
        ensemble(
          "median", runs.map(path), Compared.relu.style(lineWidth: 1.8), with: each)
      ] + extra)
  }

  private static func settings(_ results: RegressionResults) -> String {
    let setting = results.setting
    return "Z \(setting.rows) x \(setting.columns), l2 = \(ConvexClaims.text(setting.l2)), "
      + "alpha = \(results.rateWords), \(setting.seeds.count) seeds, \(setting.iterations) iterations"
  }
}
