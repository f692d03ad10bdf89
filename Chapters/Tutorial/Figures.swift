import ChapterKit
import Plots
import Reports

enum TutorialFigures {
  static let graph = Style(.neutral, lineWidth: 1.6)

  static func steps(_ values: [Double]) -> [Double] { values.indices.map(Double.init) }

  /// A run as dots on a thin line.
  static func run(
    _ name: String, x: [Double], y: [Double], _ color: ColorRole, marker: Style.Marker = .circle,
    size: Double = 3.6
  ) -> [Mark] {
    [
      .line(name: "", x: x, y: y, style: Style(color, lineWidth: 0.8)),
      .scatter(name: name, x: x, y: y, style: Style(color, marker: marker, markerSize: size))
    ]
  }

  /// A run as a staircase on a graph: each tread is a step, each riser leads to the graph.
  static func staircase(_ iterates: [Double], _ heights: [Double], _ color: ColorRole)
    -> [Mark]
  {
    var path = [(iterates[0], heights[0])]
    for t in iterates.indices.dropFirst() {
      path += [(iterates[t], heights[t - 1]), (iterates[t], heights[t])]
    }
    return [
      .line(
        name: "", x: path.map { $0.0 }, y: path.map { $0.1 }, style: Style(color, lineWidth: 1)),
      .scatter(name: "iterates", x: iterates, y: heights, style: Style(color, markerSize: 3.6))
    ]
  }

  // MARK: Gradient descent on a bowl

  static func bowl(_ outcome: BowlRun.Outcome) -> ReportFigure {
    let names = outcome.paths.map { "α = \(digits($0.learningRate))" }
    let markers: [Style.Marker] = [.circle, .diamond, .triangle]
    let iterates = outcome.paths.enumerated().flatMap { index, path in
      run(
        names[index], x: steps(path.iterates), y: path.iterates, .hue(index), marker: markers[index]
      )
    }
    let settling = outcome.paths[0].iterates
    let parabola = (-60...60).map { Double($0) / 50 }
    let panels = [
      Panel(
        title: "Steps on the graph of x^{2}/2, \(names[0])", x: Axis("x", range: -1.2...1.2),
        y: Axis("f(x)", range: -0.05...0.75), legend: nil,
        marks: [.line(name: "f", x: parabola, y: parabola.map { $0 * $0 / 2 }, style: graph)]
          + staircase(settling, settling.map { $0 * $0 / 2 }, .hue(0))),
      Panel(
        title: "Three constant steps", x: Axis("iteration t", wholeNumbers: true), y: Axis("x_{t}"),
        legend: .topLeft,
        marks: [.horizontalRule(name: "", y: 0, style: Style(.neutral, lineWidth: 0.6))] + iterates)
    ]
    return ReportFigure(
      Figure(
        id: "figure-bowl",
        alt: """
          Two panels. Left, the parabola x squared over 2 with the iterates at \(names[0]): each step goes a fixed \
          share of the way that is left, so the dots crowd at the bottom. Right, x_t against t for \(names[0]), \
          \(names[1]) and \(names[2]).
          """,
        height: 180, panels: panels),
      experiments: [BowlRun.name],
      settings: "x_0 = \(digits(settling[0])), \(settling.count - 1) steps, L = 1")
  }

  // MARK: The floor

  static func floor(_ outcome: FloorRun.Outcome) -> ReportFigure {
    let counts = outcome.counts.map(Double.init)
    var marks: [Mark] = []
    for (index, path) in outcome.paths.enumerated() {
      marks.append(
        .line(
          name: "α = 1/\(digits(1 / path.learningRate))", x: counts, y: path.best,
          style: Style(.hue(index), lineWidth: 1.8)))
    }
    for (index, path) in outcome.paths.enumerated() {
      marks.append(
        .line(
          name: index == 0 ? "bound" : "", x: counts, y: path.bounds,
          style: Style(.hue(index), lineWidth: 1, dash: .dashed)))
    }
    let ends = outcome.paths.map {
      "\(digits($0.best.last ?? 0)) against a bound of \(digits($0.bounds.last ?? 0))"
    }
    return ReportFigure(
      Figure(
        id: "figure-floor",
        alt: """
          The least value so far against the number of iterates on logarithmic scales, for three constant steps, each \
          with its bound above it. Every curve falls and then stays level, the lower the smaller the step, and the later. At the \
          end: \(ends.joined(separator: "; ")).
          """,
        columns: 1, height: 190,
        panels: [
          Panel(
            x: Axis("number of iterates T", scale: .log),
            y: Axis("least value so far", scale: .log),
            legend: .bottomLeft, marks: marks)
        ]),
      experiments: [FloorRun.name],
      settings:
        "P = \(outcome.dimension), starts and steps multiples of 1/1024, so that nothing is rounded"
    )
  }

  /// A short decimal for settings and alternative texts.
  static func digits(_ value: Double) -> String {
    let rounded = (value * 1000).rounded() / 1000
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }
}
