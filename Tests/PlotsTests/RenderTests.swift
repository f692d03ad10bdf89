import Foundation
import Plots
import Testing

@Suite struct RenderTests {
  static let x = (0...20).map(Double.init)

  func draw(_ figure: Figure) throws -> [RecordingCanvas.Call] {
    let canvas = RecordingCanvas()
    try render(figure, on: canvas)
    return canvas.calls
  }

  func figure(_ marks: [Mark], x: Axis = Axis("x"), y: Axis = Axis("y"), count: Int = 1) -> Figure {
    Figure(
      id: "test", alt: "A test.",
      panels: Array(repeating: Panel(x: x, y: y, marks: marks), count: count))
  }

  func texts(_ calls: [RecordingCanvas.Call]) -> [String] {
    calls.compactMap { call in
      guard case .label(let label, _, _, _) = call else { return nil }
      return label.runs.map(\.text).joined()
    }
  }

  func strokes(_ calls: [RecordingCanvas.Call], _ role: ColorRole) -> [Path] {
    calls.compactMap { call in
      guard case .stroke(let path, let stroke) = call,
        stroke.paint.color == Palette.color(for: role)
      else { return nil }
      return path
    }
  }

  func moves(_ path: Path) -> Int {
    path.elements.count { if case .move = $0 { true } else { false } }
  }

  func points(_ path: Path) -> [Point] {
    path.elements.compactMap {
      switch $0 {
      case .move(let point), .line(let point): point
      default: nil
      }
    }
  }

  @Test func aLineIsClippedLabeledAndInItsLegend() throws {
    let calls = try draw(
      figure([.line(name: "loss", x: Self.x, y: Self.x, style: Style(.hue(0)))], count: 2))
    #expect(calls.count { if case .clip = $0 { true } else { false } } == 2)
    #expect(calls.count { $0 == .endClip } == 2)
    #expect(texts(calls).filter { $0 == "loss" }.count == 1)
    #expect(texts(calls).contains("(a)") && texts(calls).contains("(b)"))
    // Two lines and the swatch of their common legend.
    #expect(strokes(calls, .hue(0)).count == 3)
  }

  @Test func valuesThatNoAxisShowsAreGaps() throws {
    var y = Self.x.map { $0 + 1 }
    y[5] = .nan
    y[12] = .infinity
    let gapped = try draw(figure([.line(name: "", x: Self.x, y: y, style: Style(.hue(0)))]))
    #expect(moves(strokes(gapped, .hue(0))[0]) == 3)
    y[8] = -1
    y[9] = 0
    let log = try draw(
      figure(
        [.line(name: "", x: Self.x, y: y, style: Style(.hue(0)))], y: Axis("y", scale: .log)))
    #expect(moves(strokes(log, .hue(0))[0]) == 4)
  }

