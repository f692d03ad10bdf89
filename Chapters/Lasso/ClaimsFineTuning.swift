import ChapterKit
import Foundation
import Neural
import Plots
import Reports

extension Lasso {
  package func fineTuningClaims(_ runs: FineTuning) -> [Claim] {
    var norms: [String: Double] = [:]
    var shares: [String: Double] = [:]
    for strength in FineTuningScale.strengths {
      for optimizer in FineTuningScale.optimizers {
        let name = "\(optimizer.rawValue).lambda\(short(strength))"
        norms["\(name).finalL1Norm"] = runs.norm(optimizer, strength)
        shares["\(name).percent"] = runs.percentBelow(optimizer, strength)
      }
    }
    var cycles = norms
    for strength in FineTuningScale.strengths {
      for optimizer in FineTuningScale.optimizers {
        guard let cycle = runs.cycle(optimizer, strength) else { continue }
        let name = "\(optimizer.rawValue).lambda\(short(strength)).lastCycle"
        cycles["\(name).low"] = cycle.low
        cycles["\(name).mean"] = cycle.mean
        cycles["\(name).high"] = cycle.high
      }
    }
    let areKnown = cycles.count == 4 * norms.count
    let (small, large) = (FineTuningScale.small, FineTuningScale.large)
    let spreads = FineTuningScale.strengths.map {
      runs.spread($0, at: runs.lengths.count - 1)
    }
    return [
      Claim(
        id: "4.4", place: "Section 4, Figure 3",
        statement: "The final L1 norms differ substantially across the three optimizers.",
        paperValue: "curves far apart in Figure 3",
        ourValue: "largest over smallest: \(digits(spreads[0], 3)) at \(runs.penalty(small)), "
          + "\(digits(spreads[1], 3)) at \(runs.penalty(large))",
        rule:
          "At each l1 the largest of the three final norms is at least \(digits(FineTuning.substantial)) times the "
          + "smallest, which shows on the scale of Figure 3. A norm is the mean over the last cycle, of two iterates; where "
          + "the one before the last is not known, the claim is undecided.",
        evidence: cycles,
        verdict: areKnown ? verdict(runs, runs.spreadHolds) : .undecided,
        reason: reason(runs, runs.spreadHolds, spreadReason(runs)),
        wouldDecide: areKnown ? longer : "The metrics of every run, which its directory lacks."),
      growthClaim(runs, .sgd), growthClaim(runs, .adam),
      Claim(
        id: "4.6", place: "Section 4, Table 2",
        statement: "A larger l1 does not mean more prunable parameters.",
        paperValue: "SGD 99.89 to 0.18 %, Adam 3.31 to 2.28 %, RMSProp 0.09 to 1.21 %",
        ourValue: FineTuningScale.optimizers.map { optimizer in
          let ends = [small, large].map { strength in
            runs.words(optimizer, strength, digits: 3) { 100 * $0.belowThreshold }
          }
          return "\(optimizer.label) \(ends.joined(separator: " to ")) %"
        }.joined(separator: ", "),
        rule:
          "For at least one optimizer the share below \(FineTuningScale.threshold) is smaller at \(runs.penalty(large)) than "
          + "at \(runs.penalty(small)); "
          + "one is enough against a general rule.",
        evidence: shares, verdict: verdict(runs, runs.pruningHolds),
        reason: reason(runs, runs.pruningHolds, pruningReason(runs)), wouldDecide: longer),
      costClaim()
    ]
  }

  private var longer: String {
    "A profile with at least \(grouped(FineTuningScale.fewestSteps)) steps."
  }

