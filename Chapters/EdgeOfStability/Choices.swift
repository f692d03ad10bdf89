import ChapterKit
import Experiments
import Reports

extension EdgeOfStability {
  static func choices(
    _ outcomes: HuberOutcomes, _ specifications: Specifications, _ profile: Profile
  ) throws -> [Choice] {
    let varied = variations.flatMap { variation in
      outcomes.runs(variationName(variation.data, startScale: variation.startScale), large)
    }
    let restless = variations.filter { variation in
      let name = variationName(variation.data, startScale: variation.startScale)
      return outcomes.summary(name, small) { $0.stabilityLimit }.median
        < outcomes.setting(name).rates[small]
    }
    let chosen = outcomes.chosen(large)
    let final = outcomes.summary(HuberOutcomes.chosenName, small) { $0.finalLoss }
    let (slow, fast) = (outcomes.alpha(small), outcomes.alpha(large))
    /// Of the uniform data, over the starts.
    let uniform = variations.filter { $0.data == .uniform }.map {
      variationName($0.data, startScale: $0.startScale)
    }
    func finals(_ place: Int) -> String {
      uniform.map { short(outcomes.summary($0, place) { $0.finalLoss }.median) }
        .joined(separator: ", ")
    }
    let atTen =
      "By the rules of claim F4.a, \(varied.count(where: \.oscillates)) of \(varied.count) runs over all variations "
      + "oscillate at \(fast) and \(varied.count(where: \.staysBounded)) stay bounded."
    return [
      try Choice(
        "F4", [data], specifications,
        effect: atTen
          + (restless.isEmpty
            ? ""
            : " At \(slow) it matters: 2/L falls below that where the entries are "
              + restless.map(\.data.words).joined(separator: " and where they are ")
              + ", and there that run does not settle either.")),
      try Choice(
        "F4", [start], specifications,
        effect:
          "From the chosen start and these, in this order, the median final loss is \(finals(small)) at \(slow) and "
          + "\(finals(large)) at \(fast)."),
      try Choice(
        "F4", [iterations(profile)], specifications,
        effect:
          "At \(slow) the loss ends at \(short(final.median)). At \(fast) the second half brings no loss above "
          + "\(short(HuberRun.boundedFactor)) times the largest of the first in \(chosen.count(where: \.staysBounded)) of "
          + "\(chosen.count) seeds; that it stays bounded for ever is proved.")
    ]
  }
}
