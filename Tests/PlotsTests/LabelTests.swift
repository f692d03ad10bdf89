import Plots
import Testing

@Suite struct LabelTests {
  let canvas = RecordingCanvas()

  @Test func scriptsAreSmallerAndMoved() {
    let label = Label("||b_{k}||^{2}", font: Font(10), measuredBy: canvas)
    #expect(label.runs.map(\.text) == ["||", "b", "k", "||", "2"])
    let script = 10 * Label.scriptSize
    #expect(label.runs.map { $0.font.size } == [10, 10, script, 10, script])
    #expect(label.runs[2].rise < 0 && label.runs[4].rise > 0 && label.runs[3].rise == 0)
    let end = label.runs[4].offset + canvas.width(of: "2", font: label.runs[4].font)
    #expect(abs(label.width - end) < 1e-12)
  }

  @Test(arguments: [
    ("a_b^c", "a_b^c"), ("x_{open", "x_{open"), ("e^{-{x}}", "e-{x}"), ("_{}", ""), ("", "")
  ])
  func plainTextDropsMarkupOnly(text: String, plain: String) {
    #expect(Label.plain(text) == plain)
  }

  @Test(arguments: [
    ("f(x) = x^{2}/2", ["f", "x", "x"]), ("iteration k", ["k"]), ("λ_{1} = 0.002", ["λ"]),
    ("‖b_{k}‖_{∞}", ["b", "k"]), ("a = 2/L", ["a", "L"]),
    ("a L^{2}, the claimed bound", ["a", "L"]),
    ("a long name", []), ("a and b", ["a", "b"]), ("L1 norm of VGG11", []), ("time (s)", []),
    ("after 10 s", []), ("the paper's, e.g. in Appendix C or A.3", []), ("ln 10", []),
    ("|y| + |(x, y)| - x", ["y", "x", "y", "x"]), ("1e-5", [])
  ])
  func lettersThatStandAloneAreItalic(text: String, variables: [String]) {
    let label = Label(text, font: Font(8), measuredBy: canvas)
    #expect(label.runs.filter(\.font.isItalic).map(\.text) == variables)
  }

  @Test(arguments: [
    ("f - g", "f \u{2212} g"), ("-1", "\u{2212}1"), ("(-1, -0.5)", "(\u{2212}1, \u{2212}0.5)"),
    ("5-point", "5-point"), ("Figure 1's data", "Figure 1\u{2019}s data"), ("f'(t)", "f'(t)")
  ])
  func signsArePrintedOnes(text: String, printed: String) {
    let label = Label(text, font: Font(8), measuredBy: canvas)
    #expect(label.runs.map(\.text).joined() == printed)
  }
}
