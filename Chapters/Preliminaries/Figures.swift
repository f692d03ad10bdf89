import ChapterKit

enum RegimeFigure {
  static func make(_ outcome: RegimeOutcome) -> ReportFigure {
    let figure = Figure(
      id: "figure-step-regimes",
      alt: """
        Two panels of distance to the minimizer against iteration on a logarithmic scale, for |x| and for \
        x squared over 2. With constant steps the kink's iterates end in a two-cycle and the parabola's go \
        to 0; diminishing and reducing steps bring both closer; geometric steps stop early on both, at a \
        distance of about 0.1 and 0.34.
        """,
      panels: [
        panel("f(x) = |x|", outcome, \.kink), panel("f(x) = x^{2}/2", outcome, \.parabola)
      ])
    return ReportFigure(
      figure, experiments: [RegimeExperiment.name],
      settings:
        "x_0 = 0.5053, first rate 0.05, \((outcome.paths.first?.kink.count ?? 1) - 1) iterations",
      source: "Chapters/Preliminaries/Figures.swift")
  }

  private static func panel(
    _ title: String, _ outcome: RegimeOutcome, _ distances: KeyPath<RegimeOutcome.Path, [Double]>
  ) -> Panel {
    Panel(
      title: title, x: Axis("iteration k"), y: Axis("|x_{k}|", scale: .log, range: 1e-6...1),
      legend: .bottomLeft,
      marks: outcome.paths.enumerated().map { index, path in
        let values = path[keyPath: distances]
        return .line(
          name: path.name, x: values.indices.map(Double.init), y: values.map { max($0, 1e-12) },
          style: Style(.hue(index), lineWidth: path.name == "geometric" ? 1.8 : 1))
      })
  }
}
