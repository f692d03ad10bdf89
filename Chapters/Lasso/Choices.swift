import ChapterKit
import Plots
import Reports

extension Lasso {
  func convexChoices(_ outcomes: Outcomes, _ scale: Scale) -> [Choice] {
    let chosen = scale.chosenIndex
    // The variations run on the first seeds alone, and so does what they are held against.
    func ratio(_ variant: String = "") -> String {
      let ratios = ratios(outcomes, variant: variant).prefix(scale.variedSeeds.count)
      return digits(Statistics.median(Array(ratios)), 3)
    }
    let seeds = scale.variedSeeds.count
    let among =
      seeds == 1 ? "On the first seed the factor is" : "Over \(seeds) seeds the median factor is"
    let rates = (Self.regressionRates + [Self.regressionRate]).sorted()
    let stable = Statistics.median(outcomes.regressionProblems.map { 2 / $0.smoothness })
    let paper = share(outcomes.order(0.001, at: chosen), 1)
    let framework = share(outcomes.order(0.001, at: chosen, method: "framework"), 1)
    let steps = Int(scale.regressionTravel / (Self.regressionRate * 0.01))
    return [
      Choice(
        experiment: "B2", setting: "learning rate a", chosen: "0.01",
        rule: "Half of P a l1 is the printed norm of 25.4 at l1 = 10 (D3).",
        variedOver: enumeration(rates.map(short))
          + "; from \(digits(stable, 2)) on (median of 2 / L) constant steps are unstable",
        effect: "\(among) "
          + enumeration(
            rates.map {
              ratio($0 == Self.regressionRate ? "" : ".alpha\(short($0))") + " at \(short($0))"
            }) + "."),
      Choice(
        experiment: "B2", setting: "distribution of b_0", chosen: "uniform on [-1, 1]",
        rule: "As the paper draws W and y, and b_0 in F1.", variedOver: "uniform on [-0.1, 0.1]; 0",
        effect: "\(among) \(ratio()) from [-1, 1], \(ratio(".narrow")) from [-0.1, 0.1] and "
          + "\(ratio(".zero")) from 0."),
      Choice(
        experiment: "B2", setting: "iterations", chosen: grouped(steps),
        rule:
          "\(digits(scale.regressionTravel, 2)) times 1 / (a l1), the steps in which the penalty "
          + "alone brings a coordinate from 1 to 0 at the smaller l1.",
        variedOver: "half as many; twice as many",
        effect:
          "\(among) \(ratio()) after the chosen number, \(ratio(".half")) after half as many and "
          + "\(ratio(".double")) after twice as many."),
      Choice(
        experiment: "F5", setting: "iterations T", chosen: "\(Scale.chosenLength)",
        rule:
          "1 / (a l1) = 10,000 steps, which bring b_0 = 1 home at l1 = 0.001, and the 100 drawn.",
        variedOver: enumeration(scale.lengths.map(String.init)),
        effect: "At l1 = 0.001 RMSProp is above in "
          + enumeration(
            scale.lengths.enumerated().map { index, length in
              percent(share(outcomes.order(0.001, at: index), 1))
                + (index == 0 ? " of the seeds" : "")
                + " at T = \(length)"
            }) + "."),
      Choice(
        experiment: "F5", setting: "l1", chosen: "0.001 and 100, as the caption of Figure 5",
        rule: "The caption describes what is drawn (D4).",
        variedOver: enumeration(Self.oscillationStrengths.map(short)),
        effect: "RMSProp is above in "
          + enumeration(
            Self.oscillationStrengths.enumerated().map { index, strength in
              percent(share(outcomes.order(strength, at: chosen), 1))
                + (index == 0 ? " of the seeds" : "") + " at l1 = \(short(strength))"
            }) + "."),
      Choice(
        experiment: "F5", setting: "where eps enters", chosen: "sqrt(v + eps), eps = 1e-8",
        rule: "Equations 18 and 19 as printed.", variedOver: "sqrt(v) + eps, as in the framework",
        effect:
          "At l1 = 0.001 RMSProp is above in \(percent(paper)) of the seeds with eps under the root, and in "
          + "\(percent(framework)) with eps outside of it.")
    ]
  }

  func fineTuningChoices(_ runs: FineTuning) -> [Choice] {
    func others(_ holds: [Bool]) -> String {
      let lengths = zip(runs.scale.lengths, holds).dropLast().filter { $0.1 != holds.last }
      return lengths.isEmpty
        ? "the same at all lengths"
        : "the opposite after \(enumeration(lengths.map { grouped($0.0) })) steps"
    }
    let reach = FineTuningScale.learningRate * 0.002 * Double(FineTuningScale.paperSteps)
    let laws = runs.widthLaws.map { law in
      "\(digits(100 * law.homeShare(reach: reach), 4)) % at width \(digits(law.widthMultiplier))"
    }
    return [
      Choice(
        experiment: "F3", setting: "number of steps", chosen: grouped(runs.scale.steps),
        rule: "The paper's 200 epochs of 98 batches are 19,600 steps; fewer only where a profile's "
          + "budget asks for it.",
        variedOver: enumeration(runs.scale.lengths.dropLast().map(grouped)),
        effect: "The rule of claim 4.4 gives \(others(runs.spreadHolds)), that of 4.5.sgd "
          + "\(others(runs.growthHolds(.sgd))), that of 4.5.adam \(others(runs.growthHolds(.adam))), that of 4.6 \(others(runs.pruningHolds))."
      ),
      Choice(
        experiment: "F3", setting: "width (given: the full network)",
        chosen: "\(digits(runs.scale.widthMultiplier)), hidden \(runs.scale.hidden)",
        rule: "The widest that the profile's budget allows.",
        variedOver: "by formula, from He's random weights and under the penalty alone",
        effect: "At l1 = 0.002 the share of the weights that come home in 19,600 steps is "
          + enumeration(laws) + "."),
      Choice(
        experiment: "F3", setting: "initial weights",
        chosen:
          "\(grouped(runs.scale.pretrainingSteps)) steps of Adam at 0.0005 from He initialization, "
          + "on the same images",
        rule:
          "ImageNet weights exist for the full width only; a network that has learned something is "
          + "the closest substitute at this width.",
        variedOver: "not varied",
        effect:
          "Not measured. They set the share of weights within reach at l1 = 0.002 (D2).")
    ]
  }
}
