import Convex
import Kernels
import TestSupport
import Testing

@Suite struct HuberRegressionTests {
  /// Z with the rows (1, 0) and (0, 2): residuals are y_1 - b_1 and y_2 - 2 b_2.
  private let small = HuberRegression(design: [1, 0, 0, 2], response: [0.5, 3])

  @Test func valueAndGradientByHand() {
    // r = (0.5, 3): h = 0.125 and 2.5; the second residual is clipped to 1.
    #expect(small.value(at: [0, 0]) == (0.125 + 2.5) / 2)
    #expect(small.summary(at: [0, 0]).shareBeyondOne == 0.5)
    var gradient = [0.0, 0]
    small.gradient(at: [0, 0], into: &gradient)
    #expect(gradient == [-0.25, -1])
  }

  @Test func withoutATailItIsLeastSquares() {
    let squares = HuberRegression(design: [1, 0, 0, 2], response: [0.5, 3], threshold: .infinity)
    #expect(squares.value(at: [0, 0]) == (0.125 + 4.5) / 2)
    var gradient = [0.0, 0]
    squares.gradient(at: [0, 0], into: &gradient)
    #expect(gradient == [-0.25, -3])
  }

  /// One coordinate, response 0 and design 1: the function itself, at its joints too.
  @Test(arguments: [0.3, 1, 2.7]) func theWellIsTheRegressionOfOneRow(threshold: Double) {
    let well = HuberWell(threshold: threshold)
    let regression = HuberRegression(design: [1], response: [0], threshold: threshold)
    for x in [0, 0.1, threshold.nextDown, threshold, threshold.nextUp, 5] + [-0.2, -threshold, -9] {
      var (one, other) = ([0.0], [0.0])
      well.gradient(at: [x], into: &one)
      regression.gradient(at: [x], into: &other)
      #expect(well.value(at: [x]) == regression.value(at: [x]) && one == other, "at \(x)")
    }
    #expect(well.value(at: [threshold]) == threshold * threshold / 2)
  }

  @Test func spectrumOfADiagonalProblem() {
    let spectrum = small.spectrum()
    expectClose([spectrum.smallest, spectrum.largest], [0.5, 2], .double)
    expectClose([small.largestHessianEigenvalue()], [2], .double)
  }

  @Test func jacobiMatchesKnownEigenvalues() {
    expectClose(SymmetricEigenvalues.jacobi([7], order: 1), [7], .exact)
    expectClose(SymmetricEigenvalues.jacobi([2, 1, 1, 2], order: 2), [1, 3], .double)
    // The second difference matrix of order 3: 2 - sqrt(2), 2, 2 + sqrt(2).
    let root = 2.0.squareRoot()
    expectClose(
      SymmetricEigenvalues.jacobi([2, -1, 0, -1, 2, -1, 0, -1, 2], order: 3),
      [2 - root, 2, 2 + root], .double)
  }

  @Test(arguments: 1...5) func gradientIsLipschitzWithTheLargestEigenvalue(seed: Int) {
    var stream = RandomStream(seed: UInt64(seed), name: "huber")
    let objective = HuberRegression(
      design: (0..<60).map { _ in stream.nextUniform(in: -2...2) },
      response: (0..<6).map { _ in stream.nextUniform(in: -2...2) })
    let bound = objective.largestHessianEigenvalue()
    for _ in 0..<50 {
      let x = (0..<10).map { _ in stream.nextUniform(in: -1...1) }
      let y = (0..<10).map { _ in stream.nextUniform(in: -1...1) }
      var (gx, gy) = (x, y)
      objective.gradient(at: x, into: &gx)
      objective.gradient(at: y, into: &gy)
      let change = zip(gx, gy).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
      let distance = zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
      #expect(change <= bound * distance * (1 + 1e-12), "seed \(seed)")
    }
  }
}
