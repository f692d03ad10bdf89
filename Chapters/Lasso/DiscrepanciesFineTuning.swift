import Neural
import Plots
import Reports

extension Lasso {
  func fineTuningDiscrepancies(_ runs: FineTuning, _ carryOver: CarryOver) -> [Discrepancy] {
    let small = FineTuningScale.small
    let reach = runs.reach(small)
    let other = reach * Paper.fineTuning.other / runs.l1(small)
    return [
      Discrepancy(
        id: "D1", kind: .textAgainstTable,
        paper:
          "F3's smaller l1 is \(Paper.fineTuning.other) in the body, \(Paper.fineTuning.small) in Figure 3, Table 2 and "
          + "the listing.",
        finding:
          "Three of the four places give the paper's \(Paper.fineTuning.small), the listing among them. We run "
          + "\(runs.penalty(small)). The reach of the penalty alone, alpha l1 times the paper's "
          + "\(grouped(FineTuningScale.paperSteps)) steps, is \(digits(reach, 3)) there and \(digits(other, 3)) at the "
          + "paper's other value.",
        evidence: ["reach": reach, "reach.otherValue": other]),
      .traced(shares(runs, reach: reach)),
      .traced(listing(carryOver)), shortBatch(runs),
      Discrepancy(
        id: "D18", kind: .typographical,
        paper: "Table 2's caption speaks of increasing the L1 norm.",
        finding: "Its two columns differ in the penalty l1, which is what the text discusses.",
        evidence: ["smaller.l1": Paper.fineTuning.small, "larger.l1": Paper.fineTuning.large])
    ]
  }

  /// D15: what the listing says that the text does not, and what carrying averages over changes.
  private func listing(_ carryOver: CarryOver) -> Discrepancy {
    Discrepancy(
      id: "D15", kind: .argument, paper: "The listing of Appendix C, as printed.",
      finding:
        "Read, not run: an assignment to four targets is broken over lines and raises KeyError; "
        + "`criterion` is not defined; the optimizers are made once, so that RMSProp's and Adam's "
        + "averages carry over from the larger l1 to the smaller; the network stays in training mode, so that "
        + "dropout acts throughout; the listing keeps the 1000-way head for 10 classes; its validation loss "
        + "divides a sum of batch means by the number of samples; our copy has lost its "
        + "indentation, so that it is not known whether a norm is stored at each step or once an epoch, which is what "
        + "Figure 3's iteration means. We start each run with fresh averages and keep dropout "
        + "and the head. " + carryOver.finding,
      evidence: carryOver.evidence.merging(["head": 1_000, "classes": 10]) { own, _ in own })
  }

  /// D21: how an epoch ends.
  private func shortBatch(_ runs: FineTuning) -> Discrepancy {
    let plan = BatchPlan(images: Paper.images, batchSize: Paper.batchSize)
    let last = plan.positions(of: plan.stepsPerEpoch - 1).count
    let ours = BatchPlan(
      images: runs.imageCount, batchSize: runs.shared.batchSize)
    return Discrepancy(
      id: "D21", kind: .missingSetting,
      paper: "The number of batches of an epoch, and how the last one is filled, are not stated.",
      finding:
        "With the paper's \(grouped(Paper.images)) images in batches of \(Paper.batchSize) an epoch of the listing has "
        + "\(plan.stepsPerEpoch) batches, the last of \(last) images, and its \(Paper.epochs) epochs are "
        + "\(grouped(FineTuningScale.paperSteps)) steps. A loader that wraps around "
        + "instead would make other batches from the second epoch on. Ours ends an epoch as the listing's does: after "
        + "\(grouped(ours.stepsPerEpoch)) batches, the last of "
        + "\(ours.positions(of: ours.stepsPerEpoch - 1).count).",
      evidence: [
        "batchesPerEpoch": Double(plan.stepsPerEpoch), "imagesOfTheLast": Double(last),
        "ours.batchesPerEpoch": Double(ours.stepsPerEpoch)
      ])
  }

  /// D2: the share below 1e-5 by the two-cycle, by He's law and as measured.
  private func shares(_ runs: FineTuning, reach: Double) -> Discrepancy {
    let full = 100 * WidthLaw(widthMultiplier: 1, hidden: 4096).homeShare(reach: reach)
    let predicted = FineTuningScale.strengths.map { 100 * runs.predicted($0) }
    let measured = FineTuningScale.strengths.map { runs.percentBelow(.sgd, $0) }
    let small = FineTuningScale.small
    let threshold = FineTuningScale.threshold
    let thousandth = 100 * runs.median(.sgd, small) { $0.belowThousandth }
    let rate = runs.specification(.sgd, small).optimizer.learningRate
    let chance = predicted[1] / 100
    let margin = 200 * (chance * (1 - chance) / Double(max(1, runs.parameterCount))).squareRoot()
    return Discrepancy(
      id: "D2", kind: .textAgainstTable,
      paper: "The share at SGD, l1 = 0.002 is 99.98 % in the body and 99.89 % in Table 2.",
      finding:
        "From He's random weights at full width the penalty alone brings \(digits(full, 5)) % into "
        + "its cycle in the paper's \(grouped(FineTuningScale.paperSteps)) steps: both printed shares are below that, which "
        + "does not tell them apart. Here, in \(grouped(runs.steps)) steps, \(digits(predicted[0], 3)) % of the initial "
        + "weights are within reach, since narrow layers have larger weights. \(digits(measured[0], 3)) % end "
        + "below \(threshold) and \(digits(thousandth, 3)) % below \(Magnitudes.coarse): the gradient of a batch moves a "
        + "weight by more than \(threshold) wherever it exceeds \(digits(threshold / rate, 3)). At "
        + "\(runs.penalty(FineTuningScale.large)) the two-cycle predicts "
        + "\(digits(predicted[1], 3)) %, give or take \(digits(margin, 2)) for independent weights, and we "
        + "find \(digits(measured[1], 3)) %.",
      evidence: [
        "fullWidth.heHomePercent": full, "sgd.lambda0.002.reachablePercent": predicted[0],
        "sgd.lambda0.002.percent": measured[0], "sgd.lambda0.002.percentBelow1e-3": thousandth,
        "sgd.lambda2.predicted": predicted[1], "sgd.lambda2.predictedMargin": margin,
        "sgd.lambda2.percent": measured[1]
      ])
  }
}
