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

  /// Three values are shown as three, many as their median and percentiles.
  @Test func fewValuesAreShownEach() {
    let text = { (value: Double) in "\(value)" }
    #expect(Statistics.words([3, 1, 2], text) == "3.0, 1.0, 2.0")
    #expect(Statistics.words((0...20).map(Double.init), text) == "10.0 (1.0 to 19.0)")
    let few = Statistics.interval([3, 1, 2])
    #expect(few.low == 1 && few.high == 3)
    let many = Statistics.interval((0...20).map(Double.init))
    #expect(many.low == 1 && many.high == 19)
    #expect(Statistics.wordsName(ofSeeds: 1) == "one seed")
    #expect(Statistics.wordsName(ofSeeds: 3) == "each of 3 seeds")
    #expect(Statistics.wordsName(ofSeeds: 20) == "median (5 to 95 %) of 20 seeds")
    #expect(Statistics.intervalName(of: 3) == "least to largest")
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
    // Of two runs the least and the largest.
    #expect(runs.low == [1, 4] && runs.high == [3, 8] && runs.interval == "least to largest")
  }

  @Test func samplesAtEachPlaceAreRunsTheOtherWayRound() {
    let ensemble = Ensemble("a", x: [1, 2], samples: [[1, 3], [4, 8]], shown: [])
    #expect(ensemble.runs == [[1, 4], [3, 8]] && ensemble.median == [2, 6])
  }
}
