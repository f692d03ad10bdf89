import Foundation
import Plots
import Testing

/// Whatever number a run comes to, there is a figure, and it says what it does not show.
@Suite struct HostileValuesTests {
  static let values: [[Double]] = [
    [], [.nan], [.infinity, -.infinity], [0], [0, 0, 0], [-1, -2], [1e300, -1e300],
    [.greatestFiniteMagnitude, -.greatestFiniteMagnitude], [.greatestFiniteMagnitude],
    [5e-324], [5e-324, 1.7e308], [1e305, 1.1e305], [1, .nan, 1e300, .infinity, 1e-300, 0, -1],
    [1 / 3, 1 / 3.0.nextUp], [1e15, 1e15 + 1]
  ]

  static func figure(_ values: [Double], _ scale: Axis.Scale, _ range: ClosedRange<Double>?)
    -> Figure
  {
    let places = values.indices.map { Double($0) }
    let style = Style(.hue(0))
    func marks(_ x: [Double], _ y: [Double]) -> [Mark] {
      [
        .line(name: "line", x: x, y: y, style: style),
        .scatter(name: "dots", x: x, y: y, style: style),
        .band(name: "band", x: x, low: y, high: y.reversed(), style: style),
        .bars(name: "bars", x: x, y: y, low: y, high: y, width: 0.5, style: style),
        .ensemble(
          Ensemble(
            name: "runs", x: x, runs: [y, y.reversed()], low: y, median: y, high: y,
            shown: [.lines(style), .band(style), .median(style), .markers(style)]))
      ]
        + y.flatMap { value in
          [
            .horizontalRule(name: "rule", y: value, style: style),
            .verticalRule(name: "rule", x: value, style: style),
            .text("here", x: value, y: value, anchor: .middle)
          ]
        }
    }
    return Figure(
      id: "f", alt: "", columns: 2, height: 420,
      panels: [
        Panel(x: Axis("x"), y: Axis("y", scale: scale, range: range), marks: marks(places, values)),
        Panel(x: Axis("x", scale: scale, range: range), y: Axis("y"), marks: marks(values, places)),
        Panel(
          x: Axis("x", categories: ["a", "b"]), y: Axis("y", scale: scale),
          marks: marks(places, values))
      ])
  }

  @Test(arguments: values, [Axis.Scale.linear, .log, .logWithZero, .symmetricLog(threshold: 0.05)])
  func anyValueHasAFigure(values: [Double], scale: Axis.Scale) throws {
    for range in [nil, 0.5...2, 1...Double.infinity] {
      let figure = Self.figure(values, scale, range)
      let canvas = RecordingCanvas()
      try render(figure, on: canvas)
      try render(figure.narrow, on: RecordingCanvas())
      let json = try JSONSerialization.jsonObject(with: Data(figure.json().utf8))
      #expect(json is [String: Any])
      #expect(try figure.csv().hasPrefix("panel,series"))
      // Canvases count in fixed point.
      #expect(canvas.reach <= 2e6, "\(values)")
    }
  }

  @Test func whatIsNotDrawnIsNamed() {
    let style = Style(.hue(0))
    let figure = Figure(
      id: "f", alt: "",
      panels: [
        Panel(
          x: Axis("x"), y: Axis("y", scale: .log),
          marks: [
            .line(name: "loss", x: [1, 2, 3], y: [1, .nan, 0], style: style),
            .scatter(name: "", x: [.infinity], y: [2], style: style),
            .line(name: "whole", x: [1], y: [1], style: style)
          ])
      ])
    #expect(
      figure.notDrawn
        == "loss: 1 value that is not finite; loss: 1 value that is not positive, on a logarithmic axis; "
        + "series 2: 1 value that is not finite")
    #expect(Self.figure([1, 2], .linear, nil).notDrawn == nil)
  }

  /// A name is shown by the page's script as what it is, whatever it holds.
  @Test func namesAndCategoriesAreEscaped() throws {
    let name = "<img src=x> & </script>"
    let figure = Figure(
      id: "f", alt: "",
      panels: [
        Panel(
          title: name, x: Axis(name, categories: [name]), y: Axis(name),
          marks: [.line(name: name, x: [0], y: [1], style: Style(.hue(0)))])
      ])
    let text = try figure.json()
    #expect(!text.contains("<"))
    let root = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let panel = try #require((root?["panels"] as? [[String: Any]])?.first)
    let x = try #require(panel["x"] as? [String: Any])
    let mark = try #require((panel["marks"] as? [[String: Any]])?.first)
    for shown in [
      panel["title"], x["label"], (x["categories"] as? [String])?.first, mark["name"]
    ] {
      let words = try #require(shown as? String)
      #expect(words.hasPrefix("&lt;img src") && !words.contains("<img"), "\(words)")
    }
    #expect(mark["series"] as? String == name)
  }
}

extension RecordingCanvas {
  /// The largest coordinate of all that was drawn.
  fileprivate var reach: Double {
    let points = calls.flatMap { call -> [Point] in
      switch call {
      case .stroke(let path, _), .fill(let path, _):
        path.elements.flatMap { element -> [Point] in
          switch element {
          case .move(let p), .line(let p): [p]
          case .circle(let center, let radius): [Point(center.x + radius, center.y + radius)]
          case .close: []
          }
        }
      case .label(_, let place, _, _): [place]
      default: []
      }
    }
    return points.flatMap { [$0.x.magnitude, $0.y.magnitude] }.max() ?? 0
  }
}
