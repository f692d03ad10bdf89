import Foundation
import Plots
import Testing

/// Where legends go, told from the draw calls: a white ground behind inner ones, names and swatches.
@Suite struct LegendTests {
  static let x = (0...20).map(Double.init)
  static let rising = Mark.line(name: "rising", x: x, y: x, style: Style(.hue(0)))
  static let falling = Mark.line(name: "falling", x: x, y: x.map { 20 - $0 }, style: Style(.hue(1)))

  struct Drawing {
    /// The white grounds behind legends inside plots.
    var grounds: [Rectangle] = []
    /// Baselines of the names.
    var names: [String: [Point]] = [:]
    var plots: [Rectangle] = []
    /// Points of strokes and fills within clips, so of the data.
    var data: [Point] = []
    /// Paints of fills and strokes outside clips that have a hue.
    var swatches: [Paint] = []
  }

  func draw(_ figure: Figure) throws -> Drawing {
    let canvas = RecordingCanvas()
    try render(figure, on: canvas)
    var drawing = Drawing()
    var clip: Rectangle?
    for (index, call) in canvas.calls.enumerated() {
      switch call {
      case .clip(let rectangle):
        clip = rectangle
        drawing.plots.append(rectangle)
      case .endClip: clip = nil
      case .fill(let path, let paint):
        if clip != nil {
          drawing.data += points(path)
        } else if paint == Paint(.background) && index > 0 {
          let corners = points(path)
          drawing.grounds.append(
            Rectangle(
              x: corners[0].x, y: corners[0].y, width: corners[2].x - corners[0].x,
              height: corners[2].y - corners[0].y))
        } else if paint.color != Palette.background {
          drawing.swatches.append(paint)
        }
      case .stroke(let path, let stroke):
        if clip != nil {
          drawing.data += points(path)
        } else if Palette.hues.contains(stroke.paint.color) {
          drawing.swatches.append(stroke.paint)
        }
      case .begin, .endPart: break
      case .label(let label, let at, _, _):
        drawing.names[label.runs.map(\.text).joined(), default: []].append(at)
      }
    }
    return drawing
  }

  private func points(_ path: Path) -> [Point] {
    path.elements.compactMap {
      switch $0 {
      case .move(let point), .line(let point): point
      default: nil
      }
    }
  }

  private func figure(_ panels: [[Mark]], legend: LegendPosition? = .best) -> Figure {
    Figure(
      id: "test", alt: "A test.",
      panels: panels.map { Panel(x: Axis("x"), y: Axis("y"), legend: legend, marks: $0) })
  }

  @Test(arguments: [
    (LegendPosition.topLeft, true, true), (.topRight, false, true), (.bottomLeft, true, false),
    (.bottomRight, false, false)
  ])
  func aFreeCornerIsKept(position: LegendPosition, isLeft: Bool, isTop: Bool) throws {
    let middle = Mark.line(name: "middle", x: [9, 11], y: [9, 11], style: Style(.hue(0)))
    let panel = Panel(
      x: Axis("x", range: 0...20), y: Axis("y", range: 0...20), legend: position, marks: [middle])
    let drawing = try draw(Figure(id: "test", alt: "", columns: 1, panels: [panel]))
    let ground = try #require(drawing.grounds.first)
    let plot = drawing.plots[0]
    #expect((ground.x - plot.x < 10) == isLeft && (plot.right - ground.right < 10) == !isLeft)
    #expect((ground.y - plot.y < 10) == isTop && (plot.bottom - ground.bottom < 10) == !isTop)
  }

  @Test func aTakenCornerIsLeft() throws {
    // The wish is the top right, where the line ends.
    let drawing = try draw(figure([[Self.rising]], legend: .topRight))
    let ground = try #require(drawing.grounds.first)
    #expect(ground.right < drawing.plots[0].x + drawing.plots[0].width / 2)
    #expect(!drawing.data.contains(where: ground.contains))
  }

