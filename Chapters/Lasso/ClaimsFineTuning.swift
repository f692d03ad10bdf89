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
    let spreads = FineTuningScale.strengths.map {
      runs.spread($0, at: runs.scale.lengths.count - 1)
    }
    return [
      Claim(
        id: "4.4", place: "Section 4, Figure 3",
        statement: "The final L1 norms differ substantially across the three optimizers.",
        paperValue: "curves far apart in Figure 3",
        ourValue: "largest over smallest: \(digits(spreads[0], 3)) at l1 = 0.002, "
          + "\(digits(spreads[1], 3)) at l1 = 2",
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
          let ends = FineTuningScale.strengths.map { strength in
            runs.words(optimizer, strength, digits: 3) { 100 * $0.belowThreshold }
          }
          return "\(optimizer.label) \(ends.joined(separator: " to ")) %"
        }.joined(separator: ", "),
        rule:
          "For at least one optimizer the share below 1e-5 is smaller at l1 = 2 than at l1 = 0.002; "
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
    let isLong = runs.scale.steps >= FineTuningScale.fewestSteps
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
      paperValue: "higher at l1 = 2 in Figure 3",
      ourValue: "\(runs.words(optimizer, 0.002, \.finalNorm)) at l1 = 0.002 and "
        + "\(runs.words(optimizer, 2, \.finalNorm)) at l1 = 2",
      rule:
        "The final norm at l1 = 2 exceeds that at l1 = 0.002. Undecided where the last quarter of a run changes a "
        + "norm by more than \(percent(FineTuning.restTolerance))"
        + (optimizer == .sgd
          ? ", or where at this width and length the penalty alone leaves the smaller l1 with the larger norm."
          : "."),
      evidence: [
        "lambda0.002.finalL1Norm": runs.norm(optimizer, 0.002),
        "lambda2.finalL1Norm": runs.norm(optimizer, 2), "lateChange": change,
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
    if runs.scale.steps < FineTuningScale.fewestSteps { return .undecided }
    return holds.last == true ? .reproduced : .notReproduced
  }

  /// Why there is no verdict, or `words` and whether the length of the run decides.
  private func reason(_ runs: FineTuning, _ holds: [Bool], _ words: String) -> String {
    if runs.scale.steps < FineTuningScale.fewestSteps {
      return "This profile runs \(runs.scale.steps) steps; a verdict asks for at least "
        + "\(grouped(FineTuningScale.fewestSteps)), since with fewer the penalty l1 = 0.002 moves no "
        + "weight by more than \(digits(FineTuningScale.learningRate * 0.002 * Double(FineTuningScale.fewestSteps)))."
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
    let half = Double(runs.parameterCount) * FineTuningScale.learningRate / 2
    return
      "In a two-cycle of SGD a magnitude averages a l1 / 2, which makes \(digits(2 * half, 3)) for all "
      + "parameters at l1 = 2; in one of RMSProp it averages a / 2 whatever l1 is, \(digits(half, 3)) in "
      + "all. We measure \(digits(runs.norm(.sgd, 2), 3)) and \(digits(runs.norm(.rmsprop, 2), 3)), and "
      + "\(digits(runs.norm(.adam, 2), 3)) for Adam. At l1 = 0.002 SGD ends at "
      + "\(digits(runs.norm(.sgd, 0.002), 3)), RMSProp at \(digits(runs.norm(.rmsprop, 0.002), 3)), Adam at "
      + "\(digits(runs.norm(.adam, 0.002), 3))."
  }

  private func growthReason(_ runs: FineTuning) -> String {
    let rate = FineTuningScale.learningRate
    let steps = Double(runs.scale.steps)
    let home = runs.median(.sgd, 0.002) { $0.reachable }
    let alone = runs.outcomes(.sgd, 0.002).compactMap(\.penaltyAlone)
    let predicted = Statistics.median(alone.map(\.finalNorm))
    var words =
      "At l1 = 2 the penalty can bring \(percent(runs.median(.sgd, 2) { $0.reachable })) of SGD's "
      + "weights home, where the norm of their two-cycles is P a l1 / 2 = "
      + "\(digits(Double(runs.parameterCount) * rate)). At l1 = 0.002 it moves a "
      + "weight by at most a l1 times \(grouped(runs.scale.steps)) = \(digits(rate * 0.002 * steps, 3)), "
      + "within which \(percent(home)) of the initial weights lie; alone it would leave a norm of "
      + "\(digits(predicted)). "
    words +=
      runs.norm(.sgd, 2) > runs.norm(.sgd, 0.002)
      ? "Enough of them have come home for SGD to end lower than at l1 = 2."
      : "The others have not come home, and SGD ends higher than at l1 = 2."
    let needed = alone.compactMap(\.stepsToLargest)
    if needed.count == alone.count, let most = needed.max(), Double(most) > steps {
      words +=
        " The penalty alone would need \(grouped(most)) steps to bring the norm down to that of "
        + "l1 = 2."
    }
    return words
  }

  private func adamReason(_ runs: FineTuning) -> String {
    var words =
      "Adam's steps are normalized, so that a larger l1 makes them no longer: it ends "
      + (runs.norm(.adam, 2) > runs.norm(.adam, 0.002) ? "higher" : "lower") + " at l1 = 2"
    let collapsed = FineTuningScale.strengths.filter { runs.isCollapsed(.adam, $0) }
    if collapsed == [2] {
      words +=
        ", where the penalty leaves a network that no longer classifies (cross-entropy "
        + "\(digits(runs.crossEntropy(.adam, 2), 3)) against \(digits(runs.crossEntropy(.adam, 0.002), 3))"
        + "), while at l1 = 0.002 some weights stay large"
    }
    return words + "."
  }

  private func pruningReason(_ runs: FineTuning) -> String {
    let rate = FineTuningScale.learningRate
    let wide = rate * 2
    let falls = FineTuningScale.optimizers.filter {
      runs.percentBelow($0, 2) < runs.percentBelow($0, 0.002)
    }
    let rises = FineTuningScale.optimizers.filter { !falls.contains($0) }
    var words =
      falls.isEmpty
      ? "The share falls for none of the three."
      : "The share falls for \(enumeration(falls.map(\.label)))"
        + (rises.isEmpty ? "." : " and rises for \(enumeration(rises.map(\.label))).")
    words +=
      " SGD's cycle is a l1 wide: \(digits(wide)) at l1 = 2, of which 1e-5 is "
      + "\(percent(FineTuningScale.threshold / wide)), and \(digits(rate * 0.002)) at "
      + "l1 = 0.002, less than 1e-5, so that there every weight that is home counts unless the loss moves it."
    let collapsed = FineTuningScale.optimizers.filter { runs.isCollapsed($0, 2) }
    if !collapsed.isEmpty {
      words +=
        " At l1 = 2 the network no longer classifies with \(enumeration(collapsed.map(\.label))), so "
        + "that prunable means little there."
    }
    return words
  }
}
