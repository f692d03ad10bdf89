import Convex
import Lasso
import TestSupport
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

  /// 4.1: from a b_0 that is no multiple of d = a l1 the run ends in {c, c - d}, where c is b_0 modulo d;
  /// from a multiple it meets 0 and stays.
  @Test(arguments: [(5, 7), (-22, 7), (1, 100), (-7, 3), (39, 10)])
  func everyCoordinateEndsInItsTwoCycle(numerator: Int, denominator: Int) {
    let d = Rational(1, 10) * 3
    let b0 = Rational(numerator, denominator)
    let run = ExactToy.vanilla(
      from: [b0], learningRate: Rational(1, 10), strength: 3, steps: 40
    ).map { $0[0] }
    var c = b0
    while c < 0 { c += d }
    while c >= d { c -= d }
    if c == 0 {
      #expect(run[39] == 0 && run[40] == 0)
    } else {
      #expect(Set([run[39], run[40]]) == [c, c - d])
      #expect(run.allSatisfy { $0 != 0 })
    }
  }

  /// B6: the norm of a cycle lies strictly between 0 and P a l1 although single coordinates may start
  /// on a multiple of a l1; only when all do it ends at 0.
  @Test func theNormStaysBelowTheBound() {
    let d = Rational(1, 10)
    let mixed = ExactToy.vanilla(
      from: [Rational(3, 10), Rational(1, 7), Rational(-5, 9)], learningRate: d, strength: 1,
      steps: 20)
    for b in mixed.suffix(2) { #expect(b[0] == 0) }
    for b in mixed.suffix(2) {
      #expect(ExactToy.l1Norm(b) > 0 && ExactToy.l1Norm(b) < 3 * d)
    }
    let multiples = ExactToy.vanilla(
      from: [Rational(3, 10), Rational(-2, 10)], learningRate: d, strength: 1, steps: 20)
    #expect(ExactToy.l1Norm(multiples[20]) == 0)
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

  /// D13: with steps 1/(n+1), whose sum is infinite, the norm falls below every step that is yet to come.
  @Test func shrinkingStepsLeaveNoCycle() throws {
    let steps = (1...60).map { Rational(1, $0) }
    let run = ExactWalk.iterates(from: Rational(17, 7), steps: steps)
    let crossing = run.indices.dropFirst().first { run[$0].sign * run[$0 - 1].sign == -1 }
    let first = try #require(crossing)
    for n in first..<60 { #expect(run[n].magnitude <= steps[first - 1]) }
    // The sign changes again after every n, so that the bound may start anew from a later crossing.
    #expect((40..<59).contains { run[$0].sign * run[$0 + 1].sign == -1 })
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

  /// B4: every start that meets 0 within n steps is among finitely many, each of them does meet it, and a
  /// start that is no combination of the steps does not.
  @Test func onlyFinitelyManyStartsMeetZero() {
    let steps = NormalizedSteps(strength: 1).steps.prefix(9).map {
      Rational(Int(($0 * 1e6).rounded()), 1_000_000)
    }
    let starts = ExactWalk.startsThatReachZero(steps: steps)
    #expect(starts.count > 9 && starts.count <= 2 * (1 << 9) - 2)
    for start in starts {
      #expect(ExactWalk.iterates(from: start, steps: steps).contains(0), "\(start)")
    }
    for numerator in -40...40 where numerator % 3 != 0 {
      // The steps are multiples of 10^-6, and no multiple of a third is one.
      let run = ExactWalk.iterates(from: Rational(numerator, 39), steps: steps)
      #expect(!run.contains(0), "\(numerator)/39")
    }
  }

  /// D8: a walk with falling steps changes its sign at each of K steps exactly when both ends of its cycle
  /// outlast what the steps take from them.
  @Test func theSignChangesAsLongAsBothEndsLast() {
    let steps = (1...12).map { Rational(1, 1) + Rational(3, $0 + 1) }
    var alternating = 0
    for numerator in 1..<120 {
      let b0 = Rational(numerator, 49)
      let run = ExactWalk.iterates(from: b0, steps: steps)
      let changes = run.indices.dropFirst().allSatisfy { run[$0].sign * run[$0 - 1].sign == -1 }
      var (upper, lower) = (b0, steps[0] - b0)
      var bothLast = lower > 0
      for n in 1..<steps.count {
        let shrinkage = steps[n - 1] - steps[n]
        if n % 2 == 1 { upper -= shrinkage } else { lower -= shrinkage }
        bothLast = bothLast && upper > 0 && lower > 0
      }
      #expect(changes == bothLast, "\(b0)")
      alternating += changes ? 1 : 0
    }
    #expect(alternating > 0 && alternating < 119)
  }

  /// D8: a step at which the sign stays, after a change, leaves less than the difference of two steps.
  @Test func aFailureIsNearZero() {
    let steps = (1...30).map { Rational(1, 1) + Rational(3, $0 + 1) }
    var failures = 0
    for numerator in 1..<60 {
      let run = ExactWalk.iterates(from: Rational(numerator, 49), steps: steps)
      for m in 2..<run.count
      where run[m].sign == run[m - 1].sign && run[m - 1].sign * run[m - 2].sign == -1 {
        #expect(run[m].magnitude < steps[m - 2] - steps[m - 1], "\(numerator)/49, step \(m)")
        failures += 1
      }
    }
    #expect(failures > 0)
  }

  /// D14: one soft-threshold step of size 1/8 on (2 b - 3)^2 + 4 |b| lands on the minimizer 1.
  @Test(arguments: [-2, 0, 1, 7])
  func softThresholdingIsOptimal(start: Int) {
    let b = Rational(start, 3)
    let moved = b - Rational(1, 8) * 4 * (2 * b - 3)
    #expect(moved.magnitude - Rational(1, 2) == 1)
    #expect(4 * (2 * Rational(1, 1) - 3) + 4 == 0)
  }

  /// D14 beyond one dimension: a point that a soft-threshold step leaves in place has 0 as a subgradient.
  @Test(arguments: [(-7, 2), (-1, 4), (0, 1), (1, 4), (9, 5)])
  func aFixedPointOfTheStepIsAMinimum(numerator: Int, denominator: Int) {
    // (b - z)^2 / 2 + l |b| with l = 1/2, step t = 1/3.
    let (z, l, t) = (Rational(numerator, denominator), Rational(1, 2), Rational(1, 3))
    let b = z.magnitude > l ? z.sign * (z.magnitude - l) : 0
    let moved = b - t * (b - z)
    let next = moved.magnitude > t * l ? moved.sign * (moved.magnitude - t * l) : 0
    #expect(next == b)
    let smooth = b - z
    #expect(b == 0 ? smooth.magnitude <= l : smooth + l * b.sign == 0)
  }
}
