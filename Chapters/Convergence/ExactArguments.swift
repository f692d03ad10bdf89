import Convex

/// Proofs and counter-examples of this chapter in exact rational arithmetic.
public enum ExactArguments {
  /// An iterate with its function value.
  public struct Step: Sendable, Equatable {
    public var point: [Rational]
    public var value: Rational
  }

  /// D10's counter-example to proposition 3.1: f(x) = 50 x^2 for x >= 0 and x^2/200 for x < 0, alpha = 1/20,
  /// x_0 = 9/10.
  ///
  /// f is continuously differentiable, convex, with its only minimum at 0. The first step goes to
  /// -18/5, outside the unit ball, while f falls from 81/2 to 81/1250; then x_{k+1} = (1 - 1/2000) x_k
  /// rises to 0 and f falls for ever. (alpha = 1/20 exceeds 2/L = 1/50, which the proposition permits.)
  public static func leavingTheUnitBall(steps: Int) -> [Step] {
    let rate = Rational(1, 20)
    func value(_ x: Rational) -> Rational { (x < 0 ? Rational(1, 200) : 50) * x * x }
    func derivative(_ x: Rational) -> Rational { (x < 0 ? Rational(1, 100) : 100) * x }
    var x = Rational(9, 10)
    var result = [Step(point: [x], value: value(x))]
    for _ in 0..<steps {
      x -= rate * derivative(x)
      result.append(Step(point: [x], value: value(x)))
    }
    return result
  }

  /// A second one, for the norm of Figure 1, that needs no large step: f(x) = (x_1^2 - 6 x_1 x_2 +
  /// 10 x_2^2)/2, alpha = 1/20 < 1/L, x_0 = (9/10, 9/10).
  ///
  /// The quadratic form is positive definite (determinant 1) with L = (11 + sqrt(117))/2 < 20, so
  /// that gradient descent lowers f and the Euclidean distance to 0 at every step; but x_1 exceeds 1
  /// after two.
  public static func leavingTheInfinityBall(steps: Int) -> [Step] {
    let rate = Rational(1, 20)
    func value(_ x: [Rational]) -> Rational {
      (x[0] * x[0] - 6 * x[0] * x[1] + 10 * x[1] * x[1]) * Rational(1, 2)
    }
    var x = [Rational(9, 10), Rational(9, 10)]
    var result = [Step(point: x, value: value(x))]
    for _ in 0..<steps {
      x = [x[0] - rate * (x[0] - 3 * x[1]), x[1] - rate * (10 * x[1] - 3 * x[0])]
      result.append(Step(point: x, value: value(x)))
    }
    return result
  }

  /// A third one, for small steps and every norm, on a function that is not convex: f'(x) = x up to 1/4,
  /// 1/2 - x from there to 5/4, and x - 2 beyond, a = 1/20, x_0 = 9/10.
  ///
  /// f' is continuous with slopes +-1, so that L = 1 and a < 1/L: f falls at every step. It has minima at 0
  /// and at 2, and a maximum between them at 1/2. The iterates start within the unit ball around 0, on the
  /// other side of that maximum: the distance to 1/2 grows by the factor 21/20 at each step, and x_5 > 1.
  public static func leavingForADeeperMinimum(steps: Int) -> [Step] {
    let rate = Rational(1, 20)
    let half = Rational(1, 2)
    func value(_ x: Rational) -> Rational {
      if x <= Rational(1, 4) { return half * x * x }
      if x <= Rational(5, 4) { return Rational(1, 16) - half * (x - half) * (x - half) }
      return half * (x - 2) * (x - 2) - half
    }
    func derivative(_ x: Rational) -> Rational {
      x <= Rational(1, 4) ? x : x <= Rational(5, 4) ? half - x : x - 2
    }
    var x = Rational(9, 10)
    var result = [Step(point: [x], value: value(x))]
    for _ in 0..<steps {
      x -= rate * derivative(x)
      result.append(Step(point: [x], value: value(x)))
    }
    return result
  }

  public static func isNonIncreasing(_ steps: [Step]) -> Bool {
    zip(steps, steps.dropFirst()).allSatisfy { $1.value <= $0.value }
  }

  /// (q'(h) - q'(-h)) / 2h for q(x) = max(0, x) and h > 0: exactly 1 / (2h).
  public static func reluSecondQuotient(_ h: Rational) -> Rational {
    func derivative(_ x: Rational) -> Rational { x > 0 ? 1 : 0 }
    return (derivative(h) - derivative(-h)) / (2 * h)
  }
}
