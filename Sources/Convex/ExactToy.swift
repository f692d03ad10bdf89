/// Exact runs of the toy LASSO L3(b) = l1 ||b||_1, for proofs and counter-examples.
///
/// All steps are those of `Descent` on `L1Norm`, without rounding.
public enum ExactToy {
  /// b_0 … b_steps of b_{n+1} = b_n - a l1 sign(b_n), with sign(0) = 0.
  public static func vanilla(
    from b0: [Rational], learningRate a: Rational, strength: Rational, steps: Int
  ) -> [[Rational]] {
    var iterates = [b0]
    for _ in 0..<steps {
      iterates.append(iterates[iterates.count - 1].map { $0 - a * strength * $0.sign })
    }
    return iterates
  }

  /// b_0 … b_steps of eq. 16, b_{n+1} = b_n - a (1 - h) l1 sign(b_n) + h (b_n - b_{n-1}), b_{-1} = b_0.
  public static func momentum(
    _ h: Rational, from b0: Rational, learningRate a: Rational, strength: Rational, steps: Int
  ) -> [Rational] {
    var iterates = [b0]
    var previous = b0
    for _ in 0..<steps {
      let b = iterates[iterates.count - 1]
      iterates.append(b - a * (1 - h) * strength * b.sign + h * (b - previous))
      previous = b
    }
    return iterates
  }

  /// (s / a)^2 = l1^2 / (l1^2 + epsilon), where s is the limit of RMSProp's step a l1 / sqrt(l1^2 (1 -
  /// decay^n) + epsilon) on L3.
  public static func squaredLimitStep(strength: Rational, epsilon: Rational) -> Rational {
    strength * strength / (strength * strength + epsilon)
  }

  /// ||b||_1.
  public static func l1Norm(_ b: [Rational]) -> Rational { b.reduce(0) { $0 + $1.magnitude } }
}
