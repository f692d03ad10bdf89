import Foundation
import Plots
import Testing

@Suite struct LineWeightTests {
  /// The width of the first stroke in the line's color.
  func width(_ y: [Double], dash: Style.Dash = .solid) throws -> Double {
    let style = Style(.hue(0), lineWidth: 1.5, dash: dash)
    let canvas = RecordingCanvas()
    try render(
      Figure(
        id: "test", alt: "", columns: 1,
        panels: [
          Panel(
            x: Axis("x"), y: Axis("y", range: 0...10),
            marks: [.line(name: "", x: y.indices.map(Double.init), y: y, style: style)])
        ]), on: canvas)
    let strokes = canvas.calls.compactMap { call -> Stroke? in
      guard case .stroke(_, let stroke) = call,
        stroke.paint.color == Palette.color(for: .hue(0))
      else { return nil }
      return stroke
    }
    return try #require(strokes.first).width
  }

  @Test func aLineThatTurnsSeldomKeepsItsWeight() throws {
    #expect(try width((0..<40).map { $0 % 2 == 0 ? 2 : 8 }) == 1.5)
    #expect(try width((0..<4000).map { 5 + 4 * sin(Double($0) / 400) }) == 1.5)
    #expect(try width([5, 5, 5]) == 1.5)
  }

  @Test func aLineThatTurnsEveryFewPointsIsFiner() throws {
    // 200 turns on about 440 points: 2.2 apart, a third of which is the stroke.
    let fine = try width((0..<200).map { $0 % 2 == 0 ? 2 : 8 })
    #expect(fine > 0.65 && fine < 0.8)
    #expect(try width((0..<20_000).map { $0 % 2 == 0 ? 2 : 8 }) == 0.4)
  }

  @Test func noiseBelowTheStrokeAndDashesChangeNothing() throws {
    #expect(try width((0..<2000).map { 5 + ($0 % 2 == 0 ? 0.05 : -0.05) }) == 1.5)
    #expect(try width((0..<200).map { $0 % 2 == 0 ? 2 : 8 }, dash: .dashed) == 1.5)
  }
}
