import Plots
import Reports

extension Duality {
  static func figure() -> ReportFigure {
    ReportFigure(
      Figure(
        id: "figure-vertical-support",
        alt:
          "Three epigraphs. Left, x on the half-line from 0: the vertical line at 0 and lines of slope 1 or "
          + "less through the origin have the epigraph on one side. Middle, |x| on the whole line: lines "
          + "with slopes between -1 and 1 support it, but the vertical line cuts it in two. Right, the "
          + "exponential: the horizontal line at its infimum 0 never touches it.",
        columns: 3, width: 480, height: 190, panels: [halfLine(), absoluteValue(), exponential()]),
      experiments: [experimentName],
      settings: "drawn from the definitions; supports decided in exact arithmetic")
  }

  private static let ceiling = 2.0
  private static let vertical = Style(.hue(1), lineWidth: 2)
  private static let oblique = Style(.neutral, lineWidth: 1, dash: .dashed)

  /// The line through the origin with slope m.
  private static func line(_ m: Double, name: String = "") -> Mark {
    .line(name: name, x: [-1.5, 1.5], y: [-1.5 * m, 1.5 * m], style: oblique)
  }

  private static func panel(_ title: String, legend: LegendPosition?, _ marks: [Mark]) -> Panel {
    Panel(
      title: title, x: Axis("x", range: -1.5...1.5), y: Axis("height", range: -2...ceiling),
      legend: legend, marks: marks)
  }

  private static func epigraph(x: [Double], y: [Double]) -> [Mark] {
    [
      .band(
        name: "", x: x, low: y, high: y.map { _ in ceiling }, style: Style(.hue(0), opacity: 0.18)),
      .line(name: "", x: x, y: y, style: Style(.hue(0), lineWidth: 1.8)),
      .text("epigraph", x: 0.75, y: 1.6, anchor: .middle)
    ]
  }

  private static func halfLine() -> Panel {
    panel(
      "x on [0, ∞)", legend: nil,
      epigraph(x: [0, 1.5], y: [0, 1.5]) + [
        line(-1), line(0), line(0.5, name: "supports"),
        .verticalRule(name: "vertical support", x: 0, style: vertical),
        .text("supports", x: -0.08, y: -1.85, anchor: .end)
      ])
  }

  private static func absoluteValue() -> Panel {
    panel(
      "|x|", legend: nil,
      epigraph(x: [-1.5, 0, 1.5], y: [1.5, 0, 1.5]) + [
        line(-0.5), line(0), line(0.5),
        .verticalRule(name: "cuts", x: 0, style: Style(.neutral, lineWidth: 1, dash: .dotted)),
        .text("cuts in two", x: -0.08, y: -1.85, anchor: .end)
      ])
  }

  private static func exponential() -> Panel {
    // Powers of e^{0.05} by repeated products: the same numbers on every platform.
    let step = 1.0512710963760241
    var y = [0.22313016014842982]
    for _ in 0..<60 { y.append(y[y.count - 1] * step) }
    let x = y.indices.map { -1.5 + 0.05 * Double($0) }
    let shown = y.indices.filter { y[$0] <= ceiling }
    return panel(
      "e^{x}", legend: nil,
      [
        .band(
          name: "", x: shown.map { x[$0] }, low: shown.map { y[$0] },
          high: shown.map { _ in ceiling }, style: Style(.hue(0), opacity: 0.18)),
        .line(
          name: "", x: shown.map { x[$0] }, y: shown.map { y[$0] },
          style: Style(.hue(0), lineWidth: 1.8)),
        .text("epigraph", x: -0.7, y: 1.6, anchor: .middle), line(0),
        .text("touches nowhere", x: 0, y: -0.35, anchor: .middle)
      ])
  }

  static func table(_ examples: [SupportOutcome]) -> ReportTable {
    ReportTable(
      id: "table-vertical-support",
      columns: [
        "h", "minimizer c", "c inside the hull of the domain",
        "supporting slopes among those tried", "vertical support"
      ],
      rows: examples.map {
        [
          $0.words, $0.minimizer, $0.isInterior ? "yes" : "no",
          $0.supportedSlopes.isEmpty ? "–" : $0.supportedSlopes.joined(separator: ", "),
          $0.hasVerticalSupport ? "yes" : "no"
        ]
      },
      experiments: [experimentName],
      settings: "slopes tried: " + probedSlopes.map(\.description).joined(separator: ", "))
  }
}
