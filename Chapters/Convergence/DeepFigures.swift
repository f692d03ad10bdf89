import ChapterKit
import Foundation
import Kernels
import Neural
import Plots
import Reports

enum DeepFigures {
  /// Depth by column; without batch norm above, with it below.
  static func figureTwo(_ results: DeepResults) -> ReportFigure {
    let top = ceiling(results)
    let epochs = results.epochs(.chosen)
    let panels = [false, true].flatMap { batchNorm in
      DeepExperiment.depths.map { depth in
        panel(
          results, .chosen, depth, batchNorm, top, epochs: epochs,
          title: "\(depth.rawValue.uppercased()), \(batchNorm ? "with" : "without") batch norm",
          legend: depth == .vgg11 && !batchNorm ? .best : nil)
      }
    }
    return ReportFigure(
      Figure(
        id: "figure-2",
        alt: """
          Four panels of training loss against epoch, VGG11 and VGG19 by column, without batch norm above \
          and with it below; each compares ReLU with GELU, one thin line per seed and a thick one for their \
          median, with a dashed line at the natural logarithm of 10. Median losses in the last epoch, ReLU \
          and GELU: \(ends(results, .chosen, [false, true], epochs)).
          """,
        height: 400, panels: panels),
      experiments: names(.chosen, [false, true], results),
      settings: settings(.chosen, results))
  }

  /// Depth by row, without batch norm: the chosen setting, the default initialization, the smaller rate.
  static func variations(_ results: DeepResults) -> ReportFigure {
    varied(
      results, "figure-2-variations", [.chosen, .uniformFanIn, .smallRate], batchNorm: false)
  }

  /// The same with batch norm: the default initialization, the smaller rate, the code base's own.
  static func batchNormVariations(_ results: DeepResults) -> ReportFigure {
    varied(
      results, "figure-2-batch-norm", [.uniformFanIn, .smallRate, .codeBaseRate], batchNorm: true)
  }

  private static func varied(
    _ results: DeepResults, _ id: String, _ variants: [DeepExperiment.Variant], batchNorm: Bool,
    line: Int = #line
  ) -> ReportFigure {
    let top = ceiling(results)
    // The variations' epochs for the chosen setting, too, so that the columns can be compared.
    let epochs = results.epochs(.smallRate)
    let panels = DeepExperiment.depths.flatMap { depth in
      variants.map { variant in
        panel(
          results, variant, depth, batchNorm, top, epochs: epochs,
          title: "\(depth.rawValue.uppercased()), \(title(variant, results))",
          legend: depth == .vgg11 && variant == variants.last ? .best : nil)
      }
    }
    let losses = variants.map { "\(results.words($0)) \(ends(results, $0, [batchNorm], epochs))" }
    return ReportFigure(
      Figure(
        id: id,
        alt: """
          Training loss against epoch for ReLU and GELU \(batchNorm ? "with" : "without") batch norm, VGG11 \
          above and VGG19 below, one column per variation, with a dashed line at the natural logarithm of 10. \
          Median losses in the last epoch shown, ReLU and GELU: \(losses.joined(separator: "; ")).
          """,
        columns: variants.count, height: 340, panels: panels),
      experiments: variants.flatMap { names($0, [batchNorm], results) },
      settings: settings(.smallRate, results)
        + (variants.contains(.chosen)
          ? "; as chosen: the first epochs of figure 2, \(results.seeds(.chosen).count) seeds"
          : ""),
      line: line)
  }

  private static func title(
    _ variant: DeepExperiment.Variant, _ results: DeepResults
  ) -> String {
    switch variant {
    case .chosen: "as chosen"
    case .uniformFanIn: "default init"
    case .smallRate, .codeBaseRate: "α = \(results.rate(variant))"
    }
  }

  /// E.g. `"VGG11 without batch norm 0.47 and 0.46, …"`.
  private static func ends(
    _ results: DeepResults, _ variant: DeepExperiment.Variant, _ batchNorm: [Bool], _ epochs: Int
  ) -> String {
    batchNorm.flatMap { batchNorm in
      DeepExperiment.depths.map { depth in
        let ends = DeepExperiment.activations.map { activation in
          let network = DeepNetwork(
            variant: variant, depth: depth, batchNorm: batchNorm, activation: activation)
          return results.medianCurve(network).prefix(epochs).last.map { String(format: "%.2f", $0) }
            ?? "none"
        }
        return "\(depth.rawValue.uppercased()) \(batchNorm ? "with" : "without") batch norm "
          + ends.joined(separator: " and ")
      }
    }.joined(separator: ", ")
  }

  private static func names(
    _ variant: DeepExperiment.Variant, _ batchNorm: [Bool], _ results: DeepResults
  ) -> [String] {
    DeepNetwork.all(variant).filter { batchNorm.contains($0.batchNorm) }.flatMap { network in
      results.seeds(variant).map(network.experiment)
    }
  }

  private static func settings(
    _ variant: DeepExperiment.Variant, _ results: DeepResults
  ) -> String {
    let setting = results.specification(variant)
    let images = setting.dataset.limit.map { "\($0)" } ?? "all"
    let seeds = results.seeds(variant).count
    return "\(images) images, \(results.epochWords(variant)), SGD"
      + (variant == .chosen ? " at alpha = \(results.rate(variant)), He initialization" : "")
      + ", momentum \(ConvexClaims.text(setting.optimizer.momentum)), \(seeds) \(seeds == 1 ? "seed" : "seeds")"
  }

  /// One range for all panels, so that they can be compared, and a plateau looks like one.
  private static func ceiling(_ results: DeepResults) -> Double {
    let all = DeepExperiment.Variant.allCases.flatMap { variant in
      DeepNetwork.all(variant).flatMap { results.curves($0).flatMap { $0 } }
    }
    let highest = all.filter(\.isFinite).max() ?? 0
    return 1.06 * max(highest, Elementary.log(10.0))
  }

  private static func panel(
    _ results: DeepResults, _ variant: DeepExperiment.Variant,
    _ depth: NetworkSpecification.Architecture, _ batchNorm: Bool, _ ceiling: Double, epochs: Int,
    title: String, legend: LegendPosition?
  ) -> Panel {
    var marks: [Mark] = [
      .horizontalRule(
        name: "ln 10", y: Elementary.log(10.0), style: Style(.neutral, lineWidth: 1, dash: .dashed))
    ]
    for (hue, (activation, label)) in zip(DeepExperiment.activations, ["ReLU", "GELU"])
      .enumerated()
    {
      let network = DeepNetwork(
        variant: variant, depth: depth, batchNorm: batchNorm, activation: activation)
      let curves = results.curves(network).map { Array($0.prefix(epochs)) }
      marks.append(
        .ensemble(
          Ensemble(
            label, x: (0..<(curves.map(\.count).max() ?? 0)).map { Double($0 + 1) }, runs: curves,
            shown: [
              .lines(Style(.hue(hue), lineWidth: 0.6, opacity: 0.6)),
              .median(Style(.hue(hue), lineWidth: 1.7, dash: hue == 0 ? .solid : .dashed)),
              .markers(
                Style(.hue(hue), marker: hue == 0 ? .circle : .square, markerSize: 3))
            ])))
    }
    let last = Double(epochs)
    let shown = last > 1 ? (1 - 0.04 * last)...(1.04 * last) : 0...2
    return Panel(
      title: title, x: Axis("epoch", range: shown, wholeNumbers: true),
      y: Axis("training loss", range: 0...ceiling),
      legend: legend, marks: marks)
  }
}
