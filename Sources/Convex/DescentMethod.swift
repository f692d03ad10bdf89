/// The rule that turns a generalized gradient g_n = grad f(beta_n) into a step.
public enum DescentMethod: Sendable, Hashable, Codable {
  /// Where RMSProp puts epsilon.
  public enum EpsilonForm: String, Sendable, Hashable, Codable {
    /// alpha g / sqrt(v + epsilon), eq. 18-19.
    case paper
    /// alpha g / (sqrt(v) + epsilon), as in the framework of the paper's listing.
    case framework

    /// The denominator of a step, from the mean square v.
    func root<Number: BinaryFloatingPoint>(_ v: Number, _ epsilon: Number) -> Number {
      switch self {
      case .paper: (v + epsilon).squareRoot()
      case .framework: v.squareRoot() + epsilon
      }
    }
  }

  /// beta_{n+1} = beta_n - alpha g_n. **Source**: eq. 2.
  case vanilla
  /// beta_{n+1} = beta_n - alpha (1 - eta) g_n + eta (beta_n - beta_{n-1}), with beta_{-1} = beta_0.
  /// **Source**: eq. 16.
  case momentum(Double)
  /// v_{n+1} = decay v_n + (1 - decay) g_n^2 with v_0 = 0, then beta_{n+1} = beta_n - alpha g_n /
  /// sqrt(v_{n+1} + epsilon) (or the framework's denominator); decay is the paper's gamma.
  /// **Source**: eq. 18-19, v updated before its use.
  case rmsProp(decay: Double, epsilon: Double, form: EpsilonForm)
  /// m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2, beta_{n+1} = beta_n - alpha mhat /
  /// (sqrt(vhat) + epsilon), where mhat = m / (1 - beta1^n) and vhat = v / (1 - beta2^n) with n from 1.
  case adam(beta1: Double, beta2: Double, epsilon: Double)

  /// The paper's RMSProp: decay 0.99, epsilon 1e-8, eq. 18-19.
  public static let paperRMSProp = DescentMethod.rmsProp(decay: 0.99, epsilon: 1e-8, form: .paper)
  /// The next mean square of RMSProp and Adam: decay v + (1 - decay) g^2.
  static func meanSquare<Number: BinaryFloatingPoint>(
    _ v: Number, _ g: Number, weight decay: Number
  ) -> Number {
    decay * v + (1 - decay) * g * g
  }

  /// Adam with 0.9, 0.999 and 1e-8.
  public static let defaultAdam = DescentMethod.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
}
