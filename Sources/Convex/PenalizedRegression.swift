/// Penalized one-layer regression, with ReLU or one of its smooth controls.
///
///     f(beta) = ||y - phi(Z beta)||_2^2 + l1 ||beta||_1 + l2 ||beta||_2^2
///     g(beta) = -2 Z^T [(y - phi(Z beta)) * phi'(Z beta)] + l1 sign(beta) + 2 l2 beta
///
/// With phi = max(0, .), y <= 0 and phi'(0) = 0 this is the paper's loss; it is then convex, and beta = 0 is
/// its unique minimizer when l1 + l2 > 0.
///
/// **Source**: equation 3; the softplus and identity links are controls of ours.
/// **Shapes**: Z is N x P, stored row by row; y has N entries, beta has P.
public struct PenalizedRegression: Objective {
  /// What is applied to Z beta.
  public enum Link: String, Sendable, Codable, CaseIterable {
    /// max(0, z), with derivative 0 at 0.
    case relu
    /// log(1 + e^z).
    case softplus
    /// z: plain least squares.
    case identity

    func value(_ z: Double) -> Double {
      switch self {
      case .relu: max(0, z)
      case .softplus: Convex.softplus(z)
      case .identity: z
      }
    }

    func derivative(_ z: Double) -> Double {
      switch self {
      case .relu: z > 0 ? 1 : 0
      case .softplus: logistic(z)
      case .identity: 1
      }
    }
  }

  public let design: [Double]
  public let response: [Double]
  public let link: Link
  public let l1: Double
  public let l2: Double
  public let dimension: Int

  /// - Parameters:
  ///   - design: Z, row by row; its count is a multiple of `response.count`.
  ///   - response: y, at least one entry.
  ///   - l1: Factor of the L1 norm, at least 0.
  ///   - l2: Factor of the squared Euclidean norm, at least 0.
  public init(design: [Double], response: [Double], link: Link, l1: Double, l2: Double) {
    precondition(
      !response.isEmpty && design.count.isMultiple(of: response.count) && !design.isEmpty,
      "Regression: \(design.count) design entries for \(response.count) responses, expected a multiple."
    )
    precondition(l1 >= 0 && l2 >= 0, "Regression: penalties \(l1) and \(l2), expected at least 0.")
    (self.design, self.response, self.link, self.l1, self.l2) = (design, response, link, l1, l2)
    dimension = design.count / response.count
  }

  public func value(at x: [Double]) -> Double {
    var sum = 0.0
    for row in response.indices {
      let residual = response[row] - link.value(product(row: row, with: x))
      sum += residual * residual
    }
    var absolute = 0.0
    var squared = 0.0
    for entry in x {
      absolute += abs(entry)
      squared += entry * entry
    }
    return sum + l1 * absolute + l2 * squared
  }

  public func gradient(at x: [Double], into gradient: inout [Double]) {
    for i in 0..<dimension {
      let sign: Double = x[i] > 0 ? 1 : (x[i] < 0 ? -1 : 0)
      gradient[i] = l1 * sign + 2 * l2 * x[i]
    }
    for row in response.indices {
      let z = product(row: row, with: x)
      let slope = link.derivative(z)
      if slope == 0 { continue }
      let factor = -2 * (response[row] - link.value(z)) * slope
      let base = row * dimension
      for i in 0..<dimension { gradient[i] += factor * design[base + i] }
    }
  }

  /// The number of rows at which Z beta is positive, where ReLU passes the gradient.
  public func activeRows(at x: [Double]) -> Int {
    response.indices.count { product(row: $0, with: x) > 0 }
  }

  /// 2 (lambda_max(Z^T Z) + l2): the gradient's Lipschitz constant for the identity link, and that of
  /// each smooth piece for ReLU.
  ///
  /// By power iteration on Z Z^T (N x N) from a fixed vector until the Rayleigh quotient moves by
  /// less than 1e-13 of itself, at most 10,000 times.
  public func smoothnessConstant() -> Double {
    var power = PowerIteration(GramMatrix(of: design, rows: response.count))
    var quotient = 0.0
    for _ in 0..<10_000 {
      let next = power.advance()
      if next.length == 0 { return 2 * l2 }
      let moved = abs(next.quotient - quotient)
      quotient = next.quotient
      if moved <= 1e-13 * quotient { break }
    }
    return 2 * (quotient + l2)
  }

  private func product(row: Int, with x: [Double]) -> Double {
    let base = row * dimension
    var sum = 0.0
    for i in 0..<dimension { sum += design[base + i] * x[i] }
    return sum
  }
}
