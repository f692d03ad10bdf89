/// Summaries of results over seeds, used by every chapter so that intervals mean the same everywhere.
public enum Statistics {
  /// The q-quantile by linear interpolation between order statistics (Hyndman and Fan's type 7,
  /// the default of R and NumPy).
  ///
  /// - Parameters:
  ///   - q: In [0, 1].
  ///   - values: Where there is none, or one is not finite, as in a variation that diverges or leaves a rate
  ///     out, the quantile is NaN.
  public static func quantile(_ q: Double, of values: [Double]) -> Double {
    precondition((0...1).contains(q), "The quantile is \(q), expected 0 to 1.")
    guard !values.isEmpty, values.allSatisfy({ $0.isFinite }) else { return .nan }
    let sorted = values.sorted()
    let position = q * Double(sorted.count - 1)
    let lower = Int(position)
    let upper = min(lower + 1, sorted.count - 1)
    return sorted[lower] + (position - Double(lower)) * (sorted[upper] - sorted[lower])
  }

  /// The middle value, or the mean of the two middle ones.
  public static func median(_ values: [Double]) -> Double { quantile(0.5, of: values) }

  /// Median with the 5th and 95th percentile, the interval that the report prints.
  public static func summary(_ values: [Double]) -> (low: Double, median: Double, high: Double) {
    (quantile(0.05, of: values), median(values), quantile(0.95, of: values))
  }

  /// With fewer values a percentile would be a mixture of single ones, and these are shown instead.
  public static let fewestForPercentiles = 10

  /// From the 5th to the 95th percentile; of few values, from the least to the largest, which with the median are
  /// all there is of three.
  public static func interval(_ values: [Double]) -> (low: Double, high: Double) {
    let reach = values.count < fewestForPercentiles ? 0 : 0.05
    return (quantile(reach, of: values), quantile(1 - reach, of: values))
  }

  /// `"median (low to high)"` with the 5th and 95th percentile; of few values, each of them in the order given.
  ///
  /// - Parameter text: What a number is written as.
  public static func words(_ values: [Double], _ text: (Double) -> String) -> String {
    if values.count < fewestForPercentiles { return values.map(text).joined(separator: ", ") }
    let (low, middle, high) = summary(values)
    return "\(text(middle)) (\(text(low)) to \(text(high)))"
  }

  /// What ``interval(_:)`` is of so many values, for a legend.
  public static func intervalName(of count: Int) -> String {
    count < fewestForPercentiles ? "least to largest" : "5 to 95 %"
  }

  /// What ``words(_:_:)`` shows of so many seeds.
  public static func wordsName(ofSeeds count: Int) -> String {
    count < fewestForPercentiles
      ? count == 1 ? "one seed" : "each of \(count) seeds"
      : "median (5 to 95 %) of \(count) seeds"
  }

  /// Slope and intercept of the least-squares line through (x, y).
  ///
  /// For a power law y = c x^s, pass logarithms and read s from the slope.
  public static func line(x: [Double], y: [Double]) -> (slope: Double, intercept: Double) {
    precondition(
      x.count == y.count && x.count >= 2,
      "The line is fitted to \(x.count) and \(y.count) values, expected equal counts of at least 2."
    )
    let n = Double(x.count)
    let meanX = x.reduce(0, +) / n
    let meanY = y.reduce(0, +) / n
    var numerator = 0.0
    var denominator = 0.0
    for (a, b) in zip(x, y) {
      numerator += (a - meanX) * (b - meanY)
      denominator += (a - meanX) * (a - meanX)
    }
    precondition(denominator > 0, "The line's x values are all equal, expected two that differ.")
    let slope = numerator / denominator
    return (slope, meanY - slope * meanX)
  }
}
