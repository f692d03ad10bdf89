import Convex
import Experiments

/// What the chapter's convex runs ran with, by the name of what was declared: under a variation `b2(0.01)` may
/// have another penalty than its name says.
struct ConvexSettings: Sendable {
  let toy: ToySpecification
  let sensitivity: SensitivitySpecification
  let fate: FateSpecification
  /// Of the optimum at the largest l1.
  let optimum: OptimumSpecification
  let regression: [String: RegressionSpecification]
  let oscillation: [String: OscillationSpecification]

  /// B2 at the l1 that its name has, and under a variant such as `".alpha0.003"`.
  func b2(_ strength: Double, _ variant: String = "") -> RegressionSpecification {
    regression.declared("B2.lambda\(short(strength))\(variant)")
  }

  /// F5 at the l1 that its name has.
  func f5(_ strength: Double, _ method: String = "rmsprop") -> OscillationSpecification {
    oscillation.declared("F5.lambda\(short(strength)).\(method)")
  }

  /// Steps of B2 at its smallest l1 in units of 1 / (alpha l1), in which the penalty alone brings a coordinate from 1
  /// to 0.
  var regressionTravel: Double {
    let weak = b2(Lasso.weakStrength)
    return Double(weak.iterations) * weak.learningRate * weak.strength
  }

  /// The length at which F5 is judged, and its place among the lengths.
  var chosenLength: Int { f5(Lasso.oscillationEnds.weak).drawnLength }
  var chosenIndex: Int {
    let chosen = f5(Lasso.oscillationEnds.weak)
    return chosen.lengths.firstIndex(of: chosen.drawnLength) ?? chosen.lengths.count - 1
  }
}

extension RegressionSpecification {
  /// `"l1 = 0.01"`.
  var penalty: String { "l1 = \(short(strength))" }
  /// P alpha l1 / 2, the mean norm of two-cycles in all coordinates.
  var cycleNorm: Double { Double(columns) * learningRate * strength / 2 }
}

extension OscillationSpecification {
  /// `"l1 = 0.001"`.
  var penalty: String { "l1 = \(short(strength))" }
  /// One line of settings, the penalty apart.
  var words: String {
    "P = \(dimension), alpha = \(short(learningRate)), \(seeds.count) \(seeds.count == 1 ? "seed" : "seeds")"
  }
  /// 1 / (alpha l1), the steps that bring a coordinate from 1 to 0.
  var stepsHome: Int { Int(min(1e9, 1 / (learningRate * strength)).rounded()) }
  /// gamma and epsilon of RMSProp; the paper's where the method has none.
  var normalization: (decay: Double, epsilon: Double) {
    if case .rmsProp(let decay, let epsilon, _) = method { return (decay, epsilon) }
    return (Paper.decay, Paper.epsilon)
  }
  var theory: NormalizedSteps {
    let (decay, epsilon) = normalization
    return NormalizedSteps(
      learningRate: learningRate, strength: strength, decay: decay, epsilon: epsilon)
  }
}

extension FateSpecification {
  /// The steps of RMSProp at the strength of a place in the list.
  func theory(_ place: Int) -> NormalizedSteps {
    NormalizedSteps(
      learningRate: learningRate, strength: strengths[place], decay: decay, epsilon: epsilon)
  }
  /// The place of l1 = 1 in the list as declared.
  static let one = 1
}

/// What the paper prints of this chapter's experiments.
enum Paper {
  /// B2: the norms, the l1 that it names, and the factor that it claims.
  static let norms = (small: 1.62, large: 25.4)
  static let strengths = (small: 0.01, other: 0.1, large: 10.0)
  static let columns = 500
  static let factor = 15.0
  /// B2: twice the printed norm over P l1, to which a cycle in every coordinate points.
  static var impliedRate: Double { 2 * norms.large / (Double(columns) * strengths.large) }
  /// gamma and epsilon of RMSProp.
  static let decay = 0.99
  static let epsilon = 1e-8
  /// F3: l1, and 200 epochs of 50,000 images in batches of 512.
  static let fineTuning = (small: 0.002, other: 0.0002, large: 2.0)
  static let epochs = 200
  static let images = 50_000
  static let batchSize = 512
}
