import Foundation
import Plots
import Testing

@Suite struct EnsembleTests {
  static let x = [1.0, 2, 4]
  static let runs = [[1.0, 3, 9], [2.0, 4, 8], [3.0, 5]]
  static let lines = Style(.neutral, lineWidth: 0.5, opacity: 0.4)
  static let shown: [Ensemble.Layer] = [
    .lines(lines), .band(Style(.hue(0)), name: "range"), .median(Style(.hue(0))),
    .markers(Style(.hue(0), marker: .square))
  ]

  func ensemble(
    _ shown: [Ensemble.Layer] = shown, runs: [[Double]] = runs, named: Ensemble.Layer.Kind = .median
  ) -> Mark {
    .ensemble(
      Ensemble(
        name: "middle", x: Self.x, runs: runs, low: [1, 3], median: [2, 4], high: [3, 5],
        shown: shown, named: named))
  }

  /// The same picture declared mark by mark.
  static let marks: [Mark] =
    runs.map { .line(name: "", x: Array(x.prefix($0.count)), y: $0, style: lines) } + [
      .band(name: "range", x: [1, 2], low: [1, 3], high: [3, 5], style: Style(.hue(0))),
      .line(name: "middle", x: [1, 2], y: [2, 4], style: Style(.hue(0))),
      .scatter(name: "", x: [1, 2], y: [2, 4], style: Style(.hue(0), marker: .square))
    ]

  func figure(_ marks: [Mark]) -> Figure {
    Figure(id: "f", alt: "", panels: [Panel(x: Axis("x"), y: Axis("y"), marks: marks)])
  }

  func draw(_ marks: [Mark]) throws -> [RecordingCanvas.Call] {
    let canvas = RecordingCanvas()
    try render(figure(marks), on: canvas)
    return canvas.calls
  }

  func parts(_ calls: [RecordingCanvas.Call]) -> [FigurePart] {
    calls.compactMap { if case .begin(let part) = $0 { part } else { nil } }
  }

  @Test func drawsAndListsWhatItsMarksWould() throws {
    func bare(_ marks: [Mark]) throws -> [RecordingCanvas.Call] {
      try draw(marks).filter { call in
        switch call {
        case .begin, .endPart: false
        default: true
        }
      }
    }
    #expect(try bare([ensemble()]) == bare(Self.marks))
    #expect(try figure([ensemble()]).csv() == figure(Self.marks).csv())
  }

  @Test func itsLayersAreParts() throws {
    let marks = try parts(draw([ensemble()])).filter { if case .mark = $0 { true } else { false } }
    #expect(
      marks == [
        .mark(0, layer: .runs, series: "series 1"), .mark(0, layer: .band, series: "range"),
        .mark(0, layer: .median, series: "middle"), .mark(0, layer: .markers, series: "middle")
      ])
    // Among several ensembles, an entry stands for all of one.
    let two = try draw([
      ensemble(),
      .ensemble(
        Ensemble(
          name: "other", x: Self.x, runs: Self.runs, low: [1, 3], median: [2, 4], high: [3, 5],
          shown: [.lines(Style(.hue(1))), .median(Style(.hue(1)))]))
    ])
    #expect(parts(two).contains(.mark(0, layer: .runs, series: "middle")))
    #expect(parts(two).contains(.mark(1, layer: .runs, series: "other")))
  }

  /// One entry stands for all runs; the CSV keeps them apart.
  @Test func namedRunsShareAnEntryAndAreCounted() throws {
    let named = [ensemble([.lines(Self.lines, name: "each seed"), .median(Style(.hue(0)))])]
    let csv = try figure(named).csv()
    #expect(
      csv.contains("a,\"each seed, run 1\",1,1,,\n")
        && csv.contains("a,\"each seed, run 3\",2,5,,\n"))
    let entries = try parts(draw(named)).compactMap { part in
      if case .entry(let series, _) = part { series } else { nil as String? }
    }
    #expect(entries == ["each seed", "middle"])
    #expect(try parts(draw(named)).contains(.mark(0, layer: .runs, series: "each seed")))
  }

  /// Two edges in place of a filling, in the plot and in the legend.
  @Test func anOutlinedBandIsStroked() throws {
    let edges = Style(.hue(0), lineWidth: 0.7, dash: .dashed, isOutline: true)
    let calls = try draw([ensemble([.band(edges, name: "range"), .median(Style(.hue(1)))])])
    let fills = calls.filter {
      if case .fill(_, let paint) = $0 { paint.tone == .role(.hue(0)) } else { false }
    }
    let strokes = calls.compactMap { call -> Path? in
      if case .stroke(let path, let stroke) = call, stroke.paint == Paint(.role(.hue(0))) {
        path
      } else {
        nil
      }
    }
    #expect(fills.isEmpty && strokes.count == 2)
    for path in strokes {
      let starts = path.elements.filter { if case .move = $0 { true } else { false } }
      #expect(starts.count == 2)
    }
  }

  @Test func oneRunIsNotDrawnTwice() throws {
    let single = try figure([ensemble(runs: [[1, 3, 9]])]).csv()
    #expect(!single.contains("9"))
    #expect(single.contains("a,middle,1,2,,\n"))
  }

  @Test func theNameCanBeTheMarkers() throws {
    let csv = try figure([
      ensemble([.median(Style(.hue(0))), .markers(Style(.hue(0)))], named: .markers)
    ])
    .csv()
    #expect(
      csv
        == "panel,series,x,y,low,high\na,series 1,1,2,,\na,series 1,2,4,,\na,middle,1,2,,\na,middle,2,4,,\n"
    )
  }

  @Test func lengthsAreChecked() {
    let error = #expect(throws: PlotError.self) { try draw([ensemble(runs: [[1, 2, 3, 4]])]) }
    #expect(error?.description.contains("3 x values, 4 values of a run in panel (a)") == true)
    #expect(throws: PlotError.self) {
      try draw([
        .ensemble(
          Ensemble(name: "", x: [1], runs: [[1]], low: [], median: [1], high: [1], shown: []))
      ])
    }
  }

  @Test func everyPartEnds() throws {
    var figure = figure([ensemble(), .text("here", x: 2, y: 4, anchor: .start)])
    figure.panels.append(figure.panels[0])
    figure.panels[1].title = "second"
    let canvas = RecordingCanvas()
    try render(figure, on: canvas)
    var open: [FigurePart] = []
    for call in canvas.calls {
      if case .begin(let part) = call { open.append(part) }
      if case .endPart = call {
        try #require(!open.isEmpty, "a part ends that has not begun")
        open.removeLast()
      }
      guard case .label(let label, _, _, _) = call else { continue }
      let text = label.runs.map(\.text).joined()
      if text == "here" { #expect(open.last == .mark(1, layer: nil, series: "here")) }
      if text.hasSuffix("second") { #expect(open.last == .title) }
      if text == "range" {
        guard case .entry("range", let frame) = open.last else {
          Issue.record("The name is not within its entry.")
          continue
        }
        #expect(frame.width > 22 && frame.height == 11)
      }
    }
    #expect(open.isEmpty)
    let panels = parts(canvas.calls).compactMap { part -> Int? in
      if case .panel(let index, let plot) = part, plot.width > 24 { index } else { nil }
    }
    #expect(panels == [0, 1])
  }
}
