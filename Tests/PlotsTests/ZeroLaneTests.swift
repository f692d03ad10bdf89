import Foundation
import Plots
import Testing

/// What is exactly 0 has a place of its own on a logarithmic axis that asks for it, and no made-up value anywhere.
@Suite struct ZeroLaneTests {
  static let figure = Figure(
    id: "f", alt: "",
    panels: [
      Panel(
        x: Axis("x"), y: Axis("y", scale: .logWithZero),
        marks: [
          .line(name: "loss", x: [1, 2, 3], y: [100, 0, 1], style: Style(.hue(0))),
          .scatter(name: "low", x: [1], y: [-1], style: Style(.hue(1)))
        ])
    ])

  @Test func zeroLiesBelowTheLeastPositiveValue() throws {
    let scale = AxisScale(.logWithZero, range: 1...100)
    let shares = try [0, 1, 10, 100].map { try #require(scale.share(of: $0)) }
    #expect(shares == shares.sorted() && shares[0] > 0 && shares[3] == 1)
    #expect(shares[0] == shares[1] / 2, "in the middle of its lane")
    #expect(abs(shares[2] - (shares[1] + shares[3]) / 2) < 1e-12, "the rest is logarithmic")
    #expect(scale.share(of: -1) == nil)
  }

  @Test func theCSVSaysZero() throws {
    #expect(
      try Self.figure.csv() == """
        panel,series,x,y,low,high
        a,loss,1,100,,
        a,loss,2,0,,
        a,loss,3,1,,
        a,low,1,,,

        """)
    #expect(
      Self.figure.notDrawn == "low: 1 value that is not positive, on a logarithmic axis")
  }

  /// Heights on the page, from the top: the line without a gap, and the tick's label beside its lowest point.
  @Test func theLaneIsMarkedAndTheLineGoesThroughIt() throws {
    let canvas = RecordingCanvas()
    try render(Self.figure, on: canvas)
    let lines = canvas.calls.compactMap { call -> [Point]? in
      guard case .stroke(let path, let stroke) = call,
        stroke.paint.color == Palette.color(for: .hue(0))
      else { return nil }
      return path.elements.compactMap { element -> Point? in
        switch element {
        case .move(let point), .line(let point): point
        default: nil
        }
      }
    }
    let line = try #require(lines.first { $0.count == 3 })
    let marks = canvas.calls.compactMap { call -> Double? in
      guard case .label(let label, let place, .end, false) = call,
        label.runs.map(\.text).joined() == "0"
      else { return nil }
      return place.y
    }
    #expect(marks.count == 1)
    #expect(abs(try #require(marks.first) - line[1].y) < 4 && line[1].y > line[2].y)
  }

  @Test func thePageIsTold() throws {
    let json = try JSONSerialization.jsonObject(with: Data(Self.figure.json().utf8))
    let panel = try #require(((json as? [String: Any])?["panels"] as? [[String: Any]])?.first)
    let (x, y) = (panel["x"] as? [String: Any], panel["y"] as? [String: Any])
    #expect(y?["scale"] as? String == "log" && y?["zero"] as? Bool == true)
    #expect(x?["zero"] == nil)
  }

  /// All values at 0 still have an axis.
  @Test func zerosAlone() throws {
    var figure = Self.figure
    figure.panels[0].marks = [.line(name: "loss", x: [1, 2], y: [0, 0], style: Style(.hue(0)))]
    let canvas = RecordingCanvas()
    try render(figure, on: canvas)
    #expect(figure.notDrawn == nil)
    #expect(
      canvas.calls.contains {
        if case .stroke(_, let stroke) = $0 {
          stroke.paint.color == Palette.color(for: .hue(0))
        } else {
          false
        }
      })
  }
}