  /// 4.5: whether the larger l1 ends with the larger norm, for one optimizer.
  private func growthClaim(_ runs: FineTuning, _ optimizer: FineTuning.Name) -> Claim {
    let (small, large) = (FineTuningScale.small, FineTuningScale.large)
    let isLong = runs.isLong
    let change = runs.lateChange(optimizer)
    let holds = runs.growthHolds(optimizer)
    let moves = change > FineTuning.restTolerance
    let isPredictedOther = optimizer == .sgd && !runs.widthLawAgrees
    var doubts: [String] = []
    if moves {
      doubts.append(
        "The last quarter of the run still changes a norm by \(percent(change)), more than "
          + "\(percent(FineTuning.restTolerance)).")
    }
    if isPredictedOther {
      doubts.append(
        "At this width and length the penalty alone, by the two-cycle on which the paper's argument rests, leaves the "
          + "smaller l1 with the larger norm.")
    }
    let words = optimizer == .sgd ? growthReason(runs) : adamReason(runs)
    return Claim(
      id: "4.5.\(optimizer.rawValue)", place: "Section 4, Figure 3",
      statement: "The larger l1 ends with the larger L1 norm, for \(optimizer.label).",
      paperValue: "higher at l1 = \(short(Paper.fineTuning.large)) in Figure 3",
      ourValue: "\(runs.words(optimizer, small, \.finalNorm)) at \(runs.penalty(small)) and "
        + "\(runs.words(optimizer, large, \.finalNorm)) at \(runs.penalty(large))",
      rule:
        "The final norm at \(runs.penalty(large)) exceeds that at \(runs.penalty(small)). Undecided where the last quarter of a run changes a "
        + "norm by more than \(percent(FineTuning.restTolerance))"
        + (optimizer == .sgd
          ? ", or where at this width and length the penalty alone leaves the smaller l1 with the larger norm."
          : "."),
      evidence: [
        "lambda0.002.finalL1Norm": runs.norm(optimizer, small),
        "lambda2.finalL1Norm": runs.norm(optimizer, large),
        "growth": runs.norm(optimizer, large)
          / max(runs.norm(optimizer, small), .leastNormalMagnitude), "lateChange": change,
        "restTolerance": FineTuning.restTolerance
      ],
      verdict: isLong && doubts.isEmpty
        ? holds.last == true ? .reproduced : .notReproduced : .undecided,
      reason: isLong
        ? (doubts + [reason(runs, holds, words)]).joined(separator: " ")
        : reason(runs, holds, words),
      wouldDecide: !isLong
        ? longer
        : isPredictedOther
          ? "A wider network: at full width the order by that law is the claim's."
          : "A longer run, until both norms have come to rest.")
  }

  /// S2: what the dearest run costs.
  private func costClaim() -> Claim {
    Claim(
      id: "S2", place: "Section 2", statement: "The dearest run takes two hours on one GPU.",
      paperValue: "2 hours", ourValue: "not run",
      rule: "The paper's settings of F3 on one GPU would have to take about two hours.",
      evidence: [:], verdict: .notTested,
      reason:
        "This program computes on processors alone. What its own runs cost, and what the paper's settings would, is "
        + "in Docs/Paper.md and in the provenance of each figure.")
  }

  /// The verdict of a rule that was read at each of the run's lengths, the last of which decides.
  private func verdict(_ runs: FineTuning, _ holds: [Bool]) -> Verdict {
    if !runs.isLong { return .undecided }
    return holds.last == true ? .reproduced : .notReproduced
  }

  /// Why there is no verdict, or `words` and whether the length of the run decides.
  private func reason(_ runs: FineTuning, _ holds: [Bool], _ words: String) -> String {
    if !runs.isLong {
      let fewest = FineTuningScale.fewestSteps
      return
        "The runs have \(grouped(runs.steps)) steps; a verdict asks for at least \(grouped(fewest)), since with fewer "
        + "the penalty \(runs.penalty(FineTuningScale.small)) moves no weight by more than "
        + "\(digits(runs.reach(FineTuningScale.small, steps: fewest)))."
    }
    let others = zip(FineTuningScale.eighths, holds).dropLast()
    let other = others.filter { $0.1 != holds.last }.map { fraction($0.0) }
    let same = others.filter { $0.1 == holds.last }.map { fraction($0.0) }
    if other.isEmpty {
      return words + " The rule gives the same after \(enumeration(same)) of the steps."
    }
    return words
      + " The rule gives the opposite after \(enumeration(other)) of the steps, so that the verdict "
      + "hinges on the length of the run."
  }

  private func fraction(_ eighths: Int) -> String {
    let divisor = [4, 2, 1].first { eighths % $0 == 0 } ?? 1
    return "\(eighths / divisor)/\(8 / divisor)"
  }

