import ChapterKit
import Foundation
import Neural
import Plots
import Reports

/// F2's variations as gaps: one dot a seed, with the tolerance within which gaps are not told apart.
enum DeepVariationsFigure {
  static func make(_ results: DeepResults) -> ReportFigure {
    ReportFigure(
      Figure(
        id: "figure-2-variations",
        alt: """
          Two panels of the mean gap between the training losses, ReLU's minus GELU's, by setting: without batch \
          norm on the left, with it on the right, one dot per seed for VGG11 and one for VGG19, a cross where a \
          run is still on its plateau, and dotted lines at the tolerance. \
          \(words(results, batchNorm: false)); \(words(results, batchNorm: true)).
          """,
        height: 240,
        panels: [
          panel(results, batchNorm: false, legend: .best),
          panel(results, batchNorm: true, legend: nil)
        ]),
      experiments: DeepExperiment.Variant.allCases.flatMap { DeepFigures.names($0, results) },
      settings: settings(results))
  }

  /// A place of the axis: a setting over so many epochs.
  private struct Place {
    var name: String
    var variant: DeepExperiment.Variant
    var epochs: Int
  }

  /// Figure 2 itself, its first epochs, and the variations, which have as many.
  private static func places(_ results: DeepResults, batchNorm: Bool) -> [Place] {
    let all = results.epochs(.chosen)
    let few = results.epochs(.smallRate)
    let chosen = Place(name: "chosen", variant: .chosen, epochs: all)
    let early = Place(name: "chosen, early", variant: .chosen, epochs: few)
    let varied = results.wholeVariations(batchNorm: batchNorm).map { variant in
      Place(name: title(variant, results), variant: variant, epochs: results.epochs(variant))
    }
    return (all == few ? [chosen] : [chosen, early]) + varied
  }

  private static func title(
    _ variant: DeepExperiment.Variant, _ results: DeepResults
  ) -> String {
    switch variant {
    case .chosen: "chosen"
    case .uniformFanIn: "default init"
    case .smallRate, .codeBaseRate: "α = \(results.rate(variant))"
    case .codeBaseScript: "whole script"
    }
  }

  private static func panel(
    _ results: DeepResults, batchNorm: Bool, legend: LegendPosition?
  ) -> Panel {
    let places = places(results, batchNorm: batchNorm)
    let looks: [(NetworkSpecification.Architecture, Double, Style)] = [
      (.vgg11, -0.17, Style(.hue(5), marker: .circle, markerSize: 4.5)),
      (.vgg19, 0.17, Style(.hue(3), marker: .square, markerSize: 4.5))
    ]
    var (dots, crosses) = ([Mark](), [Mark]())
    for (depth, side, style) in looks {
      var (settled, waiting) = ([(Double, Double)](), [(Double, Double)]())
      for (index, place) in places.enumerated() {
        let gaps = results.meanGaps(
          place.variant, depth, batchNorm: batchNorm, epochs: place.epochs)
        let stuck = results.areStuck(
          place.variant, depth, batchNorm: batchNorm, epochs: place.epochs)
        for (seed, (gap, isStuck)) in zip(gaps, stuck).enumerated() {
          let x = Double(index) + side + 0.07 * (Double(seed) - Double(gaps.count - 1) / 2)
          if isStuck { waiting.append((x, gap)) } else { settled.append((x, gap)) }
        }
      }
      var cross = style
      cross.marker = .cross
      func scatter(_ name: String, _ points: [(Double, Double)], _ style: Style) -> Mark {
        .scatter(name: name, x: points.map(\.0), y: points.map(\.1), style: style)
      }
      dots.append(scatter(depth.rawValue.uppercased(), settled, style))
      crosses.append(scatter("a run on its plateau", waiting, cross))
    }
    return Panel(
      title: batchNorm ? "With batch norm" : "Without batch norm",
      x: Axis("", categories: places.map(\.name)),
      y: DeepFigures.differenceAxis("mean gap, ReLU minus GELU"),
      legend: legend,
      marks: [.horizontalRule(name: "", y: 0, style: Style(.neutral, lineWidth: 0.6))]
        + dots + crosses + DeepFigures.toleranceRules)
  }

  /// The medians, for readers who cannot see the dots.
  private static func words(_ results: DeepResults, batchNorm: Bool) -> String {
    let parts = places(results, batchNorm: batchNorm).map { place in
      let gaps = DeepExperiment.depths.map { depth in
        String(
          format: "%.2f",
          Statistics.median(
            results.meanGaps(place.variant, depth, batchNorm: batchNorm, epochs: place.epochs)))
      }
      return "\(place.name) \(gaps.joined(separator: " and "))"
    }
    return "Median gaps \(batchNorm ? "with" : "without") batch norm, VGG11 and VGG19: "
      + parts.joined(separator: ", ")
  }

  private static func settings(_ results: DeepResults) -> String {
    let images = results.specification(.chosen).dataset.limit.map { "\($0)" } ?? "all"
    return
      "\(images) images; chosen: figure 2, early: over the variations' epochs; variations: one seed, "
      + "\(results.epochWords(.smallRate)); whole script: \(results.scriptWords), "
      + "\(results.epochWords(.codeBaseScript))"
  }
}
