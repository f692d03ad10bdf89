/// The recursion x_{k+1} = x_k - a_k g(x_k), one step at a time.
///
/// For steps that vary and stops that depend on the values; `Descent` runs a fixed number of constant ones.
/// g is the gradient (gradient descent, equation 1) or the generalized gradient (the
/// non-differentiable gradient method, NDGM, equation 2), as the objective defines it.
public struct SubgradientIteration<Function: Objective>: Sendable {
  public let objective: Function
  public let rule: StepRule
  /// k, the number of steps taken.
  public private(set) var iteration = 0
  private var state: DescentState

  public init(of objective: Function, from start: [Double], rule: StepRule) {
    precondition(
      start.count == objective.dimension,
      "Start: \(start.count) coordinates, expected \(objective.dimension).")
    (self.objective, self.rule, state) = (objective, rule, DescentState(start: start))
  }

  /// x_k.
  public var point: [Double] { state.iterate }
  /// f(x_k).
  public var value: Double { objective.value(at: point) }
  /// max_i |x_k,i|.
  public var maximumNorm: Double { point.reduce(0) { max($0, abs($1)) } }
  /// The Euclidean norm of x_k.
  public var euclideanNorm: Double { point.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  public mutating func advance() {
    state.step(
      objective, method: .vanilla, learningRate: rule.rate(at: iteration), number: iteration + 1)
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
