import ChapterKit

extension Lasso {
  func convexChoices(_ outcomes: Outcomes, _ scale: Scale) -> [Choice] {
    let chosen = scale.lengths.firstIndex(of: Scale.chosenLength) ?? 0
    func ratio(_ variant: String) -> String {
      digits(Statistics.median(ratios(outcomes, variant: variant)), 3)
    }
    let paper = share(outcomes.order(0.001, at: chosen), 1)
    let framework = share(outcomes.order(0.001, at: chosen, method: "framework"), 1)
    return [
      Choice(
        experiment: "B2", setting: "learning rate a", chosen: "0.01",
        rule: "Half of P a l1 is the printed norm of 25.4 at l1 = 10 (D3).",
        variedOver: "0.003, 0.01, 0.03, 0.05 (0.083 is the largest stable rate)",
        effect: "The factor hinges on it: \(ratio(".alpha0.003")), \(ratio("")), "
          + "\(ratio(".alpha0.03")), \(ratio(".alpha0.05"))."),
      Choice(
        experiment: "B2", setting: "distribution of b_0", chosen: "uniform on [-1, 1]",
        rule: "As the paper draws W and y, and b_0 in F1.", variedOver: "uniform on [-0.1, 0.1]; 0",
        effect: "Ratio \(ratio("")), \(ratio(".narrow")) and \(ratio(".zero")): it matters little."),
      Choice(
        experiment: "B2", setting: "iterations",
        chosen: "\(Int(scale.regressionTravel / (Self.regressionRate * 0.01)))",
        rule:
          "\(digits(scale.regressionTravel, 2)) times 1 / (a l1), the steps in which the penalty "
          + "alone brings a coordinate from 1 to 0 at the smaller l1.",
        variedOver: "with the learning rate", effect: "None is seen once that travel is covered."),
      Choice(
        experiment: "F5", setting: "iterations T", chosen: "\(Scale.chosenLength)",
        rule:
          "1 / (a l1) = 10,000 steps, which bring b_0 = 1 home at l1 = 0.001, and the 100 drawn.",
        variedOver: scale.lengths.map(String.init).joined(separator: ", "),
        effect: "At l1 = 0.001 the order hinges on it: RMSProp is above in "
          + scale.lengths.indices.map { percent(share(outcomes.order(0.001, at: $0), 1)) }
          .joined(separator: ", ") + " of the seeds."),
      Choice(
        experiment: "F5", setting: "l1", chosen: "0.001 and 100, as the caption of Figure 5",
        rule: "The caption describes what is drawn (D4).", variedOver: "0.001, 0.01, 1, 100",
        effect: "RMSProp is above in "
          + Self.oscillationStrengths.map { percent(share(outcomes.order($0, at: chosen), 1)) }
          .joined(separator: ", ") + " of the seeds."),
      Choice(
        experiment: "F5", setting: "where eps enters", chosen: "sqrt(v + eps), eps = 1e-8",
        rule: "Equations 18 and 19 as printed.", variedOver: "sqrt(v) + eps, as in the framework",
        effect:
          "RMSProp is above at l1 = 0.001 in \(percent(paper)) against \(percent(framework)) of "
          + "the seeds.")
    ]
  }
}
