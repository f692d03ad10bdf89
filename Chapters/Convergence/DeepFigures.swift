import ChapterKit
import Foundation
import Kernels
import Neural
import Plots
import Reports

/// Figure 2: the paper's four panels of curves, and their differences below.
enum DeepFigures {
  /// Depth by column; without batch norm above, with it in the middle, ReLU's loss minus GELU's below.
  static func figureTwo(_ results: DeepResults) -> ReportFigure {
    let top = ceiling(results)
    let panels = [false, true].flatMap { batchNorm in
      DeepExperiment.depths.map { depth in
        curves(
          results, depth, batchNorm, top, legend: depth == .vgg11 && !batchNorm ? .best : nil)
      }
    }
    return ReportFigure(
      Figure(
        id: "figure-2",
        alt: """
          Four panels of training loss against epoch, VGG11 and VGG19 by column, without batch norm above \
          and with it below; each compares ReLU with GELU, one thin line per seed and a thick one for their \
          median, with a dashed line at the natural logarithm of 10. Below them two panels of the \
          difference, ReLU's loss minus GELU's. Median losses in the last epoch, ReLU and GELU: \
          \(ends(results)).
          """,
        height: 560,
        panels: panels
          + DeepExperiment.depths.map { depth in
            difference(results, depth, legend: depth == .vgg11 ? .best : nil)
          }),
      experiments: names(.chosen, results),
      settings: settings(results))
  }

  static func names(_ variant: DeepExperiment.Variant, _ results: DeepResults) -> [String] {
    DeepNetwork.all(variant).flatMap { results.seeds(variant).map($0.experiment) }
  }

  /// E.g. `"VGG11 without batch norm 0.47 and 0.46, …"`.
  private static func ends(_ results: DeepResults) -> String {
    [false, true].flatMap { batchNorm in
      DeepExperiment.depths.map { depth in
        let ends = DeepExperiment.activations.map { activation in
          results.medianCurve(network(depth, batchNorm, activation)).last.map {
            String(format: "%.2f", $0)
          } ?? "none"
        }
        return "\(depth.rawValue.uppercased()) \(batchNorm ? "with" : "without") batch norm "
          + ends.joined(separator: " and ")
      }
    }.joined(separator: ", ")
  }

  private static func network(
    _ depth: NetworkSpecification.Architecture, _ batchNorm: Bool,
    _ activation: NetworkSpecification.Activation
  ) -> DeepNetwork {
    DeepNetwork(variant: .chosen, depth: depth, batchNorm: batchNorm, activation: activation)
  }

  private static func settings(_ results: DeepResults) -> String {
    let setting = results.specification(.chosen)
    let images = setting.dataset.limit.map { "\($0)" } ?? "all"
    let seeds = results.seeds(.chosen).count
    return
      "\(images) images, \(results.epochWords(.chosen)), SGD at alpha = \(results.rate(.chosen)), "
      + "He initialization, momentum \(ConvexClaims.text(setting.optimizer.momentum)), "
      + "\(seeds) \(seeds == 1 ? "seed" : "seeds")"
  }

  /// One range for all panels, so that they can be compared, and a plateau looks like one.
  private static func ceiling(_ results: DeepResults) -> Double {
    let all = DeepNetwork.all(.chosen).flatMap { results.curves($0).flatMap { $0 } }
    return 1.06 * max(all.filter(\.isFinite).max() ?? 0, Elementary.log(10.0))
  }

  private static func epochAxis(_ results: DeepResults) -> Axis {
    let last = Double(results.epochs(.chosen))
    return Axis(
      "epoch", range: last > 1 ? (1 - 0.04 * last)...(1.04 * last) : 0...2, wholeNumbers: true)
  }

  private static func curves(
    _ results: DeepResults, _ depth: NetworkSpecification.Architecture, _ batchNorm: Bool,
    _ ceiling: Double, legend: LegendPosition?
  ) -> Panel {
    let looks: [(NetworkSpecification.Activation, String, Compared)] = [
      (.relu, "ReLU", .relu), (.gelu, "GELU", .gelu)
    ]
    let ensembles = looks.map { activation, label, look in
      let style = look.style(lineWidth: 1.7, markerSize: 3)
      return ensemble(
        label, results.curves(network(depth, batchNorm, activation)),
        [.lines(look.thin, name: "each seed"), .median(style), .markers(style)])
    }
    return Panel(
      title: "\(depth.rawValue.uppercased()), \(batchNorm ? "with" : "without") batch norm",
      x: epochAxis(results), y: Axis("training loss", range: 0...ceiling), legend: legend,
      marks: [
        .horizontalRule(
          name: "ln 10", y: Elementary.log(10.0),
          style: Style(.neutral, lineWidth: 1, dash: .dashed))
      ] + ensembles)
  }

  /// Where curves lie on one another their difference still shows its sign.
  private static func difference(
    _ results: DeepResults, _ depth: NetworkSpecification.Architecture, legend: LegendPosition?
  ) -> Panel {
    let looks: [(Bool, String, Style)] = [
      (false, "without batch norm", Style(.hue(5), lineWidth: 1.5, markerSize: 3)),
      (
        true, "with batch norm",
        Style(.hue(3), lineWidth: 1.5, dash: .dashed, marker: .square, markerSize: 3)
      )
    ]
    let ensembles = looks.map { batchNorm, label, style in
      ensemble(
        label, results.differences(.chosen, depth, batchNorm: batchNorm),
        [
          .lines(Style(style.color, lineWidth: 0.5, opacity: 0.6), name: "each seed"),
          .median(style), .markers(style)
        ])
    }
    return Panel(
      title: "\(depth.rawValue.uppercased()), the difference", x: epochAxis(results),
      y: differenceAxis("ReLU minus GELU"), legend: legend,
      marks: [.horizontalRule(name: "", y: 0, style: Style(.neutral, lineWidth: 0.6))]
        + toleranceRules + ensembles)
  }

  /// Linear within the tolerance: one network on its plateau is fifty times what the others differ by.
  static func differenceAxis(_ label: String) -> Axis {
    Axis(label, scale: .symmetricLog(threshold: DeepResults.tolerance))
  }

  /// Gaps between these are not told apart.
  static let toleranceRules: [Mark] = [-1.0, 1].map { sign in
    .horizontalRule(
      name: "tolerance", y: sign * DeepResults.tolerance,
      style: Style(.neutral, lineWidth: 0.7, dash: .dotted))
  }

  private static func ensemble(
    _ name: String, _ runs: [[Double]], _ shown: [Ensemble.Layer]
  ) -> Mark {
    .ensemble(
      Ensemble(
        name, x: (0..<(runs.map(\.count).max() ?? 0)).map { Double($0 + 1) }, runs: runs,
        shown: shown))
  }
}
