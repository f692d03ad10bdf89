import Convex
import Plots
import Reports

enum ConvexFigures {
  static func figureOne(_ results: RegressionResults) -> ReportFigure {
    let runs = results.relu.runs
    let above = runs.count { $0.firstIterationAboveOne != nil }
    return ReportFigure(
      Figure(
        id: "figure-1",
        alt: """
          Two panels against the iteration, on a logarithmic axis, for \(runs.count) random draws of the \
          penalized ReLU regression. Left: the loss never rises in \(runs.count { $0.rises == 0 }) of them. \
          Right: the infinity norm starts just below 1 and exceeds 1 in \(above) of them.
          """,
        panels: [
          panel("Loss", "loss", runs, \.losses, scale: .log),
          panel(
            "Infinity norm", "‖β_{k}‖_{∞}", runs, \.maximumNorms, scale: .linear,
            extra: [
              .horizontalRule(
                name: "unit ball", y: 1, style: Style(.neutral, lineWidth: 1, dash: .dashed))
            ])
        ]),
      experiments: [RegressionExperiment.name(.relu)], settings: settings(results))
  }

  static func controls(_ results: RegressionResults) -> ReportFigure {
    let losses = [
      ("ReLU", results.relu.runs), ("softplus", results.softplus.runs),
      ("least squares", results.leastSquares.runs)
    ]
    func panel(
      _ title: String, _ label: String, legend: LegendPosition?,
      _ path: (RegressionOutcome.Run) -> [Double]
    ) -> Panel {
      var marks: [Mark] = []
      for (index, (name, runs)) in losses.enumerated() {
        marks.append(ensemble(name, runs.map(path), .hue(index)))
      }
      marks.append(
        .horizontalRule(name: "", y: 1, style: Style(.neutral, lineWidth: 1, dash: .dashed)))
      return Panel(
        title: title, x: Axis("iteration k + 1", scale: .log), y: Axis(label), legend: legend,
        marks: marks)
    }
    func share(_ test: (RegressionOutcome.Run) -> Bool) -> String {
      losses.map { "\($0.1.count(where: test)) of \($0.1.count) (\($0.0))" }.joined(separator: ", ")
    }
    return ReportFigure(
      Figure(
        id: "figure-1-controls",
        alt: """
          Two panels against the iteration for ReLU, softplus and least squares, with a dashed line at 1. Left: \
          the infinity norm exceeds 1 in \(share { $0.firstIterationAboveOne != nil }) runs. Right: the \
          Euclidean norm exceeds that of the start in \(share { $0.peakEuclideanRatio > 1 }) runs.
          """,
        panels: [
          panel("Infinity norm", "‖β_{k}‖_{∞}", legend: .best, \.maximumNorms),
          panel("Euclidean norm", "‖β_{k}‖_{2} / ‖β_{0}‖_{2}", legend: nil) { run in
            run.euclideanNorms.map { $0 / (run.euclideanNorms.first ?? 1) }
          }
        ]),
      experiments: [.relu, .softplus, .identity].map(RegressionExperiment.name),
      settings: settings(results) + "; median and 5th to 95th percentile")
  }

