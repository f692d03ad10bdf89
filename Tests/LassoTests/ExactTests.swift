import Convex
import Testing

/// The arithmetic behind the verdicts on theorems, in exact fractions.
@Suite struct ExactTests {
  @Test func toyReachesThePrintedCycles() {
    let b0 = [Rational(5053, 10_000), Rational(5053, 10_000)]
    let weak = ExactToy.vanilla(from: b0, learningRate: Rational(1, 100), strength: 1, steps: 100)
    #expect(Set([weak[99][0], weak[100][0]]) == [Rational(53, 10_000), Rational(-47, 10_000)])
    let strong = ExactToy.vanilla(from: b0, learningRate: Rational(1, 100), strength: 100, steps: 2)
    #expect(strong[1][0] == Rational(-4947, 10_000) && strong[2] == b0)
    let reduced = ExactToy.vanilla(
      from: weak[100], learningRate: Rational(1, 1_000), strength: 1, steps: 100)
    #expect(Set([reduced[99][0], reduced[100][0]]) == [Rational(3, 10_000), Rational(-7, 10_000)])
  }

  /// D5: T0 exceeds a l1 for ever, and two successive norms add to P a l1.
  @Test func equationNineFailsOnTheToy() {
    let b0 = [Rational(5053, 10_000), Rational(5053, 10_000)]
    let run = ExactToy.vanilla(from: b0, learningRate: Rational(1, 100), strength: 1, steps: 60)
    let norms = run.suffix(8).map(ExactToy.l1Norm)
    #expect(norms.max() == Rational(106, 10_000))
    #expect(Rational(106, 10_000) > Rational(1, 100))
    for (x, y) in zip(norms, norms.dropFirst()) { #expect(x + y == Rational(2, 100)) }
    #expect(run[58] == run[60] && run[57] == run[59])
  }

  /// D5 in general: the recurring norm is at least P a l1 / 2.
  @Test(arguments: [2, 3, 7])
  func theLimitSuperiorIsAtLeastHalf(dimension: Int) {
    let b0 = (1...dimension).map { Rational(2 * $0 + 1, 7 * dimension) }
    let run = ExactToy.vanilla(from: b0, learningRate: Rational(1, 10), strength: 1, steps: 40)
    let larger = max(ExactToy.l1Norm(run[39]), ExactToy.l1Norm(run[40]))
    #expect(larger >= Rational(dimension, 20))
    #expect(larger < Rational(dimension, 10))
  }

  /// D12: two coordinates of one run with opposite signs at every iteration.
  @Test func theParityBelongsToTheCoordinate() {
    let run = ExactToy.vanilla(
      from: [Rational(1, 2), Rational(3, 2)], learningRate: 1, strength: 1, steps: 20)
    for b in run.dropFirst(2) { #expect(b[0].sign * b[1].sign == -1) }
  }

  /// T1: b_0 = a (1 - h) l1 lands on 0 and goes on to -h b_0.
  @Test func momentumLeavesZeroExactly() {
    let run = ExactToy.momentum(
      Rational(9, 10), from: Rational(1, 100), learningRate: Rational(1, 10), strength: 1, steps: 2)
    #expect(run[1] == 0 && run[2] == Rational(-9, 1_000))
  }

  /// D16: the cycle {c, c - d} of equation 16 spans d = a (1 - h) l1 / (1 + h) for any c in (0, d).
  @Test(arguments: [(1, 3), (1, 2), (5, 6)])
  func momentumHasAFamilyOfCycles(numerator: Int, denominator: Int) {
    let h = Rational(9, 10)
    let d = Rational(1, 10) * (1 - h) / (1 + h)
    let c = Rational(numerator, denominator) * d
    // From b_{-1} = c - d and b_0 = c the next iterate must be c - d, and the one after it c.
    let next = c - Rational(1, 10) * (1 - h) * c.sign + h * d
    #expect(next == c - d)
    let back = next - Rational(1, 10) * (1 - h) * next.sign + h * (next - c)
    #expect(back == c)
  }

  /// B5: at l1 = 1/10000 and eps = 1e-8 the limiting step is a / sqrt 2, not a.
  @Test func rmsPropsLimitDependsOnThePenalty() {
    let epsilon = Rational(1, 100_000_000)
    #expect(
      ExactToy.squaredLimitStep(strength: Rational(1, 10_000), epsilon: epsilon) == Rational(1, 2))
    #expect(
      ExactToy.squaredLimitStep(strength: Rational(1, 1_000), epsilon: epsilon)
        == Rational(100, 101))
  }

  /// D14: one soft-threshold step of size 1/8 on (2 b - 3)^2 + 4 |b| lands on the minimizer 1.
  @Test(arguments: [-2, 0, 1, 7])
  func softThresholdingIsOptimal(start: Int) {
    let b = Rational(start, 3)
    let moved = b - Rational(1, 8) * 4 * (2 * b - 3)
    #expect(moved.magnitude - Rational(1, 2) == 1)
    #expect(4 * (2 * Rational(1, 1) - 3) + 4 == 0)
  }
}
