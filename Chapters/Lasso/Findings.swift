import Reports

extension Lasso {
  static func findings(_ outcomes: Outcomes) -> [Finding] {
    let (toy, fate) = (outcomes.settings.toy, outcomes.settings.fate)
    return [
      Finding(
        "two-cycle", rank: 1, title: "A larger penalty can leave larger weights",
        target: "claim-4.2"
      ) { judged in
        guard judged.verdict("4.1.b") == .reproduced, judged.verdict("4.2") == .reproduced,
          let small = judged.value("T0.lambda1.alpha0.01.maxL1Norm"),
          let large = judged.value("T0.lambda100.alpha0.01.minL1Norm")
        else { return nil }
        return
          "With alpha = \(short(toy.learningRates[0])) the toy LASSO's weights end in cycles alpha l1 wide, their norm no "
          + "less than \(digits(large)) with l1 = \(short(toy.strengths[1])) and at most \(digits(small)) with "
          + "l1 = \(short(toy.strengths[0]))."
      },
      Finding(
        "rounding", rank: 4, title: "Rounding decides where RMSProp ends", target: "D8"
      ) { judged in
        guard judged.verdict("B4") == .reproduced,
          let share = judged.value("B5.lambda1.binary64.zeroShare"), share > sparseThreshold
        else { return nil }
        return "With real numbers RMSProp meets 0 on the toy LASSO with probability 0; in binary64 "
          + "\(percent(share)) of the coordinates are exactly 0 after \(grouped(fate.steps)) steps."
      }
    ]
  }
}
