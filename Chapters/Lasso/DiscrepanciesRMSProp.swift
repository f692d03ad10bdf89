import Kernels
import Reports

extension Lasso {
  func rmsPropDiscrepancies(_ outcomes: Outcomes, _ scale: Scale) -> [Discrepancy] {
    let decay = Elementary.power(0.99, 1_000)
    let epsilon = 1e-8
    let remaining = epsilon / (0.001 * 0.001)
    let belowEpsilon = (1...10_000).first { Elementary.power(0.99, $0) < epsilon } ?? 0
    return [
      .traced(strengthDiscrepancy(outcomes, scale)), .traced(edgeDiscrepancy(outcomes)),
      Discrepancy(
        id: "D9", kind: .argument,
        paper: "Equations 18-21 with v_0 = 0, and eps << g^t << 1 for large t.",
        finding: "If v_0 itself were used at t = 0 the first step would be a l1 / sqrt(eps), "
          + "\(grouped(Int((1 / epsilon.squareRoot()).rounded()))) times a l1; we update v first. g^1000 is \(digits(decay, 2)), and g^t is below eps from "
          + "t = \(grouped(belowEpsilon)) on, so that the condition cannot hold in the limit. There eps / "
          + "l1^2 remains: \(digits(remaining)) at l1 = 0.001, so that l1 stays in the result.",
        evidence: [
          "g^1000": decay, "firstStepBelowEps": Double(belowEpsilon),
          "firstStepFactor": 1 / epsilon.squareRoot(),
          "epsOverL1Squared": remaining
        ])
    ]
  }

  /// D4: which l1 Figure 5 has.
  private func strengthDiscrepancy(_ outcomes: Outcomes, _ scale: Scale) -> Discrepancy {
    let one = outcomes.order(1, at: scale.chosenIndex)
    return Discrepancy(
      id: "D4", kind: .textAgainstTable,
      paper: "F5's l1 is 1 in the text, 100 in the caption, and 0.01 and 100 in the explanation.",
      finding: "We run 0.001, 0.01, 1 and 100. At l1 = 1, where the argument predicts no order, "
        + "RMSProp lies wholly above NDGM in \(percent(share(one, 1))) of the seeds and wholly below in "
        + "\(percent(share(one, -1))).",
      evidence: [
        "lambda1.shareAbove": share(one, 1), "lambda1.shareBelow": share(one, -1),
        "lambda0.01.shareAbove": share(outcomes.order(0.01, at: scale.chosenIndex), 1)
      ])
  }

  /// D8: why most coordinates end at the edge of their cycle, and then at 0.
  private func edgeDiscrepancy(_ outcomes: Outcomes) -> Discrepancy {
    var evidence: [String: Double] = [:]
    for fate in outcomes.fate.fates {
      let name = "lambda\(short(fate.strength)).binary\(fate.bits)"
      evidence["\(name).zeroShare"] = fate.zeroShare
      evidence["\(name).keptShare"] = fate.keptShare
      evidence["\(name).agreement"] = fate.agreement
      if fate.firstZero.count == 3 { evidence["\(name).firstZero.median"] = fate.firstZero[1] }
      if fate.fineApproach.count == 3 {
        evidence["\(name).fineApproach.median"] = fate.fineApproach[1]
      }
    }
    let theory = NormalizedSteps(strength: 1)
    evidence["lambda1.keptShareOfAllStarts"] = theory.keptShare
    evidence["lambda1.smallestFailureRatio"] = theory.smallestFailureRatio
    let wide = outcomes.fate.fate(1, bits: 64)
    let narrow = outcomes.fate.fate(1, bits: 32)
    var finding =
      "s_n, the step, falls from 10 a to s_{∞} = a (l1 much larger than sqrt(eps)). A coordinate that "
      + "changes its sign at every step loses s_{n+1} - s_{n+2} of its magnitude from step n to n + 2; let "
      + "D_n be what it loses in all. It goes on so for ever exactly when D_n <= |b_n| <= D_n + s_{∞}. Either "
      + "this holds at some n, and the coordinate keeps a cycle set by b_0; or, once it has crossed 0, it "
      + "fails to change its sign again and again, each time at an m with |b_m| < s_{m-1} - s_m, and tends "
      + "to the points 0 and +-a. At l1 = 1 the second is the fate of \(percent(1 - theory.keptShare)) of "
      + "b_0, uniform on [-1, 1]."
    if let near = wide.fineApproach.dropFirst().first, wide.firstZero.count == 3,
      narrow.firstZero.count == 3
    {
      let left = theory.steps[Int(near.rounded()) - 1] - theory.limit
      finding +=
        " With 256 bits such a coordinate is within half the spacing of binary64 numbers near a for the "
        + "first time after \(digits(near)) steps (median), when the step is still \(digits(left, 2)) above "
        + "its limit. In binary64 \(percent(wide.zeroShare)) of our starts come to exactly 0, "
        + "\(span(wide.firstZero)); in binary32 \(percent(narrow.zeroShare)), "
        + "\(span(narrow.firstZero)). The others keep their cycle: in \(percent(wide.agreement)) of the "
        + "starts 0 is reached in binary64 exactly when the condition fails at every n."
    }
    return Discrepancy(
      id: "D8", kind: .argument,
      paper:
        "B4, B5, Table 1 and F5 treat RMSProp on the toy LASSO as a two-cycle set by b_0 alone.",
      finding: finding, evidence: evidence)
  }

  /// A 5th percentile, median and 95th percentile in words.
  private func span(_ steps: [Double]) -> String {
    "after \(digits(steps[1])) steps (median; \(digits(steps[0])) to \(digits(steps[2])))"
  }
}
