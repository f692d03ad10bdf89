import Plots
import Testing

@Suite struct LabelTests {
  let canvas = RecordingCanvas()

  @Test func scriptsAreSmallerAndMoved() {
    let label = Label("||b_{k}||^{2}", font: Font(10), measuredBy: canvas)
    #expect(label.runs.map(\.text) == ["||b", "k", "||", "2"])
    let script = 10 * Label.scriptSize
    #expect(label.runs.map { $0.font.size } == [10, script, 10, script])
    #expect(label.runs[1].rise < 0 && label.runs[3].rise > 0 && label.runs[2].rise == 0)
    let end = label.runs[3].offset + canvas.width(of: "2", font: label.runs[3].font)
    #expect(abs(label.width - end) < 1e-12)
  }

  @Test(arguments: [
    ("a_b^c", "a_b^c"), ("x_{open", "x_{open"), ("e^{-{x}}", "e-{x}"), ("_{}", ""), ("", "")
  ])
  func plainTextDropsMarkupOnly(text: String, plain: String) {
    #expect(Label.plain(text) == plain)
  }
}
