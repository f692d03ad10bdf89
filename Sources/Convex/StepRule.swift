/// The learning rate as a function of the iteration: the regimes of section 2 and 3.
///
/// **Source**: section 2 (constant, diminishing with equation 4, reducing) and section 3 (geometric).
public enum StepRule: Sendable, Codable, Equatable {
  /// a_k = a.
  case constant(Double)
  /// alpha_k = alpha / sqrt(k + 1): it tends to 0, and its sum is infinite.
  case diminishing(Double)
  /// Constant at each rate in turn for `steps` iterations; the last rate holds for ever.
  case reducing(rates: [Double], steps: Int)
  /// StepLR without end: alpha_k = alpha r^floor(k / steps), with the finite sum `steps` alpha / (1 - r).
  case geometric(Double, ratio: Double, steps: Int)

  /// The step size of iteration `k`, which leads from x_k to x_{k+1}.
  public func rate(at k: Int) -> Double {
    switch self {
    case .constant(let rate):
      return rate
    case .diminishing(let rate):
      return rate / Double(k + 1).squareRoot()
    case .reducing(let rates, let steps):
      precondition(
        !rates.isEmpty && steps > 0, "Step rule 'reducing': no rates, expected one or more.")
      return rates[min(k / steps, rates.count - 1)]
    case .geometric(let rate, let ratio, let steps):
      var result = rate
      for _ in 0..<(k / steps) { result *= ratio }
      return result
    }
  }

  /// The sum of all step sizes: with subgradients no longer than G, the iterates travel at most G times
  /// as far in all.
  public var totalLength: Double {
    if case .geometric(let rate, let ratio, let steps) = self {
      return Double(steps) * rate / (1 - ratio)
    }
    return .infinity
  }
}
