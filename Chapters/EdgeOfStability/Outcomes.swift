import ChapterKit
import Experiments

/// All outcomes of the chapter, decoded, with the summaries that figures and claims share.
struct Outcomes {
  private let runs: RunOutcomes<[HuberRun]>
  private let exact: RunOutcome<CounterExampleOutcome>
  let sizes: EdgeOfStability.Sizes

  init(_ results: any Results, profile: Profile) throws {
    sizes = EdgeOfStability.Sizes(profile: profile)
    let varied = EdgeOfStability.variations.map { variation in
      EdgeOfStability.variationName(variation.data, startScale: variation.startScale)
    }
    runs = try RunOutcomes(
      results, varied + ["F4.threshold", "F4.frequency", "F4.leastSquares"])
    exact = try RunOutcome(results, EdgeOfStability.counterExamples)
  }

  var counterExamples: CounterExampleOutcome { exact.value }

  /// The runs of one experiment at one rate, one per seed.
  func runs(_ name: String, rate: Double) -> [HuberRun] {
    (runs[name] ?? []).filter { $0.rate == rate }
  }

  /// The chosen setting at the paper's rate.
  func chosen(_ rate: Double) -> [HuberRun] { runs(Self.chosenName, rate: rate) }

  func summary(
    _ name: String, rate: Double, _ quantity: (HuberRun) -> Double
  ) -> (low: Double, median: Double, high: Double) {
    Statistics.summary(runs(name, rate: rate).map(quantity))
  }

  /// The smallest multiple of 2 / L above 1 from which on the median run turns at every step (99 % of
  /// them, as the first steps after a start need not); nil when none does.
  var everyStepMultiple: Double? {
    let above = EdgeOfStability.multiples.filter { $0 > 1 }
    let turning = above.map { multiple in
      summary("F4.threshold", rate: multiple) { $0.turningShare }.median >= 0.99
    }
    guard let last = turning.lastIndex(of: false) else { return above.first }
    return last + 1 < above.count ? above[last + 1] : nil
  }

  static let chosenName = EdgeOfStability.variationName(.uniform, startScale: 1)
}
