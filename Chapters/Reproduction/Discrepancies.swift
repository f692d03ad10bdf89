import ChapterKit
import Foundation

extension Reproduction {
  /// D1, D13, D15, D17 and D18.
  public static let discrepancies = [
    penaltyStrength, stepRegimes, listing, depths, tableCaption
  ]

  static let penaltyStrength = Discrepancy(
    id: "D1", kind: .textAgainstTable,
    paper:
      "The body of Section 4 gives the small penalty of Figure 3 as 0.0002; Figure 3, Table 2 and "
      + "the listing give 0.002.",
    finding:
      "The two differ tenfold. Three places against one, and the listing is what made the figure, "
      + "so every run here uses 0.002. At 0.0002 a weight could travel ten times less far in the "
      + "same number of steps, so the choice moves the share of weights that end near 0.",
    evidence: [
      "l1.body": 0.0002, "l1.listing": 0.002, "ratio": 0.002 / 0.0002,
      "travel.body": 0.003 * 0.0002 * 19_600, "travel.listing": 0.003 * 0.002 * 19_600
    ])

  static let stepRegimes: Discrepancy = {
    let decay = StepDecay()
    let flat = decay.limit(from: 1) { 0.01 * $0 }
    let kink = decay.limit(from: 5) { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
    return Discrepancy(
      id: "D13", kind: .argument,
      paper:
        "Section 4 cites Proposition 4.1, which is about a constant step, for diminishing steps. "
        + "Section 3 says that with a geometric series of steps GD still comes near the optimum.",
      finding:
        "A constant-step result says nothing about diminishing steps, whose two-cycles shrink "
        + "with the step. And steps that sum to a finite number bound the distance travelled, for "
        + "smooth and kinked losses alike: with a rate of 0.1 that falls tenfold every 30 steps, GD "
        + "on 0.005 x^2 keeps nearly all of its initial error, and on |x| the method stops more "
        + "than 1.6 short of the minimum when it starts at 5.",
      evidence: [
        "travel.bound": decay.totalTravel, "smooth.start": 1, "smooth.limit": flat,
        "kink.start": 5, "kink.limit": kink
      ])
  }()

  static let listing: Discrepancy = {
    let batch = 512.0
    let stepsPerEpoch = (50_000 / batch).rounded(.up)
    let validationBatches = (10_000 / batch).rounded(.up)
    // Steps until g^n 2^2 has sunk to 0.002^2, with g = 0.99.
    let carried = (log(4 / (0.002 * 0.002)) / -log(0.99)).rounded(.up)
    let unusedHead = 990.0 * (4096 + 1)
    return Discrepancy(
      id: "D15", kind: .argument,
      paper: "Appendix C prints the listing that made Figure 3 and Table 2.",
      finding:
        "As printed it does not run, and where it can be followed it does something else than the "
        + "text says. (a) An assignment to four targets that is broken over lines stops with a "
        + "KeyError. (b) `criterion` is used and never defined. (c) The optimizers are made once, "
        + "so that the averages of RMSProp and Adam carry over from l1 = 2 to l1 = 0.002: the "
        + "square of the old penalty's gradient outweighs that of the new one for well over a "
        + "thousand steps. (d) The network stays in training mode, so that dropout acts in "
        + "training and validation, although dropout is declared out of scope. (e) The head keeps "
        + "1000 outputs for 10 classes, and the unused rows count among the parameters. (f) The "
        + "validation loss divides a sum of batch means by the number of images, which makes it "
        + "some 500 times too small. (g) Norms are stored once an epoch, before its last update, "
        + "while Figure 3 names its axis iteration. Our runs start each optimizer afresh and store "
        + "the norm at every step.",
      evidence: [
        "carriedSteps": carried, "carriedEpochs": carried / stepsPerEpoch,
        "unusedHeadParameters": unusedHead,
        "unusedHeadPercent": 100 * unusedHead / 138_357_544,
        "validationLossFactor": validationBatches / 10_000,
        "storedNorms": 200, "iterations": 200 * stepsPerEpoch
      ])
  }()

  static let depths = Discrepancy(
    id: "D17", kind: .textAgainstTable,
    paper:
      "Figure 2 compares depths 11 and 19; the configuration also lists VGG13, and the networks "
      + "are named after the depth.",
    finding:
      "Counted from the layer lists, VGG11 has 9 layers with weights and VGG19 has 17: the names "
      + "are those of the original networks, whose heads have three linear layers where these "
      + "have one. VGG13 appears in no figure.",
    evidence: Dictionary(
      uniqueKeysWithValues: LayerList.figure2.flatMap {
        [
          ("\($0.name).named", Double($0.depthInName)),
          ("\($0.name).weightLayers", Double($0.weightLayers))
        ]
      }))

  static let tableCaption = Discrepancy(
    id: "D18", kind: .typographical,
    paper: "Table 2's caption speaks of increasing the L1 norm.",
    finding:
      "What the table varies is the strength l1 of the penalty; the norm is an outcome. Read with "
      + "the columns, the caption means l1.",
    evidence: [:])
}
