import ChapterKit
import Experiments

/// All outcomes of the chapter, decoded.
struct Outcomes {
  let huber: HuberOutcomes
  private let exact: RunOutcome<CounterExampleOutcome>

  init(_ results: any Results) throws {
    let varied = EdgeOfStability.variations.map { variation in
      EdgeOfStability.variationName(variation.data, startScale: variation.startScale)
    }
    let names = varied + ["F4.threshold", "F4.frequency", "F4.leastSquares"]
    huber = HuberOutcomes(
      try RunOutcomes(results, names),
      try results.specifications.specifications(HuberRuns.self, of: names))
    exact = try RunOutcome(results, EdgeOfStability.counterExamples)
  }

  var counterExamples: CounterExampleOutcome { exact.value }
}
