import ChapterKit
import Foundation
import Neural
import Reports

/// Claims 3.3, 3.4 and 3.6, the first two under rules that count the median over the seeds.
extension DeepResults {
  package func claims() -> [Claim] {
    [.traced(widening()), .traced(indistinguishable()), primaryFactor()]
  }

  private func widening() -> Claim {
    let shallow = meanGaps(.chosen, .vgg11, batchNorm: false)
    let deep = meanGaps(.chosen, .vgg19, batchNorm: false)
    let isFaster = Statistics.median(deep) > Self.tolerance
    let widens = Self.widens(
      shallow: Statistics.median(shallow), deep: Statistics.median(deep))
    let untold = whyUntold(batchNorm: false)
    return Claim(
      id: "3.3", place: "Section 3, Figure 2 top",
      statement: """
        Without batch norm the gap in training loss between ReLU and GELU widens with depth, GELU being \
        the faster.
        """,
      paperValue: "shown as curves",
      ourValue: "ReLU minus GELU: \(each(shallow)) at VGG11, \(each(deep)) at VGG19 "
        + "(\(eachSeed))",
      rule: """
        A seed's gap is ReLU's loss minus GELU's, averaged over the epochs after the first; the median over \
        the seeds counts. Reproduced when VGG19's is above \(short(Self.tolerance)) and exceeds VGG11's by more than \
        \(short(Self.tolerance)) (about \(Self.tolerancePercent) % of ln 10). Undecided with fewer than \(Self.fewestSeeds) seeds, or when a \
        run's last epoch has a mean loss above ln 10 - \(short(Self.tolerance)), on its plateau. Written for one seed; the \
        median over seeds came after that seed was seen.
        """,
      evidence: evidence(batchNorm: false),
      verdict: untold != nil ? .undecided : widens ? .reproduced : .notReproduced,
      reason: untold
        ?? [
          isFaster
            ? (widens
              ? "GELU is the faster at VGG19, and by more than at VGG11."
              : "GELU is the faster at VGG19, but its lead over VGG11's does not exceed the tolerance.")
            : Statistics.median(deep) < -Self.tolerance
              ? "At VGG19 the sign is the other one: GELU is the slower over the epochs that count."
              : "At VGG19 the median gap is within the tolerance.",
          lastEpoch(agreesWith: widens),
          variations(batchNorm: false)
        ].joined(separator: " "), wouldDecide: wouldDecide)
  }

  private func indistinguishable() -> Claim {
    let gaps = DeepExperiment.depths.map { absoluteGaps(.chosen, $0, batchNorm: true) }
    let largest = gaps.map(Statistics.median).max() ?? 0
    let untold = whyUntold(batchNorm: true)
    let means = DeepExperiment.depths.map { meanGaps(.chosen, $0, batchNorm: true) }
    let lower = zip(DeepExperiment.depths, means).map { depth, means in
      "\(means.count { $0 > 0 }) of \(means.count) seeds at \(depth.rawValue.uppercased())"
    }.joined(separator: " and ")
    let leads = means.flatMap { $0 }
    let isSmall = largest <= Self.tolerance
    let hasOneSign = leads.allSatisfy { $0 > 0 } || leads.allSatisfy { $0 < 0 }
    return Claim(
      id: "3.4", place: "Section 3, Figure 2 bottom",
      statement: "With batch norm the training losses of ReLU and GELU are indistinguishable.",
      paperValue: "shown as curves",
      ourValue: "mean absolute gap \(each(gaps[0])) at VGG11, \(each(gaps[1])) at VGG19 "
        + "(\(eachSeed))",
      rule: """
        A seed's gap is the mean of |ReLU's loss minus GELU's| over the epochs after the first; the median \
        over the seeds counts. Reproduced when it is at most \(short(Self.tolerance)) at both depths. Undecided with fewer \
        than \(Self.fewestSeeds) seeds or on a plateau, as for claim 3.3.
        """,
      evidence: evidence(batchNorm: true),
      verdict: untold != nil
        ? .undecided : isSmall ? .reproduced : .notReproduced,
      reason: untold
        ?? [
          isSmall
            ? "The larger of the two is \(short(100 * largest / Self.tolerance)) % of the tolerance."
            : "At least one gap exceeds the tolerance.",
          "GELU's mean loss is the lower in \(lower)"
            + (isSmall && hasOneSign
              ? ": a difference of one sign in all seeds is small, not absent." : "."),
          variations(batchNorm: true)
        ].joined(separator: " "), wouldDecide: wouldDecide)
  }

  private var wouldDecide: String {
    "Runs of at least \(Self.fewestSeeds) seeds that are long enough, or begin so, that all leave their plateau."
  }

