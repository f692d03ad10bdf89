import ChapterKit
import Experiments
import Kernels
import Reports

extension Lasso {
  /// The share of seeds in which the two ranges lie in one of the given orders.
  private func seeds(
    _ outcomes: Outcomes, _ strength: Double, at index: Int, _ orders: Set<Int>
  ) -> Share {
    let order = outcomes.order(strength, at: index)
    return Share(order.count { orders.contains($0) }, of: order.count)
  }

  /// F5: the order of the two methods over the last iterations.
  func orderClaims(_ outcomes: Outcomes, _ scale: Scale) -> [Claim] {
    let settings = outcomes.settings
    let ends = Self.oscillationEnds
    let weak = settings.f5(ends.weak)
    func claim(
      _ id: String, _ statement: String, _ words: String, _ strengths: [Double], _ orders: Set<Int>,
      _ reason: String
    ) -> Claim {
      let shares = strengths.map { seeds(outcomes, $0, at: settings.chosenIndex, orders) }
      var evidence: [String: Double] = [:]
      for (strength, share) in zip(strengths, shares) {
        for (name, value) in share.evidence("share.lambda\(short(strength))") {
          evidence[name] = value
        }
        for (index, length) in scale.lengths.enumerated() {
          evidence["T\(length).share.lambda\(short(strength))"] =
            seeds(outcomes, strength, at: index, orders).value
        }
      }
      return Claim(
        id: id, place: "Figure 5", statement: statement, paperValue: "shown for one run",
        ourValue: enumeration(
          zip(strengths, shares).map { "\(words) in \($1.words) at \(settings.f5($0).penalty)" }),
        rule:
          "The share of seeds in which the ranges of the losses over the last \(weak.window) of "
          + "\(grouped(settings.chosenLength)) iterations are so ordered, at each l1. "
          + Share.rule,
        evidence: evidence, verdict: Share.verdict(of: shares), reason: reason,
        wouldDecide: Share.wouldDecide)
    }
    let zero = outcomes.zeroLossShare(ends.weak, at: settings.chosenIndex)
    let kept = weak.theory.keptShare
    let expected = Elementary.power(1 - kept, weak.dimension)
    var above = claim(
      "F5.b", "RMSProp lies above NDGM for l1 << 1.", "above", [ends.weak], [1],
      "NDGM needs up to 1 / (alpha l1) = \(grouped(weak.stepsHome)) steps to come down, so that the order depends on when one looks; and "
        + "RMSProp's loss is exactly 0 in \(zero.words): a coordinate keeps a cycle of its own from "
        + "\(percent(kept)) of beta_0, so that all \(weak.dimension) are without one in \(percent(expected)) of the draws, and "
        + "rounding then brings them to 0 (D8).")
    above.evidence["zeroLossShare.lambda0.001"] = zero.value
    above.evidence["expectedZeroLossShare.lambda0.001"] = expected
    return [
      claim(
        "F5.a", "The two loss curves do not overlap.", "apart", [ends.weak, ends.strong], [1, -1],
        "Apart means wholly above or wholly below, whichever it is."),
      above,
      claim(
        "F5.c", "RMSProp lies below NDGM for l1 >> 1.", "below", [ends.strong], [-1],
        "NDGM's mean loss is P alpha l1^2 / 2, and each coordinate to which RMSProp leaves a cycle adds about alpha l1."
      )
    ]
  }

  /// B.4: the four bounds on the losses of F5.
  func boundClaims(_ outcomes: Outcomes, _ scale: Scale) -> [Claim] {
    let bounds: [(id: String, strength: Double, method: String, label: String, bound: Double)] = [
      ("a", 0.01, "rmsprop", "RMSProp", 0.01), ("b", 0.01, "ndgm", "vanilla NDGM", 0.0001),
      ("c", 100, "rmsprop", "RMSProp", 100), ("d", 100, "ndgm", "vanilla NDGM", 10_000)
    ]
    return bounds.map { id, strength, method, label, bound in
      let largest = (outcomes.oscillation["F5.lambda\(short(strength)).\(method)"]?.maximum ?? [])
        .map { $0[outcomes.settings.chosenIndex] }
      let setting = outcomes.settings.f5(strength, method)
      let within = largest.count { $0 < bound }
      return Claim(
        id: "B.4.\(id)", place: "Appendix B.4",
        statement:
          "At l1 = \(short(strength)), P = 10 and alpha = 0.1 the loss of \(label) ends below \(short(bound)).",
        paperValue: "below \(short(bound))",
        ourValue:
          "below it in \(within) of \(largest.count) seeds; largest \(digits(largest.max() ?? .nan))",
        rule:
          "In every seed the largest loss of the last \(setting.window) of \(grouped(setting.drawnLength)) iterations is "
          + "below the printed bound; no tolerance.",
        evidence: [
          "largestLoss": largest.max() ?? .nan, "seedsBelow": Double(within),
          "seeds": Double(largest.count), "bound": bound
        ],
        verdict: within == largest.count && !largest.isEmpty ? .reproduced : .notReproduced,
        reason: method == "ndgm"
          ? "In its cycle every coordinate is less than alpha l1 from 0, so that the loss stays below P alpha l1^2."
          : "Its steps tend to alpha, from above: a coordinate that keeps its cycle is less than about alpha from 0, and the "
            + "others are nearer or alternate with alpha.")
    }
  }
}