  static func capture() -> ReportFigure {
    let xs = stride(from: -4.0, through: 1.0, by: 0.02).map { ($0 * 100).rounded() / 100 }
    // The exact iterates' fractions grow by eleven bits a step; for the drawing Double will do.
    var steps = ExactArguments.leavingTheUnitBall(steps: 1).map { $0.point[0].doubleValue }
    while steps.count <= 2000 { steps.append(steps[steps.count - 1] * (1 - 1.0 / 2000)) }
    let shown = Array(steps.prefix(2))
    func f(_ x: Double) -> Double { (x < 0 ? 0.005 : 50) * x * x }
    let ks = [0, 1] + stride(from: 20, to: steps.count, by: 20)
    let ball = Style(.neutral, lineWidth: 1, dash: .dashed)
    return ReportFigure(
      Figure(
        id: "figure-capture",
        alt: """
          Left: a convex function that is steep to the right of 0 and flat to its left, with one gradient step \
          from 0.9 to -3.6, far outside the dashed unit ball but lower. Right: its iterates return to 0 from \
          the left without ever raising the loss.
          """,
        panels: [
          Panel(
            title: "One step", x: Axis("x"), y: Axis("f(x)"), legend: .topLeft,
            marks: [
              .line(name: "f", x: xs, y: xs.map(f), style: Style(.hue(0))),
              .line(
                name: "", x: shown, y: shown.map(f),
                style: Style(.hue(1), lineWidth: 1, dash: .dotted)),
              .scatter(
                name: "x_{0}, x_{1}", x: shown, y: shown.map(f),
                style: Style(.hue(1), markerSize: 5)),
              .verticalRule(name: "unit ball", x: -1, style: ball),
              .verticalRule(name: "", x: 1, style: ball)
            ]),
          Panel(
            title: "All steps", x: Axis("iteration k"), y: Axis("x_{k}"), legend: .bottomRight,
            marks: [
              .line(
                name: "x_{k}", x: ks.map(Double.init), y: ks.map { steps[$0] },
                style: Style(.hue(1))),
              .horizontalRule(name: "unit ball", y: -1, style: ball),
              .horizontalRule(name: "", y: 1, style: ball)
            ])
        ]),
      experiments: [], settings: "alpha = 1/20, x_0 = 9/10")
  }

  static func rates(_ rates: RateResults) -> ReportFigure {
    func marks(_ families: [(RateSpecification.Family, String, Int)]) -> [Mark] {
      families.flatMap { family, name, hue -> [Mark] in
        let points = rates.medians(family)
        let (x, y) = (points.map { 1 / $0.error }, points.map(\.steps))
        return [
          .line(name: "", x: x, y: y, style: Style(.hue(hue), lineWidth: 1)),
          .scatter(name: name, x: x, y: y, style: Style(.hue(hue)))
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
            title: "Worst cases", x: Axis("1/e", scale: .log), y: Axis("steps", scale: .log),
            legend: .bottomRight,
            marks: marks([
              (.huber, "gradient descent, Huber", 0), (.maxFunction, "subgradient, max-function", 1)
            ])),
          Panel(
            title: "Figure 1's data", x: Axis("1/e (relative)", scale: .log),
            y: Axis("steps", scale: .log), legend: .best,
            marks: marks([
              (.leastSquares, "gradient descent, least squares", 0), (.relu, "NDGM, ReLU", 1)
            ]))
        ]),
      experiments: RateSpecification.Family.allCases.map(RateExperiment.name),
      settings: "step chosen for each e; right: median over seeds")
  }

  /// Median and percentiles at each iteration, after what `first` draws, against k + 1 for a logarithmic
  /// axis.
  static func ensemble(
    _ name: String, _ paths: [[Double]], _ color: ColorRole, after first: [Ensemble.Layer] = []
  ) -> Mark {
    let layers: [Ensemble.Layer] = [
      .band(Style(color, opacity: 0.22)), .median(Style(color, lineWidth: 1.8))
    ]
    let count = paths.map(\.count).max() ?? 0
    return .ensemble(
      Ensemble(
        name, x: (0..<count).map { Double($0 + 1) }, runs: paths, shown: first + layers))
  }

  private static func panel(
    _ title: String, _ label: String, _ runs: [RegressionOutcome.Run],
    _ path: KeyPath<RegressionOutcome.Run, [Double]>, scale: Axis.Scale, extra: [Mark] = []
  ) -> Panel {
    let each = Ensemble.Layer.lines(Style(.neutral, lineWidth: 0.5, opacity: 0.35))
    return Panel(
      title: title, x: Axis("iteration k + 1", scale: .log), y: Axis(label, scale: scale),
      legend: scale == .log ? .topRight : .best,
      marks: [ensemble("median", runs.map { $0[keyPath: path] }, .hue(0), after: [each])] + extra)
  }

  private static func settings(_ results: RegressionResults) -> String {
    let setting = results.setting
    return "Z \(setting.rows) x \(setting.columns), l2 = \(ConvexClaims.text(setting.l2)), "
      + "alpha = \(results.rateWords), \(setting.seeds.count) seeds, \(setting.iterations) iterations"
  }
}
