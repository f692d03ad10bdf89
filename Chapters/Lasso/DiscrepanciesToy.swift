import Convex
import Reports

extension Lasso {
  func toyDiscrepancies() -> [Discrepancy] {
    let exact = ExactCycles()
    let sum = exact.maximum(1, 100) + exact.minimum(1, 100)
    let parity = ExactToy.vanilla(
      from: [Rational(1, 2), Rational(3, 2)], learningRate: 1, strength: 1, steps: 10)
    let eta = Rational(9, 10)
    let scaled = (1 - eta) / (1 + eta)
    let plain = 1 / (1 + eta)
    return [
      Discrepancy(
        id: "D5", kind: .argument, paper: "Equation 9: lim ||beta_k||_1 < alpha l1.",
        finding:
          "In each coordinate two successive magnitudes add to alpha l1, so that two successive "
          + "norms add to P alpha l1, \(sum) in the paper's example at \(ExactCycles.first), and the larger is at least half "
          + "of that. The example itself returns to \(exact.maximum(1, 100)) for ever, above its "
          + "alpha l1 = \(ExactCycles.width), and has no limit. The "
          + "Euclidean Lipschitz constant is l1 sqrt(P), and the bound cited is about the best "
          + "iterate.",
        evidence: [
          "T0.recurringNorm": exact.maximum(1, 100).doubleValue,
          "alpha.l1": ExactCycles.width.doubleValue,
          "sumOfSuccessiveNorms": sum.doubleValue
        ]),
      Discrepancy(
        id: "D12", kind: .argument,
        paper: "Proposition 4.1 puts every coordinate above zero at the same parity from some "
          + "iteration on.",
        finding:
          "From beta_0 = (1/2, 3/2) with alpha = l1 = 1 the exact iterates at n = 9 and 10 are "
          + "(\(parity[9][0]), \(parity[9][1])) and (\(parity[10][0]), \(parity[10][1])): from n = 1 on "
          + "the coordinates have opposite signs, and so they have from every beta_0 within 1/2 of this one "
          + "in both coordinates. The parity belongs to the coordinate.",
        evidence: [
          "b10.first": parity[10][0].doubleValue, "b10.second": parity[10][1].doubleValue
        ]),
      Discrepancy(
        id: "D16", kind: .argument,
        paper: "Equation 16 scales the gradient by 1 - eta.",
        finding:
          "The framework's momentum does not, so that at eta = \(eta) it pushes \(1 / (1 - eta)) times as hard: a "
          + "two-cycle {c, c - d} of equation 16 has d = alpha l1 (1 - eta) / (1 + eta), \(scaled) of alpha l1, one of "
          + "the framework's d = alpha l1 / (1 + eta), \(plain).",
        evidence: ["equation16.span": scaled.doubleValue, "framework.span": plain.doubleValue])
    ]
  }
}