  /// 3.6: which decision moves the gap most.
  private func primaryFactor() -> Claim {
    Claim(
      id: "3.6", place: "Section 3",
      statement:
        "Without batch norm the activation is the primary factor of the difference between the curves.",
      paperValue: "", ourValue: "not run",
      rule: """
        F2 with activation, initialization, learning rate and optimizer crossed: the activation would have to move the \
        loss by more than any other decision does.
        """,
      evidence: [:], verdict: .notTested,
      reason: """
        The report varies initialization and learning rate one at a time and for fewer epochs, and not the optimizer; \
        which decision moves the loss most takes runs in which they are crossed, as make multiverse CLAIMS=3.6 makes \
        them. That the initialization moves it is D19.
        """)
  }

  /// Why this profile cannot tell, or nil when it can.
  private func whyUntold(batchNorm: Bool) -> String? {
    let (stuck, all) = stuck(.chosen, batchNorm: batchNorm)
    var causes: [String] = []
    if seeds(.chosen).count < Self.fewestSeeds { causes.append("there are \(seedWords) only") }
    if stuck > 0 {
      causes.append(
        "\(stuck) of \(all) runs end with a mean loss above ln 10 - \(short(Self.tolerance)), on their plateau"
      )
    }
    if causes.isEmpty { return nil }
    let images = specification(.chosen).dataset.limit.map { "\($0) images" } ?? "all images"
    return "The runs have \(epochWords(.chosen)) of \(images): "
      + causes.joined(separator: ", and ") + "."
  }

  /// What the variations came to, in a sentence or two.
  func variations(batchNorm: Bool) -> String {
    let parts = wholeVariations(batchNorm: batchNorm).map { variant -> String in
      let (stuck, all) = stuck(variant, batchNorm: batchNorm)
      let isLonger = epochs(variant) != epochs(.smallRate)
      let words = words(variant) + (isLonger ? " (\(epochWords(variant)))" : "")
      if stuck > 0 { return "\(words), \(stuck) of \(all) runs stay on their plateau" }
      let gaps = DeepExperiment.depths.map { depth in
        let gaps =
          batchNorm
          ? absoluteGaps(variant, depth, batchNorm: true)
          : meanGaps(variant, depth, batchNorm: false)
        return short(Statistics.median(gaps))
      }
      return "\(words), the gaps are \(gaps.joined(separator: " and "))"
    }
    if parts.isEmpty { return "No variation was run." }
    return "The variations (one seed, \(epochWords(.smallRate))): "
      + parts.joined(separator: "; ") + "."
  }

  func words(_ variant: DeepExperiment.Variant) -> String {
    switch variant {
    case .chosen: "as chosen"
    case .uniformFanIn: "under the framework's default initialization"
    case .smallRate, .codeBaseRate: "at alpha = \(rate(variant))"
    case .codeBaseScript: "under the code base's whole script"
    }
  }

  private var seedWords: String {
    let count = seeds(.chosen).count
    return "\(count) \(count == 1 ? "seed" : "seeds")"
  }

  /// Whether the last epoch alone would meet claim 3.3's thresholds, without batch norm.
  var lastEpochWidens: Bool {
    Self.widens(shallow: lastGap(.vgg11), deep: lastGap(.vgg19))
  }

  /// The median gap of the last epoch, without batch norm.
  func lastGap(_ depth: NetworkSpecification.Architecture) -> Double {
    Statistics.median(finalGaps(.chosen, depth, batchNorm: false))
  }

  private func lastEpoch(agreesWith verdict: Bool) -> String {
    "In the last epoch the median gap is \(short(lastGap(.vgg11))) at VGG11 and "
      + "\(short(lastGap(.vgg19))) at VGG19, which alone would "
      + (lastEpochWidens ? "meet" : "not meet") + " the rule's thresholds"
      + (lastEpochWidens == verdict ? "." : ": the verdict hinges on the epochs that count.")
  }

  private func short(_ value: Double) -> String { ConvexClaims.text(value) }

  private func each(_ gaps: [Double]) -> String { Statistics.words(gaps, short) }
  private var eachSeed: String { Statistics.wordsName(ofSeeds: seeds(.chosen).count) }

  /// The gaps of every seed and their medians.
  private func evidence(batchNorm: Bool) -> [String: Double] {
    var evidence = ["tolerance": Self.tolerance, "seeds": Double(seeds(.chosen).count)]
    evidence["runsOnPlateau"] = Double(stuck(.chosen, batchNorm: batchNorm).count)
    for depth in DeepExperiment.depths {
      let means = meanGaps(.chosen, depth, batchNorm: batchNorm)
      let counted = batchNorm ? absoluteGaps(.chosen, depth, batchNorm: true) : means
      evidence["\(depth.rawValue).median"] = Statistics.median(counted)
      evidence["\(depth.rawValue).loss"] = meanLoss(depth, batchNorm: batchNorm)
      evidence["\(depth.rawValue).lastEpoch"] = Statistics.median(
        finalGaps(.chosen, depth, batchNorm: batchNorm))
      for (seed, gap) in zip(seeds(.chosen), counted) {
        evidence["\(depth.rawValue).seed\(seed)"] = gap
      }
    }
    return evidence
  }
}
