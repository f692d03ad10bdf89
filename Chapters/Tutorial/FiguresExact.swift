import ChapterKit
import Plots
import Reports

/// The figures of runs in exact fractions.
extension TutorialFigures {
  // MARK: Supporting lines

  static func supports(_ outcome: SupportRun.Outcome) -> ReportFigure {
    ReportFigure(
      Figure(
        id: "figure-supporting-lines",
        alt: """
          Three panels. Left, |x| with lines through its kink: those with slopes from -1 to 1 stay below the \
          graph, one with slope 1.5 cuts through it. Middle, |x| with lines through the point (1, 1): the \
          one with slope 1 supports, one with slope one half rises above the graph on the left. Right, slope against x: for x \
          squared over 2 a straight line through 0, for |x| the values -1 and 1 and, at 0, the whole interval \
          between them, with a dot at 0, the value that software takes.
          """,
        columns: 3, height: 190,
        panels: [
          linePanel(
            "Lines through the kink", outcome.points[0], supporting: [-1, -0.5, 0, 0.5, 1],
            cutting: [1.5]
          ),
          linePanel("Lines through (1, 1)", outcome.points[1], supporting: [1], cutting: [0.5]),
          slopePanel(outcome)
        ]),
      experiments: [SupportRun.name], settings: "supports decided in exact arithmetic")
  }

  /// Lines through (x, |x|); only slopes on which the exact comparison agrees are drawn.
  private static func linePanel(
    _ title: String, _ point: SupportRun.Outcome.Point, supporting: [Double], cutting: [Double]
  ) -> Panel {
    let ends = [-1.5, 1.5]
    func line(_ slope: Double, _ name: String, _ style: Style) -> Mark {
      .line(
        name: name, x: ends, y: ends.map { abs(point.x) + slope * ($0 - point.x) }, style: style)
    }
    let supports = supporting.filter(point.supporting.contains).map {
      line($0, "supports", Style(.hue(0), lineWidth: 1, dash: .dashed))
    }
    let cuts = cutting.filter(point.cutting.contains).map {
      line($0, "does not", Style(.hue(1), lineWidth: 1, dash: .dotted))
    }
    return Panel(
      title: title, x: Axis("x", range: -1.5...1.5), y: Axis("height", range: -1.1...1.6),
      legend: .bottomRight,
      marks: [.line(name: "", x: [-1.5, 0, 1.5], y: [1.5, 0, 1.5], style: graph)] + supports + cuts
        + [
          .scatter(name: "", x: [point.x], y: [abs(point.x)], style: Style(.neutral, markerSize: 4))
        ])
  }

  private static func slopePanel(_ outcome: SupportRun.Outcome) -> Panel {
    let taken = zip(outcome.samples, outcome.slopesTaken)
    let (left, right) = (taken.filter { $0.0 < 0 }, taken.filter { $0.0 > 0 })
    // From the left along -1, up the interval at 0, and on along 1.
    let all =
      left + outcome.points[0].supporting.map { (outcome.points[0].x, $0) } + right
    return Panel(
      title: "All slopes", x: Axis("x", range: -1.5...1.5), y: Axis("slope", range: -1.6...1.6),
      legend: .topLeft,
      marks: [
        .line(
          name: "of x^{2}/2", x: [-1.5, 1.5], y: [-1.5, 1.5],
          style: Style(.hue(0), lineWidth: 1, dash: .dashed)),
        .line(
          name: "of |x|", x: all.map(\.0), y: all.map(\.1), style: Style(.hue(2), lineWidth: 2)),
        .scatter(
          name: "taken at 0", x: [0], y: taken.filter { $0.0 == 0 }.map(\.1),
          style: Style(.hue(1), markerSize: 5))
      ])
  }

  // MARK: The two-cycle

