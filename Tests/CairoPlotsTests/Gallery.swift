import Foundation
import Plots

/// Four figures of different kinds, drawn by the tests and looked at by hand.
enum Gallery {
  static let all = [logLines, scatter, bars, oscillation]

  /// Convergence on log axes, with a band over seeds and a panel of one seed.
  static var logLines: Figure {
    let steps = stride(from: 0.0, through: 4, by: 0.02).map { pow(10, $0) }
    let marks = { (shift: Double) -> [Mark] in
      let names: [(String, ColorRole, Double)] = [
        ("RMSProp", .rmsprop, 0.5), ("Adam", .adam, 0.65), ("SGD", .sgd, 0.9)
      ]
      return names.flatMap { name, color, power -> [Mark] in
        let median = steps.map { 3 * pow($0, -power) * (1 + 0.2 * sin(3 * log($0))) + shift }
        return [
          .band(
            name: name, x: steps, low: median.map { $0 * 0.6 }, high: median.map { $0 * 1.7 },
            style: Style(color)),
          .line(name: name, x: steps, y: median, style: Style(color))
        ]
      }
    }
    return Figure(
      id: "gallery-1", alt: "Loss against iteration on logarithmic axes for three optimizers.",
      panels: [
        Panel(
          title: "distance to the optimum", x: Axis("iteration", scale: .log),
          y: Axis("L(β_{k}) − L(β^{*})", scale: .log), marks: marks(0)),
        Panel(
          title: "with a floor", x: Axis("iteration", scale: .log),
          y: Axis("||β_{k}||_{∞}", scale: .log),
          marks: marks(0.01) + [
            .horizontalRule(
              name: "bound 10^{−2}", y: 0.01, style: Style(.neutral, lineWidth: 1, dash: .dashed))
          ])
      ])
  }

  /// Two clouds with a fit, and markers of several shapes.
  static var scatter: Figure {
    let x = (0..<150).map { Double($0 * 37 % 150) / 15 }
    let noise = (0..<150).map { sin(Double($0 * $0) * 12.9898) }
    let y = zip(x, noise).map { 0.8 * $0 + 1.5 * $1 }
    let shapes: [Style.Marker] = [.circle, .square, .triangle, .diamond, .cross]
    return Figure(
      id: "gallery-2", alt: "A cloud of points with a line through it, and five marker shapes.",
      panels: [
        Panel(
          title: "measured against predicted", x: Axis("predicted norm"), y: Axis("measured norm"),
          marks: [
            .scatter(
              name: "runs", x: x, y: y, style: Style(.hue(0), markerSize: 3.5, opacity: 0.6)),
            .line(
              name: "y = 0.8x", x: [0, 10], y: [0, 8], style: Style(.hue(1), dash: .dashed)),
            .text("slope 0.8", x: 7.6, y: 2.6, anchor: .start)
          ]),
        Panel(
          title: "final loss", x: Axis("learning rate α", scale: .log),
          y: Axis("final loss × 10^{3}"),
          marks: shapes.enumerated().map { index, marker in
            .scatter(
              name: "\(marker)", x: (0..<6).map { pow(10, Double($0) - 5) },
              y: (0..<6).map { 10_000 * cos(Double($0 + index) / 3) },
              style: Style(.hue(index), marker: marker, markerSize: 4.5))
          })
      ])
  }

  /// Grouped bars with intervals and category names, and bars on a log axis.
  static var bars: Figure {
    Figure(
      id: "gallery-3", alt: "Bars with intervals for three optimizers at two strengths.",
      panels: [
        Panel(
          title: "weights below 10^{−5}",
          x: Axis("", categories: ["SGD", "RMSProp", "Adam", "proximal gradient"]),
          y: Axis("share of weights (%)"),
          marks: [
            .bars(
              name: "λ = 0.002", x: [-0.2, 0.8, 1.8, 2.8], y: [12, 31, 27, 96],
              low: [9, 28, 20, 94],
              high: [16, 34, 33, 98], width: 0.36, style: Style(.hue(0))),
            .bars(
              name: "λ = 2", x: [0.2, 1.2, 2.2, 3.2], y: [3, 5, 8, 99], low: [2, 4, 5, 98.5],
              high: [4, 7, 11, 99.5], width: 0.36, style: Style(.hue(4)))
          ]),
        Panel(
          title: "L1 norm", x: Axis("seed", categories: ["0", "1", "2", "3", "4"]),
          y: Axis("||w||_{1}", scale: .log),
          marks: [
            .bars(
              name: "", x: [0, 1, 2, 3, 4], y: [20, 1500, 80, 9000, 300], low: nil, high: nil,
              width: 0.6, style: Style(.sgd))
          ])
      ])
  }

  /// Dense oscillation in 200,000 points, and a line with gaps over a narrow range.
  static var oscillation: Figure {
    let steps = (0..<200_000).map(Double.init)
    let loss = steps.map { 0.4 + 0.35 * sin($0 * 1.7) * exp(-$0 / 90_000) + 0.02 * sin($0 / 900) }
    let x = (0..<200).map { Double($0) / 10 }
    let gapped = x.map { $0 > 8 && $0 < 10 ? Double.nan : 1000 + 0.002 * sin($0) }
    return Figure(
      id: "gallery-4", alt: "A dense oscillation that decays, and a line with a gap.",
      panels: [
        Panel(
          title: "two-cycle", x: Axis("iteration"), y: Axis("loss"),
          marks: [
            .line(name: "NDGM", x: steps, y: loss, style: Style(.hue(0), lineWidth: 0.6)),
            .line(
              name: "mean", x: [0, 200_000], y: [0.4, 0.4], style: Style(.hue(1))),
            .verticalRule(
              name: "", x: 90_000, style: Style(.neutral, lineWidth: 0.8, dash: .dotted))
          ]),
        Panel(
          title: "narrow range", x: Axis("time (s)"), y: Axis("energy"),
          marks: [
            .line(name: "kept", x: x, y: gapped, style: Style(.hue(2))),
            .line(
              name: "", x: x, y: x.map { 1000 + 0.001 * cos($0) },
              style: Style(.hue(3), dash: .dashed))
          ])
      ])
  }
}
