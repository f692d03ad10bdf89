/// The recursion x_{k+1} = x_k - a_k g(x_k), one step at a time.
///
/// g is the gradient (gradient descent, equation 1) or the generalized gradient (the
/// non-differentiable gradient method, NDGM, equation 2), as the objective defines it.
public struct SubgradientIteration: Sendable {
  public let objective: any Objective
  public let rule: StepRule
  /// x_k.
  public private(set) var point: [Double]
  /// k, the number of steps taken.
  public private(set) var iteration = 0
  private var gradient: [Double]

  public init(of objective: any Objective, from start: [Double], rule: StepRule) {
    precondition(
      start.count == objective.dimension,
      "Start: \(start.count) coordinates, expected \(objective.dimension).")
    (self.objective, self.rule, point) = (objective, rule, start)
    gradient = [Double](repeating: 0, count: start.count)
  }

  /// f(x_k).
  public var value: Double { objective.value(at: point) }
  /// max_i |x_k,i|.
  public var maximumNorm: Double { point.reduce(0) { max($0, abs($1)) } }
  /// The Euclidean norm of x_k.
  public var euclideanNorm: Double { point.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  public mutating func advance() {
    objective.gradient(at: point, into: &gradient)
    let rate = rule.rate(at: iteration)
    for i in point.indices { point[i] -= rate * gradient[i] }
    iteration += 1
  }

  /// The first k at which f(x_k) - `minimum` <= `error`, so that the best iterate so far is that good;
  /// nil when `limit` steps do not suffice.
  public mutating func steps(toError error: Double, above minimum: Double, limit: Int) -> Int? {
    while true {
      if value - minimum <= error { return iteration }
      if iteration == limit { return nil }
      advance()
    }
  }
}
