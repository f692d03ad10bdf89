import Convex
import Kernels

/// How the entries of Z and y are drawn in the experiment F4; the paper only calls them arbitrary.
package enum HuberData: String, Sendable, Codable, CaseIterable {
  /// Uniform on [-1, 1], as in the paper's other synthetic problems.
  case uniform
  /// The sum of twelve uniform numbers less 6: unit variance, nearly normal.
  case nearlyNormal
  /// Uniform on [-3, 3].
  case wide
  /// u / sqrt(1 - |u|) with u uniform on [-1, 1]: infinite variance, as P(|x| > t) falls like 1 / t^2.
  case heavyTailed

  package var words: String {
    switch self {
    case .uniform: "uniform on [-1, 1]"
    case .nearlyNormal: "nearly normal, variance 1"
    case .wide: "uniform on [-3, 3]"
    case .heavyTailed: "heavy-tailed, infinite variance"
    }
  }

  func draw(_ stream: inout RandomStream) -> Double {
    switch self {
    case .uniform: return stream.nextUniform(in: -1...1)
    case .nearlyNormal: return (0..<12).reduce(-6.0) { sum, _ in sum + stream.nextUniform() }
    case .wide: return stream.nextUniform(in: -3...3)
    case .heavyTailed:
      // 1 - |u| is at least 2^-53, so that the quotient is finite; u = -1 exactly is drawn again.
      while true {
        let u = stream.nextUniform(in: -1...1)
        if abs(u) < 1 { return u / (1 - abs(u)).squareRoot() }
      }
    }
  }

  /// Z (50 x 200) and y (50) of one seed.
  ///
  /// - Parameters:
  ///   - threshold: 1 for the Huber loss, infinity for least squares.
  package func objective(seed: UInt64, threshold: Double) -> HuberRegression {
    var designStream = RandomStream(seed: seed, name: "F4.\(rawValue).Z")
    var responseStream = RandomStream(seed: seed, name: "F4.\(rawValue).y")
    return HuberRegression(
      design: (0..<Self.rows * Self.columns).map { _ in draw(&designStream) },
      response: (0..<Self.rows).map { _ in draw(&responseStream) }, threshold: threshold)
  }

  /// N, the number of observations.
  package static let rows = 50
  /// P, the number of parameters.
  package static let columns = 200
}
