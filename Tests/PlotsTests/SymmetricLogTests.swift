import Foundation
import Plots
import Testing

/// An axis for values of both signs and many sizes.
@Suite struct SymmetricLogTests {
  static let scale = Axis.Scale.symmetricLog(threshold: 0.05)

  static func figure(_ scale: Axis.Scale) -> Figure {
    Figure(
      id: "f", alt: "",
      panels: [
        Panel(
          x: Axis("x"), y: Axis("gap", scale: scale),
          marks: [
            .line(name: "gap", x: [1, 2, 3], y: [-0.9, 0, 2], style: Style(.hue(0))),
            .bars(
              name: "bars", x: [1, 2], y: [-0.5, 1], low: nil, high: nil, width: 0.5,
              style: Style(.hue(1)))
          ])
      ])
  }

  @Test func itIsLinearWithinTheThresholdAndLogarithmicBeyond() throws {
    let axis = AxisScale(Self.scale, range: -5...5)
    func share(_ value: Double) throws -> Double { try #require(axis.share(of: value)) }
    #expect(try share(0) == 0.5 && share(5) == 1 && share(-5) == 0)
    #expect(try abs(share(0.05) - share(0.04) - (share(0.01) - share(0))) < 1e-12)
    // A decade is ln 10 times what the threshold is from 0.
    let unit = try share(0.05) - share(0)
    #expect(try abs((share(5) - share(0.5)) / unit - log(10)) < 1e-12)
    #expect(try abs(share(-2) + share(2) - 1) < 1e-12, "both sides alike")
    // No jump in the slope where they meet.
    let slope = try (share(0.05 + 1e-7) - share(0.05)) / (share(0.05) - share(0.05 - 1e-7))
    #expect(abs(slope - 1) < 1e-4)
    #expect(axis.share(of: .infinity) == nil)
  }

  @Test func allIsDrawnAndThePageIsTold() throws {
    let figure = Self.figure(Self.scale)
    #expect(figure.notDrawn == nil)
    let json = try JSONSerialization.jsonObject(with: Data(figure.json().utf8))
    let panel = try #require(((json as? [String: Any])?["panels"] as? [[String: Any]])?.first)
    let y = try #require(panel["y"] as? [String: Any])
    #expect(y["scale"] as? String == "symmetricLog" && y["threshold"] as? Double == 0.05)
    let range = try #require(y["range"] as? [Double])
    #expect(range[0] < -0.9 && range[0] > -1.5 && range[1] > 2 && range[1] < 4, "\(range)")
  }

  @Test(arguments: [0, -1, .nan, .infinity])
  func aThresholdIsPositive(threshold: Double) {
    #expect(throws: PlotError.self) {
      try Self.figure(.symmetricLog(threshold: threshold)).validate()
    }
  }
}
