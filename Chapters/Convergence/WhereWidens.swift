import ChapterKit
import Experiments
import Neural
import Reports

/// Claim 3.3's thresholds, read off each setting of the networks without batch norm that was run, whatever the number
/// of its seeds.
extension DeepResults {
  /// Whether GELU is ahead at VGG19, and by more than at VGG11.
  static func widens(shallow: Double, deep: Double) -> Bool {
    deep > tolerance && deep > shallow + tolerance
  }

  /// One way to look at the runs of a variant.
  private struct View {
    var words: String
    var variant: DeepExperiment.Variant
    /// So many of its first ones at most.
    var epochs: Int
    /// Median gaps at VGG11 and VGG19.
    var gaps: [Double]
    /// Runs on their plateau at the end of what is looked at, and all.
    var stuck: (count: Int, of: Int)

    /// Nil where a curve on its plateau leaves nothing to compare.
    var widens: Bool? {
      stuck.count > 0 ? nil : DeepResults.widens(shallow: gaps[0], deep: gaps[1])
    }
  }

  private var views: [View] {
    func view(
      _ words: String, _ variant: DeepExperiment.Variant, epochs: Int = .max,
      _ gaps: (NetworkSpecification.Architecture) -> [Double]
    ) -> View {
      View(
        words: words, variant: variant, epochs: epochs,
        gaps: DeepExperiment.depths.map { Statistics.median(gaps($0)) },
        stuck: stuck(variant, batchNorm: false, epochs: epochs))
    }
    var views: [View] = []
    if isWhole(.chosen, batchNorm: false) {
      let early = epochs(.smallRate)
      views = [
        view("as chosen", .chosen) { meanGaps(.chosen, $0, batchNorm: false) },
        view("as chosen, the last epoch alone", .chosen) {
          finalGaps(.chosen, $0, batchNorm: false)
        }
      ]
      if early < epochs(.chosen) {
        views.append(
          view("as chosen, the first \(early) epochs", .chosen, epochs: early) {
            meanGaps(.chosen, $0, batchNorm: false, epochs: early)
          })
      }
    }
    return views
      + wholeVariations(batchNorm: false).map { variant in
        view(words(variant), variant) { meanGaps(variant, $0, batchNorm: false) }
      }
  }

  func wideningTable() -> ReportTable {
    ReportTable(
      id: "table-widening",
      columns: [
        "Setting", "Seeds", "Epochs", "VGG11", "VGG19", "On the plateau", "Met"
      ],
      rows: views.map { view in
        [
          view.words, "\(seeds(view.variant).count)",
          "\(min(view.epochs, epochs(view.variant)))"
        ] + view.gaps.map(ConvexClaims.text) + [
          "\(view.stuck.count) of \(view.stuck.of)",
          view.widens.map { $0 ? "yes" : "no" } ?? "cannot tell"
        ]
      },
      experiments: DeepExperiment.Variant.allCases.flatMap { variant in
        DeepNetwork.all(variant).filter { !$0.batchNorm }.flatMap { network in
          seeds(variant).map(network.experiment)
        }
      },
      settings: "without batch norm; medians over seeds of ReLU's loss minus GELU's")
  }

  func wideningValues() -> ReportValues {
    var values = ReportValues()
    values.add {
      let views = views
      return [
        "F2.plain.views": Double(views.count),
        "F2.plain.views.met": Double(views.count { $0.widens == true }),
        "F2.plain.views.onPlateau": Double(views.count { $0.widens == nil })
      ]
    }
    return values
  }
}