  @Test(arguments: 0..<12)
  func noLegendCoversData(seed: Int) throws {
    // Curves of several shapes; each figure's legends are held against all that is drawn.
    let curves = (0..<3).map { index -> Mark in
      let (phase, power) = (Double(seed * 7 + index * 3), Double(seed % 4 + 1))
      let y = Self.x.map { pow($0 / 20, power) * 8 + 3 * sin($0 * 0.4 + phase) }
      return .line(name: "curve \(index)", x: Self.x, y: y, style: Style(.hue(index)))
    }
    let drawing = try draw(
      figure([curves, Array(curves.prefix(2)), [curves[1]]], legend: .topRight))
    for ground in drawing.grounds {
      #expect(!drawing.data.contains(where: ground.contains))
      #expect(drawing.plots.contains { $0.contains(Point(ground.x, ground.y)) })
    }
    #expect(drawing.names["curve 0"]?.count == 2 && drawing.names["curve 1"]?.count == 3)
  }

  @Test func anEntryOfSeveralColorsIsNeutral() throws {
    let marks = [0, 1].map { hue in
      Mark.line(
        name: "each seed", x: [0, 1], y: [Double(hue), 1], style: Style(.hue(hue), lineWidth: 2))
    }
    let canvas = RecordingCanvas()
    try render(figure([marks]), on: canvas)
    let strokes = canvas.calls.compactMap { call in
      if case .stroke(_, let stroke) = call, stroke.width == 2 {
        stroke.paint.tone
      } else {
        nil as Tone?
      }
    }
    #expect(strokes == [.role(.hue(0)), .role(.hue(1)), .role(.neutral)])
  }

  @Test func aFullRowHasItsLegendsBelow() throws {
    let dense = (0..<2000).map { abs(sin(Double($0 * $0) * 12.9898)) }
    let cloud = Mark.scatter(
      name: "cloud", x: (0..<2000).map(Double.init), y: dense, style: Style(.hue(2)))
    let drawing = try draw(figure([[cloud], [Self.rising]]))
    #expect(drawing.grounds.isEmpty)
    let bottom = drawing.plots.map(\.bottom).max() ?? 0
    let cloudName = try #require(drawing.names["cloud"]?.first)
    let other = try #require(drawing.names["rising"]?.first)
    let axisTitle = try #require(drawing.names["x"]?.first)
    #expect(cloudName.y == other.y && cloudName.y > bottom && cloudName.y > axisTitle.y)
    #expect(cloudName.x < 240 && other.x > 240 && cloudName.y < 220)
  }

  @Test func equalLegendsAreDrawnOnce() throws {
    let marks = [Self.rising, Self.falling]
    let drawing = try draw(figure([marks, marks, marks]))
    #expect(drawing.names["rising"]?.count == 1 && drawing.names["falling"]?.count == 1)
    let place = try #require(drawing.names["rising"]?.first)
    #expect(place.y > drawing.plots.map(\.bottom).max() ?? 0)
    #expect(place.y == drawing.names["falling"]?.first?.y)
    // A different color is a different legend.
    var other = marks
    other[0] = .line(name: "rising", x: Self.x, y: Self.x, style: Style(.hue(3)))
    #expect(try draw(figure([marks, other])).names["rising"]?.count == 2)
  }

  @Test func unnamedMarksAtTheSamePlacesJoinTheirLine() throws {
    let style = Style(.hue(0))
    let (low, high) = (Self.x.map { $0 - 1 }, Self.x.map { $0 + 1 })
    let drawing = try draw(
      figure([
        [
          .band(name: "", x: Self.x, low: low, high: high, style: style), Self.rising,
          .scatter(name: "", x: Self.x, y: Self.x, style: style),
          .scatter(name: "", x: Self.x, y: high, style: style),
          .line(name: "", x: Self.x, y: Self.x, style: Style(.hue(4)))
        ]
      ]))
    let color = Tone.role(.hue(0))
    #expect(drawing.swatches == [Paint(color, opacity: 0.2), Paint(color), Paint(color)])
  }

  @Test func noLegendMeansNone() throws {
    let drawing = try draw(figure([[Self.rising]], legend: nil))
    #expect(drawing.grounds.isEmpty && drawing.names["rising"] == nil)
  }
}
