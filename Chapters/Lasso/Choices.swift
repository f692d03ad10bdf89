import ChapterKit
import Experiments
import Reports

extension Lasso {
  func convexChoices(
    _ outcomes: Outcomes, _ scale: Scale, _ specifications: Specifications
  ) throws -> [Choice] {
    let regression = Self.regressionDecisions(scale)
    let oscillation = Self.oscillationDecisions(scale)
    let settings = outcomes.settings
    let chosen = settings.chosenIndex
    let variants = Self.regressionRates.map { ".alpha\(short($0))" }
    let seeds = settings.b2(Self.strongStrength, variants[0]).seeds.count
    // The variations run on the first seeds alone, and so does what they are held against.
    func ratio(_ variant: String = "") -> String {
      digits(Statistics.median(Array(ratios(outcomes, variant: variant).prefix(seeds))), 3)
    }
    let among =
      seeds == 1 ? "On the first seed the factor is" : "Over \(seeds) seeds the median factor is"
    let rates = ([""] + variants).map {
      (rate: settings.b2(Self.strongStrength, $0).learningRate, variant: $0)
    }.sorted { $0.rate < $1.rate }
    let stable = Statistics.median(outcomes.regressionProblems.map { 2 / $0.smoothness })
    let ends = Self.oscillationEnds
    let small = settings.f5(ends.weak)
    let paper = share(outcomes.order(ends.weak, at: chosen), 1)
    let framework = share(outcomes.order(ends.weak, at: chosen, method: "framework"), 1)
    let epsilon = short(small.normalization.epsilon)
    return [
      try Choice(
        "B2", [regression[0]], specifications,
        effect: "\(among) "
          + enumeration(
            rates.map { "\(ratio($0.variant)) at \(short($0.rate))" })
          + ". From \(digits(stable, 2)) on (median of 2 / L) constant steps are unstable."),
      try Choice(
        "B2", [regression[1]], specifications,
        effect: "\(among) \(ratio()) from [-1, 1], \(ratio(".narrow")) from [-0.1, 0.1] and "
          + "\(ratio(".zero")) from 0."),
      try Choice(
        "B2", [regression[2]], specifications,
        effect:
          "\(among) \(ratio()) after the chosen number, \(ratio(".half")) after half as many and "
          + "\(ratio(".double")) after twice as many."),
      try Choice(
        "F5", [oscillation[0]], specifications,
        effect: "At \(small.penalty) RMSProp is above in "
          + enumeration(
            small.lengths.enumerated().map { index, length in
              share(outcomes.order(ends.weak, at: index), 1).cell
                + (index == 0 ? " seeds" : "")
                + " at T = \(length)"
            }) + "."),
      try Choice(
        "F5", [oscillation[3], oscillation[4]], specifications,
        effect: "RMSProp is above in "
          + enumeration(
            Self.oscillationStrengths.enumerated().map { index, strength in
              share(outcomes.order(strength, at: chosen), 1).cell
                + (index == 0 ? " seeds" : "") + " at \(settings.f5(strength).penalty)"
            }) + "."),
      try Choice(
        "F5", [oscillation[1]], specifications,
        effect:
          "At \(small.penalty) and eps = \(epsilon) RMSProp is above in \(paper.words) with eps under the root, and in "
          + "\(framework.cell) with eps outside of it.")
    ]
  }

  func fineTuningChoices(
    _ runs: FineTuning, _ carryOver: CarryOver, _ specifications: Specifications,
    _ setting: Setting
  ) throws -> [Choice] {
    let decisions = Self.fineTuningDecisions(setting)
    func others(_ holds: [Bool]) -> String {
      let lengths = zip(runs.lengths, holds).dropLast().filter { $0.1 != holds.last }
      return lengths.isEmpty
        ? "the same at all lengths"
        : "the opposite after \(enumeration(lengths.map { grouped($0.0) })) steps"
    }
    let paperSteps = grouped(FineTuningScale.paperSteps)
    let small = runs.penalty(FineTuningScale.small)
    let reach = runs.reach(FineTuningScale.small)
    let laws = runs.widthLaws.map { law in
      "\(digits(100 * law.homeShare(reach: reach), 4)) % at width \(digits(law.widthMultiplier))"
    }
    return try [
      Choice(
        "F3", [decisions[1]], specifications,
        effect:
          "The paper's \(Paper.epochs) epochs are \(paperSteps) steps. Read off the same runs, the rule of claim 4.4 gives \(others(runs.spreadHolds)), that of 4.5.sgd "
          + "\(others(runs.growthHolds(.sgd))), that of 4.5.adam \(others(runs.growthHolds(.adam))), that of 4.6 \(others(runs.pruningHolds))."
      ),
      Choice(
        "F3", decisions.filter { $0.field == "optimizerState" }, specifications,
        effect: carryOver.finding),
      Choice(
        "F3", [decisions[0]], specifications,
        effect:
          "At \(small) the share of the weights that come home in the paper's \(paperSteps) steps is "
          + enumeration(laws) + ".")
    ]
      + decisions.filter { $0.target.hasPrefix(Self.pretrainingRuns) }.map {
        try Choice(
          "F3", [$0], specifications,
          effect:
            "ImageNet weights exist for the full width only; a network that has learned something is the closest "
            + "substitute. The weights at the start set the share within reach at \(small) (D2).")
      }
  }
}
