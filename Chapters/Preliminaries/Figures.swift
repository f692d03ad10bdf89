import Foundation
import Plots
import Reports

enum RegimeFigure {
  static func make(
    _ outcome: RegimeOutcome, _ specification: RegimeSpecification
  ) -> ReportFigure {
    func last(_ name: String, _ distances: KeyPath<RegimeOutcome.Path, [Double]>) -> String {
      let path = outcome.paths.first { $0.name == name }
      return path?[keyPath: distances].last.map { String(format: "%.2g", $0) } ?? "none"
    }
    let figure = Figure(
      id: "figure-step-regimes",
      alt: """
        Two panels of distance to the minimizer against iteration on a logarithmic scale, one dot per \
        iteration, for |x| and for x squared over 2. With constant steps the kink's dots end on two \
        levels, those of a two-cycle, and the parabola's fall without end; reducing steps lower the two levels; \
        diminishing steps scatter ever lower on the kink and fall slowly on the parabola; geometric steps \
        stop on both, at a distance of \(last("geometric", \.kink)) and \(last("geometric", \.parabola)).
        """,
      panels: [
        panel("f(x) = |x|", outcome, \.kink, legend: nil),
        panel("f(x) = x^{2}/2", outcome, \.parabola, legend: .best)
      ])
    return ReportFigure(
      figure, experiments: [RegimeExperiment.name],
      settings:
        "x_0 = \(specification.start), first rate \(specification.firstRate), \(specification.iterations) iterations"
    )
  }

  private static func panel(
    _ title: String, _ outcome: RegimeOutcome, _ distances: KeyPath<RegimeOutcome.Path, [Double]>,
    legend: LegendPosition?
  ) -> Panel {
    let markers: [Style.Marker] = [.circle, .diamond, .square, .triangle]
    // Constant and reducing steps agree at first: the larger dots show around the smaller.
    let sizes = [3.2, 1.6, 1.6, 1.6]
    return Panel(
      title: title, x: Axis("iteration k"), y: Axis("|x_{k}|", scale: .log, range: 1e-4...1),
      legend: legend,
      marks: outcome.paths.enumerated().map { index, path in
        let values = path[keyPath: distances]
        return .scatter(
          name: path.name, x: values.indices.map(Double.init), y: values,
          style: Style(
            .hue(index), marker: markers[index % markers.count],
            markerSize: sizes[index % sizes.count]))
      })
  }
}
