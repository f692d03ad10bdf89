import Plots

extension Ensemble {
  /// Runs with their median and their ``Statistics/interval(_:)`` at each x, as far as all of them reach.
  public init(
    _ name: String, x: [Double], runs: [[Double]], shown: [Layer], named: Layer.Kind = .median
  ) {
    let count = runs.map { $0.count }.min() ?? 0
    self.init(
      name, x: x, samples: (0..<count).map { k in runs.map { $0[k] } }, runs: runs, shown: shown,
      named: named)
  }

  /// The same from `samples`, the values of all runs at each x.
  public init(
    _ name: String, x: [Double], samples: [[Double]], shown: [Layer], named: Layer.Kind = .median
  ) {
    let count = samples.map { $0.count }.min() ?? 0
    self.init(
      name, x: x, samples: samples, runs: (0..<count).map { run in samples.map { $0[run] } },
      shown: shown, named: named)
  }

  private init(
    _ name: String, x: [Double], samples: [[Double]], runs: [[Double]], shown: [Layer],
    named: Layer.Kind
  ) {
    let intervals = samples.map(Statistics.interval)
    self.init(
      name: name, x: x, runs: runs, low: intervals.map { $0.low },
      median: samples.map(Statistics.median), high: intervals.map { $0.high },
      interval: Statistics.intervalName(of: runs.count), shown: shown, named: named)
  }
}
