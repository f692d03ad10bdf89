import CairoPlots
import Foundation
import Plots
import Testing

/// Cairo, which counts in fixed point and ends at what is no number, is given neither.
@Suite struct HostileValuesTests {
  @Test(arguments: [Axis.Scale.linear, .log], [nil, 0.5...2] as [ClosedRange<Double>?])
  func anyValuesHaveAllPictures(scale: Axis.Scale, range: ClosedRange<Double>?) throws {
    let values = [
      1, .nan, 1e300, .infinity, -.infinity, 5e-324, 0, -1e300, .greatestFiniteMagnitude
    ]
    let (places, style) = (values.indices.map { Double($0) }, Style(.hue(0)))
    let figure = Figure(
      id: "f", alt: "",
      panels: [
        Panel(
          x: Axis("x"), y: Axis("y", scale: scale, range: range),
          marks: [
            .line(name: "line", x: places, y: values, style: style),
            .band(name: "band", x: places, low: values, high: values.reversed(), style: style),
            .bars(
              name: "bars", x: places, y: values, low: values, high: values, width: 1, style: style),
            .scatter(name: "dots", x: places, y: values, style: style),
            .horizontalRule(name: "rule", y: 1e300, style: style)
          ])
      ])
    let renderer = CairoRenderer()
    #expect(try renderer.png(figure).count > 1000)
    #expect(try renderer.pdf(figure).starts(with: Data("%PDF".utf8)))
    let svg = String(decoding: try renderer.svg(figure), as: UTF8.self)
    #expect(!svg.contains("nan") && !svg.contains("inf"))
    #expect(figure.notDrawn?.contains("not finite") == true)
  }
}
