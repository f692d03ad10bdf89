import Neural
import Plots

extension Ensemble {
  /// Runs with their median and their 5th and 95th percentile at each x, as far as all of them reach.
  public init(
    _ name: String, x: [Double], runs: [[Double]], shown: [Layer], named: Layer.Kind = .median
  ) {
    let count = runs.map(\.count).min() ?? 0
    let summaries = (0..<count).map { k in Statistics.summary(runs.map { $0[k] }) }
    self.init(
      name: name, x: x, runs: runs, low: summaries.map(\.low), median: summaries.map(\.median),
      high: summaries.map(\.high), shown: shown, named: named)
  }

  /// The same from `samples`, the values of all runs at each x.
  public init(
    _ name: String, x: [Double], samples: [[Double]], shown: [Layer], named: Layer.Kind = .median
  ) {
    let count = samples.map(\.count).min() ?? 0
    let summaries = samples.map(Statistics.summary)
    self.init(
      name: name, x: x, runs: (0..<count).map { run in samples.map { $0[run] } },
      low: summaries.map(\.low), median: summaries.map(\.median), high: summaries.map(\.high),
      shown: shown, named: named)
  }
}
