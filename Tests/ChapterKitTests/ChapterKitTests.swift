import ChapterKit
import Plots
import Testing

@Suite struct StatisticsTests {
  @Test(arguments: [(0.0, 1.0), (0.25, 1.75), (0.5, 2.5), (0.95, 3.85), (1.0, 4.0)])
  func quantileInterpolatesLikeNumPy(q: Double, expected: Double) {
    #expect(abs(Statistics.quantile(q, of: [4, 1, 3, 2]) - expected) < 1e-15)
  }

  @Test func oneValueIsItsOwnSummary() {
    let summary = Statistics.summary([7])
    #expect(summary.low == 7 && summary.median == 7 && summary.high == 7)
  }

  /// A variation may diverge; its report says NaN and does not end the program.
  @Test(arguments: [[], [1, Double.infinity], [.nan], [-Double.infinity, .infinity]] as [[Double]])
  func whatHasNoQuantileIsNaN(values: [Double]) {
    #expect(Statistics.quantile(0.5, of: values).isNaN)
  }

  @Test func lineThroughExactPointsIsRecovered() {
    let fit = Statistics.line(x: [0, 1, 2, 5], y: [1, -1, -3, -9])
    #expect(fit.slope == -2 && fit.intercept == 1)
  }
}

@Suite struct EnsembleStatisticsTests {
  @Test func theMiddleReachesAsFarAsAllRuns() {
    let runs = Ensemble("a", x: [1, 2, 3], runs: [[1, 4, 9], [3, 8]], shown: [])
    #expect(runs.median == [2, 6] && runs.runs.count == 2)
    #expect(zip(runs.low, [1.1, 4.2]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(zip(runs.high, [2.9, 7.8]).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func samplesAtEachPlaceAreRunsTheOtherWayRound() {
    let ensemble = Ensemble("a", x: [1, 2], samples: [[1, 3], [4, 8]], shown: [])
    #expect(ensemble.runs == [[1, 4], [3, 8]] && ensemble.median == [2, 6])
  }
}
