import ChapterKit
import Foundation

/// Figure 2 and its variations.
enum DeepFigures {
  static func figureTwo(_ results: DeepResults, _ profile: Profile) -> ReportFigure {
    var panels: [Panel] = []
    for batchNorm in [false, true] {
      for depth in DeepExperiment.depths {
        let title = batchNorm ? "with batch norm" : "without batch norm"
        panels.append(panel(results, .chosen, depth, batchNorm, title))
      }
    }
    return ReportFigure(
      Figure(
        id: "figure-2",
        alt: """
          Four panels of training loss against epoch, VGG11 and VGG19 by column, without batch norm above \
          and with it below; each compares ReLU with GELU, with a dashed line at the natural logarithm of 10.
          """,
        height: 400, panels: panels),
      experiments: names(.chosen), settings: settings(.chosen, profile), source: source)
  }

  static func variations(_ results: DeepResults, _ profile: Profile) -> ReportFigure {
    let panels = [
      (DeepExperiment.Variant.uniformFanIn, "default init"), (.smallRate, "rate 0.005")
    ].flatMap { variant, title in
      DeepExperiment.depths.map { panel(results, variant, $0, false, title) }
    }
    return ReportFigure(
      Figure(
        id: "figure-2-variations",
        alt: """
          Four panels of training loss against epoch without batch norm, VGG11 and VGG19 by column: above \
          with the framework's default initialization, below with learning rate 0.005.
          """,
        height: 400, panels: panels),
      experiments: names(.uniformFanIn) + names(.smallRate),
      settings: settings(.smallRate, profile),
      source: source)
  }

  private static let source = "Chapters/Convergence/DeepFigures.swift"

  private static func names(_ variant: DeepExperiment.Variant) -> [String] {
    (variant == .chosen ? [false, true] : [false]).flatMap { batchNorm in
      DeepExperiment.depths.flatMap { depth in
        DeepExperiment.activations.map {
          DeepExperiment.name(variant, depth, batchNorm: batchNorm, $0)
        }
      }
    }
  }

  private static func settings(_ variant: DeepExperiment.Variant, _ profile: Profile) -> String {
    let images = DeepExperiment.limit(profile).map { "\($0)" } ?? "all"
    return
      "\(images) images, \(DeepExperiment.epochs(variant, profile)) epochs, SGD, momentum 0.9, 1 seed"
  }

  private static func panel(
    _ results: DeepResults, _ variant: DeepExperiment.Variant,
    _ depth: NetworkSpecification.Architecture, _ batchNorm: Bool, _ title: String
  ) -> Panel {
    var marks: [Mark] = []
    for (hue, (activation, label)) in [
      (NetworkSpecification.Activation.relu, "ReLU"), (.gelu, "GELU")
    ].enumerated() {
      let curve = results.curve(variant, depth, batchNorm, activation)
      let shown = curve.indices.filter { curve[$0].isFinite }
      let (x, y) = (shown.map { Double($0 + 1) }, shown.map { curve[$0] })
      marks.append(.line(name: label, x: x, y: y, style: Style(.hue(hue))))
      marks.append(.scatter(name: "", x: x, y: y, style: Style(.hue(hue), markerSize: 3)))
    }
    marks.append(
      .horizontalRule(
        name: "ln 10", y: log(10), style: Style(.neutral, lineWidth: 1, dash: .dashed)))
    return Panel(
      title: "\(depth.rawValue.uppercased()), \(title)", x: Axis("epoch"), y: Axis("training loss"),
      marks: marks)
  }
}