  static func kink(_ outcome: KinkRun.Outcome) -> ReportFigure {
    let pair = outcome.kink.suffix(2)
    let (upper, lower) = (pair.max() ?? 0, pair.min() ?? 0)
    let panels = [
      Panel(
        title: "x_{t} against t", x: Axis("iteration t", wholeNumbers: true), y: Axis("x_{t}"),
        legend: .topRight,
        marks: [.horizontalRule(name: "", y: 0, style: Style(.neutral, lineWidth: 0.6))]
          + run(
            "x^{2}/2", x: steps(outcome.bowl), y: outcome.bowl, .hue(0), marker: .square, size: 3.2)
          + run("|x|", x: steps(outcome.kink), y: outcome.kink, Compared.plain.color)
          + run(
            "|x|, proximal step", x: steps(outcome.proximal), y: outcome.proximal,
            Compared.proximal.color,
            marker: Compared.proximal.marker, size: 2.6)),
      Panel(
        title: "The same steps on the graph of |x|", x: Axis("x", range: -0.6...1.2),
        y: Axis("|x|", range: -0.05...1.1), legend: nil,
        marks: [
          .line(name: "f", x: [-0.6, 0, 1.2], y: [0.6, 0, 1.2], style: graph)
        ] + staircase(outcome.kink, outcome.kink.map(abs), Compared.plain.color) + [
          .text("c", x: upper + 0.06, y: upper - 0.05, anchor: .start),
          .text("c - α", x: lower - 0.06, y: -lower - 0.05, anchor: .end)
        ])
    ]
    return ReportFigure(
      Figure(
        id: "figure-two-cycle",
        alt: """
          Two panels. Left, iterates against t from the same start with the same step: on x squared over 2 they fade \
          to 0; on |x| they walk down in equal steps and then jump between \(digits(upper)) and \
          \(digits(lower)) for ever; proximal steps on |x| walk down likewise and stop at 0. Right, the steps of \
          the second run on the graph of |x|: down the right branch, then across the kink and back.
          """,
        height: 190, panels: panels),
      experiments: [KinkRun.name],
      settings: "x_0 = \(digits(outcome.kink[0])), alpha = \(digits(outcome.learningRate))")
  }

  // MARK: A step that raises the value

  static func crossing(_ outcome: CrossingRun.Outcome) -> ReportFigure {
    let horizontal = outcome.points.map { $0[0] }
    let vertical = outcome.points.map { $0[1] }
    let levels = [outcome.values[0], outcome.values[1]].map { level(at: $0, outcome.strengths) }
    let map = Panel(
      title: "The run among level lines", x: Axis("x", range: -0.4...2.6),
      y: Axis("y", range: -0.9...0.9), legend: .topRight,
      marks: [
        .line(
          name: "f = f(x_{0})", x: levels[0].x, y: levels[0].y, style: Style(.hue(0), lineWidth: 1)),
        .line(
          name: "f = f(x_{1})", x: levels[1].x, y: levels[1].y,
          style: Style(.hue(0), lineWidth: 1, dash: .dashed)),
        circle(squaredRadius: outcome.squaredDistances[0])
      ] + run("x_{t}", x: horizontal, y: vertical, Compared.plain.color, size: 3.2) + [
        .scatter(
          name: "minimizer", x: [0], y: [0], style: Style(.hue(2), marker: .cross, markerSize: 6))
      ])
    let courses = Panel(
      title: "Value and distance", x: Axis("iteration t", wholeNumbers: true),
      y: Axis("value, or squared distance"), legend: .topRight,
      marks: [
        .horizontalRule(
          name: "α G^{2}/2", y: outcome.threshold,
          style: Style(.neutral, lineWidth: 1, dash: .dotted))
      ]
        + run("f(x_{t})", x: steps(outcome.values), y: outcome.values, .hue(0))
        + run(
          "||x_{t}||^{2}", x: steps(outcome.values), y: outcome.squaredDistances, .hue(1),
          marker: .diamond))
    return ReportFigure(
      Figure(
        id: "figure-crossing",
        alt: """
          Two panels for f = \(weight(outcome.strengths[0]))|x| + \(weight(outcome.strengths[1]))|y|. Left, diamond-shaped level lines around the origin, a circle around it through \
          the start, and the run, which zigzags across the line y = 0 towards the origin: the first step ends \
          on a higher level line but inside the circle. Right, against t: the value goes up and down by turns, \
          while the squared distance falls in every step until the value is below the dotted line at \
          \(digits(outcome.threshold)).
          """,
        height: 200, panels: [map, courses]),
      experiments: [CrossingRun.name],
      settings: """
        from (\(digits(horizontal[0])), \(digits(vertical[0]))), alpha = \(digits(outcome.learningRate)), exact \
        fractions
        """)
  }

  /// The diamond on which the weighted sum of magnitudes is `value`.
  private static func level(
    at value: Double, _ strengths: [Double]
  ) -> (x: [Double], y: [Double]) {
    let (x, y) = (value / strengths[0], value / strengths[1])
    return ([x, 0, -x, 0, x], [0, y, 0, -y, 0])
  }

  /// The right half of the circle around the origin, by fractions: the same numbers on every platform.
  private static func circle(squaredRadius: Double) -> Mark {
    let radius = squaredRadius.squareRoot()
    let tangents = (-40...40).map { Double($0) / 40 }
    return .line(
      name: "as far as x_{0}", x: tangents.map { radius * (1 - $0 * $0) / (1 + $0 * $0) },
      y: tangents.map { radius * 2 * $0 / (1 + $0 * $0) },
      style: Style(.neutral, lineWidth: 1, dash: .dotted))
  }

  /// A factor in front of a term, which is left out where it is 1.
  private static func weight(_ factor: Double) -> String { factor == 1 ? "" : digits(factor) + " " }
}
