import Convex
import Kernels
import Testing

@Suite struct LassoRegressionTests {
  static func problem(seed: UInt64, strength: Double, rows: Int = 6, columns: Int = 9)
    -> LassoRegression
  {
    var stream = RandomStream(seed: seed, name: "LassoRegressionTests")
    let w = (0..<rows * columns).map { _ in stream.nextUniform(in: -1...1) }
    let y = (0..<rows).map { _ in stream.nextUniform(in: -1...1) }
    return LassoRegression(matrix: w, response: y, strength: strength)
  }

  @Test(arguments: [1 as UInt64, 2, 3])
  func gradientMatchesDifferences(seed: UInt64) {
    let loss = Self.problem(seed: seed, strength: 0.3)
    var stream = RandomStream(seed: seed, name: "point")
    let b = (0..<9).map { _ in stream.nextUniform(in: -1...1) }
    var gradient = Array(repeating: 0.0, count: 9)
    loss.gradient(at: b, into: &gradient)
    for j in 0..<9 {
      var (up, down) = (b, b)
      up[j] += 1e-6
      down[j] -= 1e-6
      let difference = (loss.value(at: up) - loss.value(at: down)) / 2e-6
      #expect(abs(difference - gradient[j]) < 1e-7)
    }
  }

  @Test func oneVariableHasTheClosedForm() {
    // L4 = (b w - y)^2 + l1 |b| with w = 2, y = 3, l1 = 4: b = S(w y, l1 / 2) / w^2 = (6 - 2) / 4 = 1.
    let loss = LassoRegression(matrix: [2], response: [3], strength: 4)
    let solution = loss.proximalGradient(from: [0], tolerance: 1e-13, maximumIterations: 1000)
    #expect(solution.converged && abs(solution.point[0] - 1) < 1e-6)
    #expect(abs(solution.value - 5) < 1e-12)
  }

  @Test(arguments: [false, true])
  func proximalGradientMeetsTheOptimalityConditions(accelerated: Bool) {
    let loss = Self.problem(seed: 4, strength: 0.1)
    let solution = loss.proximalGradient(
      from: Array(repeating: 0.5, count: 9), tolerance: 1e-10, maximumIterations: 100_000,
      accelerated: accelerated)
    #expect(solution.converged && solution.gap >= -1e-12)
    var gradient = Array(repeating: 0.0, count: 9)
    loss.smoothGradient(at: solution.point, into: &gradient)
    for j in 0..<9 {
      if solution.point[j] == 0 {
        #expect(abs(gradient[j]) <= 0.1 + 1e-4)
      } else {
        #expect(abs(gradient[j] + 0.1 * signOrZero(solution.point[j])) < 1e-4)
      }
    }
    #expect(solution.point.contains(0))
  }

  @Test func aStrongPenaltyHasTheOptimumZero() {
    let loss = Self.problem(seed: 5, strength: 10)
    let solution = loss.proximalGradient(
      from: Array(repeating: 1, count: 9), tolerance: 1e-12, maximumIterations: 10_000)
    #expect(solution.converged && l1Norm(solution.point) == 0)
  }

  @Test func theGapBoundsTheDistanceToTheMinimum() {
    let loss = Self.problem(seed: 6, strength: 0.2)
    let best = loss.proximalGradient(
      from: Array(repeating: 0, count: 9), tolerance: 1e-12, maximumIterations: 200_000,
      accelerated: true)
    var stream = RandomStream(seed: 6, name: "points")
    for _ in 0..<20 {
      let b = (0..<9).map { _ in stream.nextUniform(in: -1...1) }
      #expect(loss.value(at: b) - loss.dualityGap(at: b) <= best.value + 1e-12)
    }
  }

  /// Eight lanes in their order, then the tail: 1e16 + 1 is 1e16, so that any other order ends elsewhere.
  @Test func aRowIsAddedInAFixedOrder() {
    let row: [Double] = [1e16, 1, -1e16, 1, 1, 0, 0, 0, 0.25]
    let loss = LassoRegression(matrix: row, response: [0.5], strength: 0)
    #expect(loss.residual(at: [Double](repeating: 1, count: 9)) == [1.75])
    // Lanes collect every eighth term first.
    let twice = LassoRegression(
      matrix: row.prefix(8) + [-1e16, 0, 1e16, 0, 0, 0, 0, 0], response: [0], strength: 0)
    #expect(twice.residual(at: [Double](repeating: 1, count: 16)) == [3])
  }

  /// Power iteration by its two stops, and Jacobi rotations, on one matrix.
  @Test func threeWaysToTheLargestEigenvalueAgree() {
    let lasso = Self.problem(seed: 8, strength: 0.1)
    let exact =
      2
      * HuberRegression(design: lasso.matrix, response: lasso.response)
      .largestHessianEigenvalue()
    #expect(abs(lasso.smoothness() / exact - 1 - 1e-6) < 1e-9)
    let penalized = PenalizedRegression(
      design: lasso.matrix, response: lasso.response, link: .identity, l1: 0, l2: 0.25)
    #expect(abs((penalized.smoothnessConstant() - 0.5) / 6 / exact - 1) < 1e-9)
  }

  @Test func smoothnessIsTheLargestEigenvalue() {
    // W = diag(3, 1), N = 2: (2/2) * 9.
    let loss = LassoRegression(matrix: [3, 0, 0, 1], response: [0, 0], strength: 0)
    #expect(abs(loss.smoothness() - 9) < 1e-4)
  }

  @Test(arguments: [(3.0, 1.0, 2.0), (-3, 1, -2), (0.5, 1, 0), (1, 1, 0)])
  func softThresholding(v: Double, t: Double, expected: Double) {
    #expect(softThreshold(v, t) == expected)
  }
}
