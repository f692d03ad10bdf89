import Foundation
import Plots
import Testing

@Suite struct FigureJSONTests {
  typealias Object = [String: Any]

  func panels(_ figure: Figure) throws -> [Object] {
    let root = try JSONSerialization.jsonObject(with: Data(figure.json().utf8)) as? Object
    return try #require(root?["panels"] as? [Object])
  }

  static let figure = Figure(
    id: "f", alt: "",
    panels: [
      Panel(
        title: "|x|", x: Axis("iteration k", range: 0...4), y: Axis("‖b_{k}‖_{1} < 1", scale: .log),
        marks: [
          .line(
            name: "loss", x: [1, 2, 3], y: [0.123456789, .nan, 1.5e-7],
            style: Style(.hue(9), lineWidth: 2, dash: .dashed)),
          .band(name: "", x: [1], low: [123456.789], high: [1e20], style: Style(.rmsprop)),
          .horizontalRule(name: "bound", y: 2, style: Style(.neutral)),
          .text("here", x: 1, y: 2, anchor: .middle),
          .ensemble(
            Ensemble(
              name: "runs", x: [1, 2], runs: [[1, 2], [3]], low: [1], median: [2], high: [3],
              shown: [.median(Style(.sgd))]))
        ])
    ])

  @Test func marksHaveTheirValuesAndStyle() throws {
    let panel = try panels(Self.figure)[0]
    let marks = try #require(panel["marks"] as? [Object])
    #expect(
      marks.compactMap { $0["kind"] as? String } == ["line", "band", "rule", "text", "ensemble"])
    #expect(
      marks.compactMap { $0["series"] as? String } == ["loss", "series 2", "bound", "here", "runs"])
    let y = try #require(marks[0]["y"] as? [Any])
    #expect(y[0] as? Double == 0.123457 && y[1] is NSNull && y[2] as? Double == 1.5e-7)
    #expect(marks[1]["low"] as? [Double] == [123457] && marks[1]["high"] as? [Double] == [1e20])
    let style = try #require(marks[0]["style"] as? Object)
    #expect(style["tone"] as? String == "hue-1" && style["dashes"] as? [Double] == [8, 5])
    #expect((marks[1]["style"] as? Object)?["opacity"] as? Double == 0.2)
  }

  @Test func anEnsembleHasAllRunsAndWhatCanBeSwitchedOn() throws {
    let marks = try #require(try panels(Self.figure)[0]["marks"] as? [Object])
    #expect(marks[4]["runs"] as? [[Double]] == [[1, 2], [3]])
    let layers = try #require(marks[4]["layers"] as? [Object])
    #expect(layers.compactMap { $0["layer"] as? String } == ["runs", "band", "median"])
    #expect(layers.compactMap { $0["shown"] as? Bool } == [false, false, true])
    #expect((layers[0]["style"] as? Object)?["tone"] as? String == "sgd")
    #expect((layers[1]["style"] as? Object)?["outline"] == nil)
    #expect(marks[4]["interval"] as? String == "interval")
  }

  @Test func anOutlineSaysSo() throws {
    let edges = Style(.hue(0), lineWidth: 0.7, isOutline: true)
    let panel = Panel(
      x: Axis("x"), y: Axis("y"),
      marks: [.band(name: "b", x: [1, 2], low: [1, 1], high: [2, 2], style: edges)])
    let marks = try #require(
      try panels(Figure(id: "f", alt: "", panels: [panel]))[0]["marks"] as? [Object])
    let style = try #require(marks[0]["style"] as? Object)
    #expect(style["outline"] as? Bool == true && style["opacity"] as? Double == 1)
  }

  @Test func axesHaveTheirLabelsAsHTML() throws {
    let panel = try panels(Self.figure)[0]
    let (x, y) = (panel["x"] as? Object, panel["y"] as? Object)
    #expect(x?["label"] as? String == "iteration <i>k</i>")
    #expect(y?["label"] as? String == "‖<i>b</i><sub><i>k</i></sub>‖<sub>1</sub> &lt; 1")
    #expect(x?["range"] as? [Double] == [0, 4] && y?["scale"] as? String == "log")
    let range = try #require(y?["range"] as? [Double])
    #expect(range[0] > 0 && range[0] < 1.5e-7 && range[1] > 1e20)
  }

  /// Every number of the CSV is in the JSON, to six digits and in the same place.
  @Test func itsValuesAreTheCSVs() throws {
    let figure = Self.figure
    let rows = try figure.csv().split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    let marks = try #require(try panels(figure)[0]["marks"] as? [Object])
    var compared = 0
    for mark in marks {
      let name = try #require(mark["series"] as? String)
      let own = rows.filter { $0[1] == name }
      for (column, key) in [
        (2, "x"), (3, mark["kind"] as? String == "ensemble" ? "median" : "y"), (4, "low"),
        (5, "high")
      ] {
        let values = try #require((mark[key] ?? [Any]()) as? [Any])
        for (row, value) in zip(own, values) where !row[column].isEmpty {
          let (exact, rounded) = (try #require(Double(row[column])), try #require(value as? Double))
          #expect(abs(rounded - exact) <= 5e-6 * abs(exact), "\(name) \(key)")
          compared += 1
        }
      }
    }
    #expect(compared == 13)
  }

  @Test func theNarrowLayoutHasOneColumn() throws {
    let narrow = Self.figure.narrow
    #expect(narrow.columns == 1 && narrow.width < Self.figure.width)
    try render(narrow, on: RecordingCanvas())
  }
}