  private func spreadReason(_ runs: FineTuning) -> String {
    let (small, large) = (FineTuningScale.small, FineTuningScale.large)
    let count = Double(runs.parameterCount)
    let normalized = runs.specification(.rmsprop, large).optimizer.learningRate
    func norm(_ optimizer: FineTuning.Name, _ strength: Double) -> String {
      digits(runs.norm(optimizer, strength), 3)
    }
    return
      "In a two-cycle of SGD a magnitude averages alpha l1 / 2, which makes "
      + "\(digits(count * runs.reach(large, steps: 1) / 2, 3)) for all parameters at \(runs.penalty(large)); in one of "
      + "RMSProp it averages alpha / 2 whatever l1 is, \(digits(count * normalized / 2, 3)) in all. We measure "
      + "\(norm(.sgd, large)) and \(norm(.rmsprop, large)), and \(norm(.adam, large)) for Adam. At "
      + "\(runs.penalty(small)) SGD ends at \(norm(.sgd, small)), RMSProp at \(norm(.rmsprop, small)), Adam at "
      + "\(norm(.adam, small))."
  }

  private func growthReason(_ runs: FineTuning) -> String {
    let (small, large) = (FineTuningScale.small, FineTuningScale.large)
    let home = runs.median(.sgd, small) { $0.reachable }
    let alone = runs.outcomes(.sgd, small).compactMap(\.penaltyAlone)
    let predicted = Statistics.median(alone.map(\.finalNorm))
    var words =
      "At \(runs.penalty(large)) the penalty can bring \(percent(runs.median(.sgd, large) { $0.reachable })) of SGD's "
      + "weights home, where the norm of their two-cycles is P alpha l1 / 2 = "
      + "\(digits(Double(runs.parameterCount) * runs.reach(large, steps: 1) / 2)). At \(runs.penalty(small)) it moves a "
      + "weight by at most alpha l1 times \(grouped(runs.steps)) = \(digits(runs.reach(small, steps: runs.steps), 3)), "
      + "within which \(percent(home)) of the initial weights lie; alone it would leave a norm of "
      + "\(digits(predicted)). "
    words +=
      runs.norm(.sgd, large) > runs.norm(.sgd, small)
      ? "Enough of them have come home for SGD to end lower than at \(runs.penalty(large))."
      : "The others have not come home, and SGD ends higher than at \(runs.penalty(large))."
    let needed = alone.compactMap(\.stepsToLargest)
    if needed.count == alone.count, let most = needed.max(), most > runs.steps {
      words +=
        " The penalty alone would need \(grouped(most)) steps to bring the norm down to that of "
        + "\(runs.penalty(large))."
    }
    return words
  }

  private func adamReason(_ runs: FineTuning) -> String {
    let (small, large) = (FineTuningScale.small, FineTuningScale.large)
    var words =
      "Adam's steps are normalized, so that a larger l1 makes them no longer: it ends "
      + (runs.norm(.adam, large) > runs.norm(.adam, small) ? "higher" : "lower")
      + " at \(runs.penalty(large))"
    let collapsed = FineTuningScale.strengths.filter { runs.isCollapsed(.adam, $0) }
    if collapsed == [large] {
      words +=
        ", where the penalty leaves a network that no longer classifies (cross-entropy "
        + "\(digits(runs.crossEntropy(.adam, large), 3)) against \(digits(runs.crossEntropy(.adam, small), 3))"
        + "), while at \(runs.penalty(small)) some weights stay large"
    }
    return words + "."
  }

  private func pruningReason(_ runs: FineTuning) -> String {
    let (small, large) = (FineTuningScale.small, FineTuningScale.large)
    let threshold = FineTuningScale.threshold
    let (narrow, wide) = (runs.reach(small, steps: 1), runs.reach(large, steps: 1))
    let falls = FineTuningScale.optimizers.filter {
      runs.percentBelow($0, large) < runs.percentBelow($0, small)
    }
    let rises = FineTuningScale.optimizers.filter { !falls.contains($0) }
    var words =
      falls.isEmpty
      ? "The share falls for none of the three."
      : "The share falls for \(enumeration(falls.map(\.label)))"
        + (rises.isEmpty ? "." : " and rises for \(enumeration(rises.map(\.label))).")
    words +=
      " SGD's cycle is alpha l1 wide: \(digits(wide)) at \(runs.penalty(large)), of which \(threshold) is "
      + "\(percent(threshold / wide)), and \(digits(narrow)) at \(runs.penalty(small))"
      + (narrow <= threshold
        ? ", no more than \(threshold), so that there every weight that is home counts unless the loss moves it."
        : ", of which it is \(percent(threshold / narrow)).")
    let collapsed = FineTuningScale.optimizers.filter { runs.isCollapsed($0, large) }
    if !collapsed.isEmpty {
      words +=
        " At \(runs.penalty(large)) the network no longer classifies with \(enumeration(collapsed.map(\.label))), so "
        + "that prunable means little there."
    }
    return words
  }
}
