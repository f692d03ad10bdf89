import ChapterKit
import Foundation
import Testing

@Suite struct TrainingOutcomeTests {
  /// Five images in batches of 3 and 2: each counts once, and an epoch that is not over counts what it has.
  @Test func anEpochsMeanIsOverItsImages() throws {
    let outcome = try JSONDecoder().decode(
      TrainingOutcome.self,
      from: Data(
        """
        {"batches": {"images": 5, "batchSize": 3}, "loss": [0, 0, 0], "crossEntropy": [1, 2, 4],
         "l1Norm": [0, 0, 0], "correct": [0, 0, 0], "finalL1Norm": 0, "parameterCount": 1,
         "belowThreshold": 0}
        """.utf8))
    #expect(outcome.epochMeanCrossEntropy == [7.0 / 5, 4])
  }
}
