import Convex
import Kernels
import Lasso
import Neural
import TestSupport
import Testing

/// What SGD does to weights under the penalty alone: by magnitudes, and by He's law.
@Suite struct PenaltyTests {
  static let weights = Magnitudes(
    Safetensors(tensors: [
      "a": Tensor(shape: [2, 2], values: [0, 0.25, -0.5, 1]),
      "b": Tensor(shape: [2], values: [-0.001, 2])
    ]))

  @Test func sharesCountMagnitudes() {
    #expect(Self.weights.zeroShare == 1.0 / 6)
    #expect(Self.weights.share(below: 0.5) == 0.5)
    #expect(Self.weights.share(below: 10) == 1)
  }

  /// After 4 steps of 1/8 the weights up to 1/2 are home, the others 1/2 smaller.
  @Test func weightsFallUntilTheyAreHome() throws {
    expectClose(
      Self.weights.norm(after: 4, of: 0.125), 0.5 + 1.5 + 4 * 0.0625,
      Tolerance(absolute: 1e-12, relative: 0), "six additions")
    let steps = try #require(Self.weights.steps(toNorm: 1, of: 0.125))
    #expect(Self.weights.norm(after: steps, of: 0.125) <= 1)
    #expect(Self.weights.norm(after: steps - 1, of: 0.125) > 1)
    #expect(Self.weights.steps(toNorm: 0.1, of: 0.125) == nil)
  }

  @Test func countsVGG16() {
    #expect(WidthLaw(widthMultiplier: 1, hidden: 4096).parameterCount == 138_357_544)
    #expect(WidthLaw(widthMultiplier: 1.0 / 16, hidden: 64).parameterCount == 227_404)
  }

  /// The formulas against weights drawn by the network's own He initialization.
  @Test(arguments: [0, 300, 2_000, 19_600])
  func theLawMatchesDrawnWeights(steps: Int) throws {
    let specification = TrainingSpecification(
      network: .init(.vgg16, widthMultiplier: 1.0 / 16, hidden: 64, classes: 1000),
      initialization: .he, dataset: .init(.embedded), batchSize: 1, steps: 1,
      optimizer: .init(.sgd, learningRate: 0.1), seed: 7)
    let image = ImageSet(
      images: [UInt8](repeating: 0, count: ImageSet.bytesPerImage), labels: [0], sha256: "blank")
    let drawn = Magnitudes(try Trainer(specification, images: image).weights())
    let law = WidthLaw(widthMultiplier: 1.0 / 16, hidden: 64)
    let sampling = "227,404 random weights: four standard errors are below 1 %"
    expectClose(
      law.norm(after: steps, of: 6e-6), drawn.norm(after: steps, of: 6e-6),
      Tolerance(absolute: 0, relative: 0.01), sampling)
    expectClose(
      law.homeShare(reach: 6e-6 * Double(steps)),
      steps == 0 ? drawn.zeroShare : drawn.share(below: 6e-6 * Double(steps)),
      Tolerance(absolute: 0.005, relative: 0), sampling)
  }

  /// Adam's averages admit a two-cycle a (1 - beta1) / (1 + beta1) wide: the average of a gradient that
  /// alternates between l1 and -l1 alternates between that share of l1 and its negative.
  @Test func adamHasATwoCycle() {
    let beta = Rational(9, 10)
    let average = (1 - beta) / (1 + beta)
    #expect(average == Rational(1, 19))
    #expect(beta * -average + (1 - beta) * 1 == average)
    #expect(beta * average + (1 - beta) * -1 == -average)
  }

  /// But a run ends in a longer and wider cycle.
  @Test(arguments: [0.1, 0.0437, -0.17])
  func adamEndsInAWiderCycle(start: Double) {
    let rate = 0.003
    let last = Descent(.defaultAdam, learningRate: rate).descend(
      L1Norm(dimension: 1, strength: 1), from: [start], iterations: 20_000, record: .last(200)
    ).observations.map { $0[0] }
    let width = (last.max() ?? 0) - (last.min() ?? 0)
    #expect(width > 2 * rate / 19 && width < rate)
    let end = last[199]
    let period = (1..<100).first { abs(last[199 - $0] - end) < 1e-9 }
    #expect(period ?? 0 > 2)
  }
}
