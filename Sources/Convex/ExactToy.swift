/// Exact runs of the toy LASSO L3(beta) = l1 ||beta||_1, for proofs and counter-examples.
///
/// All steps are those of `Descent` on `L1Norm`, without rounding.
public enum ExactToy {
  /// beta_0 … beta_steps of beta_{n+1} = beta_n - alpha l1 sign(beta_n), with sign(0) = 0.
  public static func vanilla(
    from b0: [Rational], learningRate a: Rational, strength: Rational, steps: Int
  ) -> [[Rational]] {
    var iterates = [b0]
    for _ in 0..<steps {
      iterates.append(iterates[iterates.count - 1].map { $0 - a * strength * $0.sign })
    }
    return iterates
  }

  /// beta_0 … beta_steps of eq. 16, beta_{n+1} = beta_n - alpha (1 - eta) l1 sign(beta_n) +
  /// eta (beta_n - beta_{n-1}), beta_{-1} = beta_0.
  public static func momentum(
    _ eta: Rational, from b0: Rational, learningRate a: Rational, strength: Rational, steps: Int
  ) -> [Rational] {
    var iterates = [b0]
    var previous = b0
    for _ in 0..<steps {
      let b = iterates[iterates.count - 1]
      iterates.append(b - a * (1 - eta) * strength * b.sign + eta * (b - previous))
      previous = b
    }
    return iterates
  }

  /// (s / alpha)^2 = l1^2 / (l1^2 + epsilon), where s is the limit of RMSProp's step alpha l1 / sqrt(l1^2 (1 -
  /// decay^n) + epsilon) on L3.
  public static func squaredLimitStep(strength: Rational, epsilon: Rational) -> Rational {
    strength * strength / (strength * strength + epsilon)
  }

  /// ||beta||_1.
  public static func l1Norm(_ b: [Rational]) -> Rational { b.reduce(0) { $0 + $1.magnitude } }
}
