import Kernels
import Reports

extension Lasso {
  func rmsPropDiscrepancies(_ outcomes: Outcomes, _ scale: Scale) -> [Discrepancy] {
    let decay = Elementary.power(Paper.decay, 1_000)
    let epsilon = Paper.epsilon
    let weak = outcomes.settings.f5(Self.oscillationEnds.weak)
    let remaining = weak.normalization.epsilon / (weak.strength * weak.strength)
    let belowEpsilon = (1...10_000).first { Elementary.power(Paper.decay, $0) < epsilon } ?? 0
    return [
      .traced(strengthDiscrepancy(outcomes, scale)), .traced(edgeDiscrepancy(outcomes)),
      Discrepancy(
        id: "D9", kind: .argument,
        paper: "Equations 18-21 with v_0 = 0, and eps << gamma^t << 1 for large t.",
        finding:
          "If v_0 itself were used at t = 0 the first step would be alpha l1 / sqrt(eps), with the paper's eps "
          + "\(grouped(Int((1 / epsilon.squareRoot()).rounded()))) times alpha l1; we update v first. With the paper's "
          + "gamma, gamma^1000 is \(digits(decay, 2)), and gamma^t is below eps from t = \(grouped(belowEpsilon)) on, so "
          + "that the condition cannot hold in the limit. There eps / l1^2 remains: \(digits(remaining)) at "
          + "\(weak.penalty), so that l1 stays in the result.",
        evidence: [
          "gamma^1000": decay, "firstStepBelowEps": Double(belowEpsilon),
          "firstStepFactor": 1 / epsilon.squareRoot(),
          "epsOverL1Squared": remaining
        ])
    ]
  }

  /// D4: which l1 Figure 5 has.
  private func strengthDiscrepancy(_ outcomes: Outcomes, _ scale: Scale) -> Discrepancy {
    let settings = outcomes.settings
    let one = outcomes.order(1, at: settings.chosenIndex)
    let ran = Self.oscillationStrengths.map { short(settings.f5($0).strength) }
    return Discrepancy(
      id: "D4", kind: .textAgainstTable,
      paper: "F5's l1 is 1 in the text, 100 in the caption, and 0.01 and 100 in the explanation.",
      finding:
        "We run \(enumeration(ran)). At \(settings.f5(1).penalty), where the argument predicts no order, "
        + "RMSProp lies wholly above NDGM in \(share(one, 1).words) and wholly below in \(share(one, -1).cell).",
      evidence: [
        "lambda1.shareAbove": share(one, 1).value, "lambda1.shareBelow": share(one, -1).value,
        "lambda0.01.shareAbove": share(outcomes.order(0.01, at: settings.chosenIndex), 1).value
      ])
  }

  /// D8: why most coordinates end at the edge of their cycle, and then at 0.
  private func edgeDiscrepancy(_ outcomes: Outcomes) -> Discrepancy {
    var evidence: [String: Double] = [:]
    for (name, fate) in outcomes.fate.named {
      evidence["\(name).zeroShare"] = fate.zeroShare
      evidence["\(name).keptShare"] = fate.keptShare
      evidence["\(name).agreement"] = fate.agreement
      if fate.firstZero.count == 3 { evidence["\(name).firstZero.median"] = fate.firstZero[1] }
      if fate.fineApproach.count == 3 {
        evidence["\(name).fineApproach.median"] = fate.fineApproach[1]
      }
    }
    let setting = outcomes.settings.fate
    let theory = setting.theory(FateSpecification.one)
    evidence["lambda1.keptShareOfAllStarts"] = theory.keptShare
    evidence["lambda1.smallestFailureRatio"] = theory.smallestFailureRatio
    evidence["lambda1.checkedUpTo"] = Double(NormalizedSteps.checkedUpTo)
    let wide = outcomes.fate.fate(FateSpecification.one, bits: 64)
    let narrow = outcomes.fate.fate(FateSpecification.one, bits: 32)
    let first = theory.steps[0] / setting.learningRate
    var finding =
      "s_n, the step, falls from \(digits(first, 3)) alpha to s_{∞} = alpha (l1 much larger than sqrt(eps)). A coordinate that "
      + "changes its sign at every step loses s_{n+1} - s_{n+2} of its magnitude from step n to n + 2; let "
      + "D_n be what it loses in all. It goes on so for ever exactly when D_n <= |beta_n| <= D_n + s_{∞}. "
      + "Either this holds at some n, and the coordinate keeps a cycle set by beta_0; or, once it has crossed 0, it "
      + "fails to change its sign again and again, each time at an m with |beta_m| < s_{m-1} - s_m, and "
      + "tends to the points 0 and +-alpha. At l1 = \(short(wide.strength)) the second is the fate of "
      + "\(percent(1 - theory.keptShare)) of beta_0, uniform on [-1, 1]."
    if let near = wide.fineApproach.dropFirst().first, wide.firstZero.count == 3,
      narrow.firstZero.count == 3
    {
      let left = theory.steps[Int(near.rounded()) - 1] - theory.limit
      finding +=
        " With 256 bits such a coordinate is within half the spacing of binary64 numbers near alpha for the "
        + "first time after \(digits(near)) steps (median), when the step is still \(digits(left, 2)) above "
        + "its limit. In binary64 \(percent(wide.zeroShare)) of our starts come to exactly 0, "
        + "\(span(wide.firstZero)); in binary32 \(percent(narrow.zeroShare)), "
        + "\(span(narrow.firstZero)). The others keep their cycle: in \(percent(wide.agreement)) of the "
        + "starts 0 is reached in binary64 exactly when the condition fails at every n."
    }
    return Discrepancy(
      id: "D8", kind: .argument,
      paper:
        "B4, B5, Table 1 and F5 treat RMSProp on the toy LASSO as a two-cycle set by beta_0 alone.",
      finding: finding, evidence: evidence)
  }

  /// A 5th percentile, median and 95th percentile in words.
  private func span(_ steps: [Double]) -> String {
    "after \(digits(steps[1])) steps (median; \(digits(steps[0])) to \(digits(steps[2])))"
  }
}
