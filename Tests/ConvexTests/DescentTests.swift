import Convex
import Foundation
import Testing

@Suite struct DescentTests {
  let loss = L1Norm(dimension: 2, strength: 2)

  @Test func vanillaFollowsEquationTwo() {
    let run = Descent(learningRate: 0.25).descend(
      loss, from: [0.75, -0.25], iterations: 3, record: .every(1))
    #expect(run.iterations == [0, 1, 2, 3])
    #expect(run.observations == [[0.75, -0.25], [0.25, 0.25], [-0.25, -0.25], [0.25, 0.25]])
    #expect(run.final == [0.25, 0.25])
  }

  @Test func momentumFollowsEquationSixteen() {
    // h = 1/2, a = 1/2, l1 = 2: b1 = 1 - 1/2 = 1/2, b2 = 1/2 - 1/2 + 1/2 (1/2 - 1) = -1/4,
    // b3 = -1/4 + 1/2 + 1/2 (-1/4 - 1/2) = -1/8.
    let run = Descent(.momentum(0.5), learningRate: 0.5).descend(
      L1Norm(dimension: 1, strength: 2), from: [1], iterations: 3, record: .every(1))
    #expect(run.observations == [[1], [0.5], [-0.25], [-0.125]])
  }

  @Test func momentumLeavesZero() {
    // b1 = 1 - 1 + 0 = 0 and b2 = 0 - 0 + 1/2 (0 - 1) = -1/2.
    let run = Descent(.momentum(0.5), learningRate: 2).descend(
      L1Norm(dimension: 1, strength: 1), from: [1], iterations: 2, record: .every(1))
    #expect(run.observations == [[1], [0], [-0.5]])
  }

  @Test(arguments: [DescentMethod.EpsilonForm.paper, .framework])
  func rmsPropUpdatesTheAverageBeforeItsUse(form: DescentMethod.EpsilonForm) {
    let epsilon = 1e-4
    let run = Descent(.rmsProp(decay: 0.75, epsilon: epsilon, form: form), learningRate: 0.1)
      .descend(
        L1Norm(dimension: 1, strength: 4), from: [1], iterations: 1, record: .last(1))
    let v = 0.25 * 16
    let root = form == .paper ? (v + epsilon).squareRoot() : v.squareRoot() + epsilon
    #expect(abs(run.final[0] - (1 - 0.1 * 4 / root)) < 1e-15)
  }

  @Test func adamsFirstStepIsTheLearningRate() {
    let run = Descent(.defaultAdam, learningRate: 0.003).descend(
      loss, from: [1, -1], iterations: 1, record: .last(1))
    #expect(abs(run.final[0] - 0.997) < 1e-10 && abs(run.final[1] + 0.997) < 1e-10)
  }

  @Test func zeroStaysAtZeroExceptUnderMomentum() {
    for method in [DescentMethod.vanilla, .paperRMSProp, .defaultAdam] {
      let run = Descent(method, learningRate: 0.1).descend(
        loss, from: [0, 0], iterations: 5, record: .last(1))
      #expect(run.final == [0, 0])
    }
  }

  @Test func schedulesKeepWhatTheySay() {
    let start = [1.0, 1.0]
    let descent = Descent(learningRate: 0.01)
    let every = descent.descend(loss, from: start, iterations: 7, record: .every(3)) { n, _ in n }
    #expect(every.observations == [0, 3, 6, 7])
    let last = descent.descend(loss, from: start, iterations: 7, record: .last(2)) { n, _ in n }
    #expect(last.observations == [6, 7])
    let chosen = descent.descend(loss, from: start, iterations: 7, record: .at([0, 5])) { n, _ in n
    }
    #expect(chosen.observations == [0, 5])
  }

  @Test func methodsRoundTripThroughJSON() throws {
    let descent = Descent(.rmsProp(decay: 0.9, epsilon: 1e-8, form: .framework), learningRate: 0.1)
    let data = try JSONEncoder().encode(descent)
    #expect(try JSONDecoder().decode(Descent.self, from: data) == descent)
  }
}
