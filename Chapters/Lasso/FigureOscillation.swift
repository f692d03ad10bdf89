import ChapterKit
import Experiments
import Kernels
import Plots
import Reports

extension Lasso {
  /// F5: the last 100 iterations of one seed, and their range for every seed; one column per penalty.
  func oscillationFigure(_ outcomes: Outcomes, _ scale: Scale) -> ReportFigure {
    let strengths = [Self.oscillationEnds.weak, Self.oscillationEnds.strong]
    let settings = outcomes.settings
    let weak = settings.f5(strengths[0])
    let columns = strengths.map { OscillationColumn(outcomes, scale, strength: $0) }
    let ends = columns.map { column in
      "at \(settings.f5(column.strength).penalty) RMSProp lies above NDGM in \(percent(column.above)) of the "
        + "seeds and below in \(percent(column.below))"
    }
    let figure = Figure(
      id: "figure-5",
      alt:
        "Training loss of the toy LASSO over the last \(weak.window) iterations for NDGM and RMSProp. Top: one "
        + "seed. Bottom: the range of each seed; \(ends.joined(separator: "; ")).",
      height: 400, panels: columns.map { $0.lines } + columns.map { $0.ranges })
    let zero =
      columns.contains(where: { $0.hasZero })
      ? "; a loss of exactly 0 lies in the lane below the logarithmic axis" : ""
    return ReportFigure(
      figure,
      experiments: strengths.flatMap { s in ["ndgm", "rmsprop"].map { "F5.lambda\(short(s)).\($0)" }
      },
      settings: weak.words
        + ", \(grouped(weak.drawnLength)) iterations; top: the seed in the middle by RMSProp's largest "
        + "loss" + zero)
  }
}

/// The two panels of figure 5 at one penalty.
private struct OscillationColumn {
  let strength: Double
  private let setting: OscillationSpecification
  /// Shares of the seeds in which RMSProp's range lies wholly above and wholly below NDGM's.
  let above: Double
  let below: Double
  let hasZero: Bool
  private let ndgm: [[Double]]
  private let rmsProp: [[Double]]
  private let seeds: [UInt64]

  init(_ outcomes: Outcomes, _ scale: Scale, strength: Double) {
    self.strength = strength
    setting = outcomes.settings.f5(strength)
    ndgm = outcomes.oscillation["F5.lambda\(short(strength)).ndgm"]?.drawn ?? []
    rmsProp = outcomes.oscillation["F5.lambda\(short(strength)).rmsprop"]?.drawn ?? []
    seeds = setting.seeds
    let order = outcomes.order(strength, at: outcomes.settings.chosenIndex)
    above = Lasso().share(order, 1).value
    below = Lasso().share(order, -1).value
    hasZero = (ndgm + rmsProp).contains { $0.contains(0) }
  }

  /// The seed whose largest RMSProp loss is the lower median.
  var lines: Panel {
    let order = rmsProp.indices.sorted { (rmsProp[$0].max() ?? 0) < (rmsProp[$1].max() ?? 0) }
    let middle = order[(order.count - 1) / 2]
    let marks: [Mark] = [("NDGM", ndgm, Compared.plain), ("RMSProp", rmsProp, .rmsProp)].map {
      label, runs, look in
      let losses = runs[middle]
      return .line(
        name: label, x: losses.indices.map { Double(setting.drawnLength - losses.count + 1 + $0) },
        y: losses, style: look.style(lineWidth: 1, isSolid: true))
    }
    let hasZero = (rmsProp[middle] + ndgm[middle]).contains(0)
    return Panel(
      title: "λ_{1} = \(short(setting.strength)), seed \(seeds[middle])", x: Axis("iteration k"),
      y: Axis("training loss", scale: hasZero ? .logWithZero : .log),
      marks: marks + names(ndgm[middle], rmsProp[middle]))
  }

  /// The methods' names between their curves, so that nobody needs the colors: on a logarithmic axis below the upper
  /// one, above the lower.
  private func names(_ ndgm: [Double], _ rmsProp: [Double]) -> [Mark] {
    let curves = [("NDGM", ndgm), ("RMSProp", rmsProp)].sorted {
      ($0.1.max() ?? 0) < ($1.1.max() ?? 0)
    }
    let shown = (ndgm + rmsProp).filter { $0 > 0 }
    guard let least = curves[1].1.min(), let low = shown.min(), let high = shown.max(), least > 0
    else { return [] }
    // A tenth of the axis is a line of text and its distance.
    let below = least * Elementary.exp(-0.1 * Elementary.log(high / low))
    let middle = Double(setting.drawnLength) - Double(setting.window) / 2
    return [
      .text(curves[0].0, x: middle, y: curves[0].1.max() ?? 0, anchor: .middle),
      .text(curves[1].0, x: middle, y: below, anchor: .middle)
    ]
  }

  /// From the least to the largest loss of each seed, the two methods side by side.
  var ranges: Panel {
    let width = min(1, 20 / Double(max(1, seeds.count)))
    var marks: [Mark] = []
    for (label, runs, look, side) in [
      ("NDGM", ndgm, Compared.plain, -1), ("RMSProp", rmsProp, .rmsProp, 1)
    ] {
      for (index, losses) in runs.enumerated() {
        let ends = [losses.min() ?? 0, losses.max() ?? 0]
        let x = (Double(seeds[index]) * 5 + Double(side)) / 5
        let style = Style(
          look.color, lineWidth: 2 * width, marker: look.marker, markerSize: 3 * width)
        marks.append(
          ends[0] == ends[1]
            ? .scatter(name: label, x: [x], y: [ends[0]], style: style)
            : .line(name: label, x: [x, x], y: ends, style: style))
      }
    }
    return Panel(
      title: "λ_{1} = \(short(setting.strength)), each seed",
      x: Axis("seed", range: 0.5...(Double(seeds.max() ?? 1) + 0.5)),
      y: Axis("range of the loss", scale: hasZero ? .logWithZero : .log), legend: nil, marks: marks)
  }
}
