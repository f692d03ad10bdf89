import Convex
import Foundation
import Kernels
import Testing

@Suite struct RegressionTests {
  @Test(arguments: [-800.0, -40, -1, 0, 1e-9, 1, 40, 800])
  func softplusMatchesItsDefinition(z: Double) {
    let expected = z > 30 ? z + exp(-z) : (z < -30 ? exp(z) : log(1 + exp(z)))
    #expect(abs(softplus(z) - expected) <= 4e-16 * max(expected, 1))
    #expect(softplus(z).isFinite && logistic(z) >= 0 && logistic(z) <= 1)
    #expect(abs(logistic(z) + logistic(-z) - 1) <= 2e-16)
  }

  @Test(arguments: PenalizedRegression.Link.allCases)
  func gradientMatchesDifferences(link: PenalizedRegression.Link) {
    var stream = RandomStream(seed: 7, name: "regression")
    let z = (0..<15).map { _ in stream.nextUniform(in: -1...1) }
    let y = (0..<3).map { _ in stream.nextUniform(in: -1...0) }
    let b = (0..<5).map { _ in stream.nextUniform(in: -1...1) }
    let objective = PenalizedRegression(design: z, response: y, link: link, l1: 0.3, l2: 0.2)
    var gradient = [Double](repeating: 0, count: 5)
    objective.gradient(at: b, into: &gradient)
    for i in b.indices {
      let h = 1e-6
      var (up, down) = (b, b)
      up[i] += h
      down[i] -= h
      let difference = (objective.value(at: up) - objective.value(at: down)) / (2 * h)
      #expect(abs(difference - gradient[i]) < 1e-7, "link \(link), coordinate \(i)")
    }
  }

  @Test func zeroMinimizesTheReLURegression() {
    var stream = RandomStream(seed: 8, name: "regression")
    let z = (0..<40).map { _ in stream.nextUniform(in: -1...1) }
    let y = (0..<4).map { _ in stream.nextUniform(in: -1...0) }
    let objective = PenalizedRegression(design: z, response: y, link: .relu, l1: 0, l2: 0.01)
    let atZero = objective.value(at: [Double](repeating: 0, count: 10))
    for _ in 0..<200 {
      let b = (0..<10).map { _ in stream.nextUniform(in: -1...1) }
      #expect(objective.value(at: b) > atZero)
    }
  }

  @Test func smoothnessConstantOfADiagonal() {
    let objective = PenalizedRegression(
      design: [3, 0, 0, 0, 2, 0], response: [0, 0], link: .identity, l1: 0, l2: 0.5)
    #expect(abs(objective.smoothnessConstant() - 19) < 1e-9)
  }
}

@Suite struct WorstCaseTests {
  @Test(arguments: [0.1, 0.01, 0.001])
  func huberTakesItsFormulasSteps(error: Double) {
    var iteration = SubgradientIteration(
      of: HuberWell.worst(forError: error), from: [1], rule: .constant(1))
    let steps = iteration.steps(toError: error * (1 + 1e-9), above: 0, limit: 100_000)
    #expect(steps == Int((1 / (4 * error) - 0.5 - 1e-6).rounded(.up)))
  }

  @Test(arguments: [0.05, 0.025])
  func maxFunctionHoldsEveryMethodOut(error: Double) throws {
    let family = NesterovMax.worst(forError: error)
    let rate = error / (family.subgradientBound * family.subgradientBound)
    var iteration = SubgradientIteration(
      of: family, from: [Double](repeating: 0, count: family.dimension), rule: .constant(rate))
    let count = iteration.steps(toError: error, above: family.minimum, limit: 100_000)
    let steps = try #require(count)
    #expect(steps >= family.dimension)
    #expect(Double(steps) <= 1 / (error * rate))
    let minimizer = [Double](
      repeating: -1 / Double(family.dimension).squareRoot(), count: family.dimension)
    #expect(abs(family.value(at: minimizer) - family.minimum) < 1e-12)
  }

  @Test func stepRulesFollowTheirFormulas() {
    let geometric = StepRule.geometric(1, ratio: 0.5, steps: 2)
    #expect((0..<6).map(geometric.rate) == [1, 1, 0.5, 0.5, 0.25, 0.25])
    #expect(geometric.totalLength == 4)
    let reducing = StepRule.reducing(rates: [1, 0.1], steps: 3)
    #expect([0, 2, 3, 9].map(reducing.rate) == [1, 1, 0.1, 0.1])
    #expect(StepRule.diminishing(1).rate(at: 3) == 0.5)
    #expect(StepRule.constant(0.2).totalLength == .infinity)
  }
}