  @Test func emptyConstantAndLonePointsAreDrawn() throws {
    let style = Style(.hue(0))
    #expect(texts(try draw(figure([]))).contains("no values to show"))
    #expect(
      texts(try draw(figure([.line(name: "n", x: [1, 2], y: [.nan, .nan], style: style)])))
        .contains("no values to show"))
    #expect(
      texts(
        try draw(figure([.line(name: "", x: [1], y: [-1], style: style)], y: Axis("", scale: .log)))
      )
      .contains("no values to show"))
    let lone = try draw(figure([.line(name: "", x: [3], y: [4], style: style)]))
    #expect(lone.contains { if case .fill(_, Paint(.role(.hue(0)))) = $0 { true } else { false } })
    let constant = try draw(
      figure([.line(name: "", x: Self.x, y: Self.x.map { _ in 7 }, style: style)]))
    #expect(texts(constant).contains("7.0"))
  }

  @Test func tickLabelsDoNotOverlap() throws {
    for (x, scale) in [
      (Self.x.map { $0 * 1e5 }, Axis.Scale.linear), (Self.x.map { pow(10, $0 - 9) }, .log),
      (Self.x.map { 1000 + $0 * 1e-5 }, .linear)
    ] {
      let calls = try draw(
        figure(
          [.line(name: "", x: x, y: Self.x, style: Style(.hue(0)))], x: Axis("x", scale: scale),
          count: 3))
      var ends: [Double: Double] = [:]
      var labels = 0
      for case .label(let label, let at, .middle, false) in calls where label.runs[0].font.size == 8
      {
        #expect(at.x - label.width / 2 >= ends[at.y] ?? -1, "\(label.runs)")
        ends[at.y] = at.x + label.width / 2
        labels += 1
        if at.x < 240 { #expect(at.x + label.width / 2 <= 480) }
        if labels % 100 == 0 { break }
      }
      #expect(labels >= 6)
    }
  }

  @Test func everythingStaysOnThePage() throws {
    let figure = figure(
      [
        .line(name: "a long series name", x: Self.x, y: Self.x.map { $0 * 1e6 }, style: Style(.sgd))
      ],
      x: Axis("iteration"), y: Axis("||b_{k}||"), count: 4)
    for case .label(let label, let at, let anchor, false) in try draw(figure) {
      let start = at.x - label.width * (anchor == .start ? 0 : anchor == .middle ? 0.5 : 1)
      #expect(start >= 0 && start + label.width <= 480.01 && at.y > 0 && at.y <= 220)
    }
  }

  @Test func longLinesKeepTheirLookInFewerPoints() throws {
    let x = (0..<100_000).map(Double.init)
    let y = x.map { sin($0 * 1.3) + ($0 == 31_415 ? 9 : 0) }
    let few = try draw(figure([.line(name: "", x: x, y: y, style: Style(.hue(0)))], y: Axis("")))
    let drawn = points(strokes(few, .hue(0))[0])
    #expect(drawn.count < 10_000 && drawn.count > 1000)
    // The spike is the highest point by far, and reaches what the range was fitted to.
    let heights = drawn.map(\.y).sorted()
    #expect(heights[1] - heights[0] > 50)
    #expect(zip(drawn, drawn.dropFirst()).allSatisfy { $0.x <= $1.x })
  }

  @Test func pointsThatAddNothingAreLeftOut() throws {
    let x = (0..<300).map(Double.init)
    let straight = try draw(
      figure([.line(name: "", x: x, y: x.map { 2 * $0 }, style: Style(.hue(0)))]))
    #expect(points(strokes(straight, .hue(0))[0]).count == 2)
    // A bow keeps enough of them: between two that stay, the middle is where the bow is.
    let bowed = try draw(
      figure(
        [.line(name: "", x: x, y: x.map { $0 * $0 / 300 }, style: Style(.hue(0)))],
        x: Axis("x", range: 0...300), y: Axis("y", range: 0...300)))
    let drawn = points(strokes(bowed, .hue(0))[0])
    let plot = try #require(
      bowed.compactMap { call -> Rectangle? in
        guard case .clip(let rectangle) = call else { return nil }
        return rectangle.expanded(by: -0.6)
      }.first)
    #expect(drawn.count > 20 && drawn.count < 150)
    for (a, b) in zip(drawn, drawn.dropFirst()) {
      let share = ((a.x + b.x) / 2 - plot.x) / plot.width
      let exact = plot.bottom - share * share * plot.height
      #expect(abs((a.y + b.y) / 2 - exact) < 0.02)
    }
  }

  @Test func pointsFarOutsideTheRangeAreCut() throws {
    let calls = try draw(
      figure(
        [.line(name: "", x: [0, 1, 2, 3], y: [0, 1e9, -1e9, 0.5], style: Style(.hue(0)))],
        y: Axis("y", range: 0...1)))
    #expect(points(strokes(calls, .hue(0))[0]).allSatisfy { $0.y > -100 && $0.y < 400 })
  }

  @Test func onlySeveralPanelsHaveLetters() throws {
    let marks: [Mark] = [.line(name: "", x: Self.x, y: Self.x, style: Style(.hue(0)))]
    #expect(!texts(try draw(figure(marks))).contains { $0.hasPrefix("(") })
    let letters = try draw(figure(marks, count: 3)).compactMap { call -> Label? in
      guard case .label(let label, _, _, _) = call, label.runs[0].text.hasPrefix("(") else {
        return nil
      }
      return label
    }
    #expect(letters.map { $0.runs[0].text } == ["(a)", "(b)", "(c)"])
    #expect(letters.allSatisfy { $0.runs[0].font == Font(9, .semibold) })
  }

  @Test func titlesOfTheYAxisAlignInAColumn() throws {
    var figure = figure([.line(name: "", x: Self.x, y: Self.x, style: Style(.hue(0)))], count: 4)
    figure.height = 400
    figure.panels[2].marks = [
      .line(name: "", x: Self.x, y: Self.x.map { 1e6 + $0 }, style: Style(.hue(0)))
    ]
    var places: [Double] = []
    for case .label(_, let at, _, true) in try draw(figure) { places.append(at.x) }
    #expect(places.count == 4)
    #expect(places[0] == places[2] && places[1] == places[3] && places[0] < places[1])
  }

  @Test func markersAtTheEdgeAreWholeAndLinesAreNot() throws {
    let calls = try draw(
      figure(
        [
          .line(name: "", x: [0, 1], y: [0, 1], style: Style(.hue(0))),
          .scatter(name: "", x: [0, 1], y: [0, 1], style: Style(.hue(1), markerSize: 6)),
          .scatter(name: "", x: [0], y: [1.5], style: Style(.hue(2), markerSize: 6))
        ], y: Axis("y", range: 0...1)))
    let clips = calls.compactMap { call -> Rectangle? in
      guard case .clip(let rectangle) = call else { return nil }
      return rectangle
    }
    #expect(clips.count == 2)
    #expect(abs(clips[1].width - clips[0].width - 2 * (6 - 0.6)) < 1e-9)
    #expect(calls.count { $0 == .endClip } == 2)
    #expect(
      !calls.contains { if case .fill(_, Paint(.role(.hue(2)))) = $0 { true } else { false } })
  }

  @Test func panelsAreEqualAndTitlesWrap() throws {
    var figure = figure(
      [.line(name: "", x: Self.x, y: Self.x, style: Style(.hue(0)))], count: 2)
    figure.panels[0].title = "a title of rather more words than fit over one panel of two"
    figure.panels[1].y.label = ""
    let calls = try draw(figure)
    let clips = calls.compactMap { call -> Rectangle? in
      guard case .clip(let rectangle) = call else { return nil }
      return rectangle
    }
    #expect(clips[0].width == clips[1].width && clips[0].height == clips[1].height)
    #expect(clips[0].y == clips[1].y)
    var lines = 0
    for case .label(let label, let at, _, false) in calls where label.runs[0].font.size == 9 {
      if at.x < 240 {
        lines += 1
        #expect(at.x + label.width < 245)
      }
    }
    #expect(lines == 2)
  }

  @Test func annotationsLeaveTheirPointVisibleAndStayInside() throws {
    let calls = try draw(
      figure([
        .line(name: "", x: Self.x, y: Self.x, style: Style(.hue(0))),
        .text("middle", x: 10, y: 10, anchor: .middle), .text("end", x: 20, y: 10, anchor: .start),
        .text("gone", x: 10, y: .nan, anchor: .start)
      ]))
    var places: [String: Point] = [:]
    for case .label(let label, let at, .start, false) in calls {
      places[label.runs[0].text] = Point(at.x + label.width, at.y)
    }
    #expect(places["gone"] == nil)
    let middle = try #require(places["middle"])
    let end = try #require(places["end"])
    #expect(middle.y == end.y)
    #expect(end.x <= 480)
  }

  @Test func faultsAreNamed() {
    let style = Style(.hue(0))
    #expect(throws: PlotError.badFigure(figure: "e", found: "0 panels", expected: "at least 1")) {
      try draw(Figure(id: "e", alt: "", panels: []))
    }
    let mismatch = #expect(throws: PlotError.self) {
      try draw(figure([.line(name: "s", x: [1, 2], y: [1], style: style)]))
    }
    #expect(
      mismatch?.description
        == "Series 's': 2 x values, 1 y values in panel (a) of figure 'test', expected equal "
        + "lengths. Give each point all of its values.")
    let range = #expect(throws: PlotError.self) {
      try draw(figure([], y: Axis("loss", scale: .log, range: 0...1)))
    }
    #expect(
      range?.description
        == "Axis 'loss': range 0.0 to 1.0 in panel (a) of figure 'test', expected two different "
        + "positive finite ends. Change the range, or leave it out to fit the data.")
    let small = #expect(throws: PlotError.self) {
      try draw(
        Figure(
          id: "tiny", alt: "", width: 60, height: 40,
          panels: [Panel(x: Axis("x"), y: Axis("y"), marks: [])]))
    }
    #expect(small?.description.hasPrefix("Figure 'tiny': ") == true)
  }
}
