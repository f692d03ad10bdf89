import Reports

extension Duality {
  static func values(_ examples: [SupportOutcome]) -> [String: Double] {
    [
      "A.functions": Double(examples.count),
      "A.verticalSupports": Double(examples.count(where: \.hasVerticalSupport)),
      "A.horizontalSupports": Double(examples.count(where: \.hasHorizontalSupport)),
      "A.obeyingTheInteriorCondition": Double(
        examples.count { $0.hasVerticalSupport != $0.isInterior })
    ]
  }

  private static let rule =
    "A theorem: contradicted when one function that meets its hypotheses breaks its conclusion in exact "
    + "arithmetic; reproduced when a proof is given. No tolerance, as nothing is rounded."
  private static let broken =
    "The exact arithmetic does not show what the proof says of it, so that it needs a look before any verdict."

  static func claims(_ examples: [SupportOutcome]) -> [Claim] {
    // The counter-example is the first function: a vertical support at an attained minimum.
    let vertical = examples.first.map { $0.hasVerticalSupport && $0.hasHorizontalSupport } ?? false
    let horizontal = examples.allSatisfy(\.hasHorizontalSupport)
    let condition = examples.allSatisfy { $0.hasVerticalSupport != $0.isInterior }
    let evidence = [
      "functions": Double(examples.count),
      "withHorizontalSupport": Double(examples.count(where: \.hasHorizontalSupport)),
      "withVerticalSupport": Double(examples.count(where: \.hasVerticalSupport)),
      "obeyingTheInteriorCondition": Double(
        examples.count { $0.hasVerticalSupport != $0.isInterior })
    ]
    let refuted: Verdict = vertical ? .contradicted : .notTested
    return [
      Claim(
        id: "A.2",
        statement:
          "At a finite global minimum of a convex function there are supporting hyperplanes, and none of "
          + "them is higher than the minimum.",
        paperValue: "", ourValue: "proved; the horizontal one always supports", rule: rule,
        evidence: evidence, verdict: horizontal ? .reproduced : .notTested,
        reason: horizontal
          ? "The horizontal hyperplane at height h(c) lies nowhere above h, as h(c) is the minimum; and an "
            + "affine function nowhere above h is at most h(c) at c. Convexity is not needed."
          : broken),
      Claim(
        id: "A.3", statement: "None of these supporting hyperplanes is vertical.", paperValue: "",
        ourValue: "x = 0 supports h(x) = x on [0, infinity)", rule: rule, evidence: evidence,
        verdict: refuted,
        reason: vertical
          ? "Every point (x, z) of that epigraph has x >= 0, and (0, h(0)) lies on x = 0. The statement "
            + "holds exactly where c is an interior point of the convex hull of the domain"
            + (condition ? ", as all examples confirm." : ".")
          : broken),
      Claim(
        id: "A.4",
        statement: "Every closed proper convex function satisfies A.2 and A.3.", paperValue: "",
        ourValue: "two counter-examples: x on [0, infinity), and e^x", rule: rule,
        evidence: evidence,
        verdict: refuted,
        reason: vertical
          ? "x on [0, infinity) is closed, proper and convex and has a vertical support at its minimum. e^x is "
            + "closed, proper and convex too and has no minimum at all: its infimum 0 is not attained, so A.2 "
            + "has nothing to speak of."
          : broken),
      Claim(
        id: "A.6",
        statement:
          "For any h with a finite minimum at c, no vertical hyperplane through (c, h(c)) has the epigraph "
          + "of h on one side.",
        paperValue: "", ourValue: "x = 0 has the epigraph of x on [0, infinity) on one side",
        rule: rule, evidence: evidence, verdict: refuted,
        reason: vertical
          ? "The proof needs points of the epigraph on both sides of c, and gets them at infinite height, where "
            + "the epigraph has none. In finitely many dimensions such a hyperplane exists exactly when c is "
            + "not in the interior of the convex hull of the domain."
          : broken)
    ]
  }

  static func discrepancyD7(_ examples: [SupportOutcome]) -> Discrepancy {
    Discrepancy(
      id: "D7", kind: .argument,
      paper:
        "The proofs of A.3 and A.6 use points of the epigraph over arguments where the function is infinite; "
        + "A.4 applies both to every closed proper convex function.",
      finding:
        "An epigraph holds points of finite height only. h(x) = x for x >= 0, infinite otherwise, has the "
        + "vertical support x = 0 at its minimum. In finitely many dimensions a vertical one exists exactly "
        + "when c is not in the interior of the convex hull of dom h. A.4 fails besides where the "
        + "minimum is not attained, as for e^x.",
      evidence: [
        "counterExample.verticalSupport": (examples.first?.hasVerticalSupport ?? false) ? 1 : 0,
        "counterExample.minimizerIsInterior": (examples.first?.isInterior ?? true) ? 1 : 0,
        "functions": Double(examples.count),
        "functionsObeyingTheCondition": Double(
          examples.count { $0.hasVerticalSupport != $0.isInterior })
      ])
  }
}
