import Convex
import Lasso
import TestSupport
import Testing

extension NormalizedSteps {
  /// With the learning rate of Figure 5 and the paper's RMSProp.
  init(strength: Double) {
    self.init(learningRate: 0.1, strength: strength, decay: 0.99, epsilon: 1e-8)
  }
}

/// D8: which coordinates of RMSProp on L3 keep a cycle that b_0 sets.
@Suite struct FateTests {
  static let strengths = [0.001, 0.01, 1, 100.0]

  /// D_n + D_{n+1} = s_{n+1} - s_inf, by its definition as a sum of differences.
  @Test(arguments: strengths)
  func bothEndsShareTheShrinkage(strength: Double) {
    let theory = NormalizedSteps(strength: strength)
    for n in [0, 1, 2, 10, 100, 1_000] {
      expectClose(
        theory.losses[n] + theory.losses[n + 1], theory.steps[n] - theory.limit,
        Tolerance(absolute: 1e-13, relative: 0), "5,000 differences of numbers below 1")
    }
  }

  /// The condition decides, start by start, who meets 0 in binary64 and in binary32.
  @Test(arguments: strengths)
  func exactlyTheOthersMeetZero(strength: Double) {
    let theory = NormalizedSteps(strength: strength)
    var kept = 0
    for i in 0..<250 {
      let start = (Double(i) + 0.5) / 250
      let keeps = theory.keepsItsStart(start)
      kept += keeps ? 1 : 0
      let wide = CoordinateFate<Double>(
        start: start, learningRate: 0.1, strength: strength, decay: 0.99, epsilon: 1e-8,
        steps: 6_000)
      #expect((wide.firstZero == nil) == keeps, "l1 = \(strength), b_0 = \(start)")
      let narrow = CoordinateFate<Float>(
        start: Float(start), learningRate: 0.1, strength: Float(strength), decay: 0.99,
        epsilon: 1e-8, steps: 6_000)
      #expect((narrow.firstZero == nil) == keeps, "binary32, l1 = \(strength), b_0 = \(start)")
    }
    #expect(kept > 10 && kept < 60)
    expectClose(
      theory.keptShare, Double(kept) / 250,
      Tolerance(absolute: 0.013, relative: 0), "three of 250 starts may fall at the ends of windows"
    )
  }

  /// A start that keeps its cycle ends in the one that the theorem names.
  @Test func theCycleIsTheOneNamed() {
    let theory = NormalizedSteps(strength: 1)
    for start in [0.5601, 0.6, 0.65] {
      #expect(theory.keepsItsStart(start))
      let fate = CoordinateFate<Double>(
        start: start, learningRate: 0.1, strength: 1, decay: 0.99, epsilon: 1e-8, steps: 8_000)
      let c = start - theory.losses[0]
      let named = [c, theory.limit - c].sorted()
      expectClose(
        [fate.magnitudes.0, fate.magnitudes.1], named,
        Tolerance(absolute: 1e-11, relative: 0), "8,000 steps rounded to 1e-17 each, v to 1e-16")
    }
  }

  /// s_{m-1} < s_m + s_{m+1}: after a step that keeps the sign, the next one changes it.
  @Test(arguments: strengths)
  func twoFailuresNeverFollowEachOther(strength: Double) {
    let steps = NormalizedSteps(strength: strength).steps
    for m in 1..<steps.count - 1 { #expect(steps[m - 1] < steps[m] + steps[m + 1], "m = \(m + 1)") }
  }

  /// After a failure at m >= 3 the next one is certain, at every l1 that the chapter runs.
  @Test(arguments: strengths)
  func aFailureIsFollowedByAnother(strength: Double) {
    #expect(NormalizedSteps(strength: strength).smallestFailureRatio > 1.5)
  }

  /// With 256 bits a coordinate follows binary64's path as long as rounding does not show.
  @Test func fineWalkFollowsTheSteps() throws {
    let fine = FineRMSProp(
      learningRate: Rational(1, 10), strength: 1, decay: Rational(99, 100),
      epsilon: Rational(1, 100_000_000), count: 3_000)
    let theory = NormalizedSteps(strength: 1)
    var b = 0.3
    var first: Int?
    for (index, step) in theory.steps.prefix(400).enumerated() where first == nil {
      b = b > 0 ? b - step : b + step
      if abs(b) < 0x1p-20 { first = index + 1 }
    }
    #expect(fine.firstStep(from: 0.3, within: -20) == first && first != nil)
    // A start that keeps its cycle never comes near, one that does not comes ever nearer.
    #expect(fine.firstStep(from: 0.6, within: -10) == nil)
    let near = try #require(fine.firstStep(from: 0.3, within: -28))
    let nearer = try #require(fine.firstStep(from: 0.3, within: -57))
    #expect(near < nearer)
  }
}
