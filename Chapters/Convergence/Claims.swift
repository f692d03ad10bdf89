import ChapterKit
import Experiments
import Reports
import Support

/// Claim 3.2 with its rule, and what the claims on convex runs share.
enum ConvexClaims {
  /// 3.2: how far a fitted exponent may be from that of the theorem; both laws have terms of lower order over a
  /// finite range of e.
  static let exponentTolerance = 0.15

  /// Three significant digits, for text.
  static func text(_ value: Double) -> String { Wording.short(value) }

  static func rates(_ rates: RateResults) -> Claim {
    let huber = rates.slope(.huber)
    let maxFunction = rates.slope(.maxFunction)
    let withinBounds = rates.keepBounds
    var evidence = ["withinTextbookBounds": withinBounds ? 1.0 : 0]
    for family in RateSpecification.Family.allCases {
      evidence["slope.\(family.rawValue)"] = rates.slope(family)
    }
    let fits =
      if let huber, let maxFunction {
        abs(huber - 1) <= exponentTolerance && abs(maxFunction - 2) <= exponentTolerance
      } else { false }
    func exponent(_ slope: Double?) -> String {
      slope.map { DecimalText.fixed($0, 2) } ?? "none"
    }
    let own =
      rates.slope(.relu).map {
        " They bound the worst case: on the loss of the paper's Figure 1 the count grows with the exponent "
          + DecimalText.fixed($0, 2) + " over the errors tried."
      } ?? ""
    return Claim(
      id: "3.2", place: "Section 3",
      statement: """
        To come within delta of the minimum, gradient descent on L-smooth convex functions needs O(1/delta) steps, \
        the subgradient method on Lipschitz convex functions O(1/delta^2).
        """,
      paperValue: "exponents 1 and 2",
      ourValue: "exponents \(exponent(huber)) and \(exponent(maxFunction))",
      rule: """
        Reproduced when on the worst-case families the fitted exponents of 1/delta lie within \(text(exponentTolerance)) of 1 and 2 \
        (both laws have terms of lower order over a finite range of e) and every count respects the textbook \
        bounds: at most ceil(1/(4e) - 1/2) and G^2/e^2 steps, and at least as many as theory asks (for \
        gradient descent the same number, for the max-function in n dimensions n).
        """,
      evidence: evidence, verdict: fits && withinBounds ? .reproduced : .notReproduced,
      reason: fits && withinBounds
        ? """
        Both are theorems, for a constant step that is chosen for e and, with the subgradient method, for the \
        best iterate; the families show that neither exponent can be lower.\(own)
        """
        : """
        Both are theorems, but the runs do not show them: \(fits ? "the exponents fit" : "an exponent is off") \
        and \(withinBounds ? "all counts keep" : "some count breaks") the bounds.\(own)
        """)
  }
}
