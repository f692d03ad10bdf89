import Convex
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

  /// The largest height at 0 of a line with one of `probedSlopes` that lies nowhere above p(x) = 0 for x > 0,
  /// p(0) = `height`, infinite for x < 0: the line m x + q is too high once q > 0, as at x = q / (2 (|m| + 1)) it
  /// is above 0.
  static func crossing(height: Rational) -> Rational? {
    let tried = [Rational(-1, 1), 0, Rational(1, 2), height].filter { q in
      probedSlopes.contains { m in
        guard q <= height, m <= 0 else { return false }
        return q <= 0 || m * q / (2 * (m.magnitude + 1)) + q <= 0
      }
    }
    return tried.max()
  }

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
    let (jump, level) = (crossing(height: 1), crossing(height: 0))
    let gapsAgree = jump == 0 && level == 0
    return [
      Claim(
        id: "A.1", place: "Proposition A.1",
        statement:
          "For convex p with p(0) finite, the highest crossing q* of the axis by hyperplanes below p equals the lowest point w* "
          + "of its epigraph on the axis, p(0), exactly when p is lower semicontinuous at 0.",
        paperValue: "",
        ourValue: "proved; with p = 0 for x > 0, q* = 0 whatever p(0) is",
        rule:
          "A theorem that the paper cites: reproduced by a proof, with one example on either side in exact fractions.",
        evidence: [
          "semicontinuous.crossing": level?.doubleValue ?? .nan, "semicontinuous.height": 0,
          "jump.crossing": jump?.doubleValue ?? .nan, "jump.height": 1
        ],
        verdict: .reproduced, provided: gapsAgree,
        argument:
          "The highest crossing is the value at 0 of the closure of p, the supremum of the affine functions below it, and "
          + "w* = p(0); the two agree exactly when p is lower semicontinuous at 0. With p(0) = 1 and p = 0 for x > 0 they "
          + "are 0 and 1."),
      Claim(
        id: "A.2", place: "Proposition A.2",
        statement: "At a finite global minimum at 0 of f, q* = w* = f(0).",
        paperValue: "", ourValue: "proved, by the horizontal plane", rule: rule,
        evidence: evidence, verdict: .reproduced, provided: horizontal,
        argument:
          "The horizontal hyperplane at height f(0) lies nowhere above f, so that q* >= f(0); and no affine function "
          + "below f is above f(0) at 0. Convexity is not needed."),
      Claim(
        id: "A.3", place: "Proposition A.3",
        statement:
          "There are supporting hyperplanes at the minimum that are not vertical, and none crosses the axis higher.",
        paperValue: "", ourValue: "proved; the horizontal one always supports", rule: rule,
        evidence: evidence, verdict: .reproduced, provided: horizontal,
        argument:
          "The horizontal hyperplane at height h(c) lies nowhere above h, as h(c) is the minimum; and an "
          + "affine function nowhere above h is at most h(c) at c."),
      Claim(
        id: "A.3.v", place: "Appendix A.2.2, after Proposition A.3",
        statement: "Supporting hyperplanes at the minimum cannot be vertical.", paperValue: "",
        ourValue: "x = 0 supports h(x) = x on [0, infinity)", rule: rule, evidence: evidence,
        verdict: .contradicted, provided: vertical,
        argument:
          "Every point (x, z) of that epigraph has x >= 0, and (0, h(0)) lies on x = 0. The statement "
          + "holds exactly where c is an interior point of the convex hull of the domain"
          + (condition ? ", as all examples confirm." : ".")),
      Claim(
        id: "A.4", place: "Proposition A.4",
        statement: "Every closed proper convex function satisfies these conditions.",
        paperValue: "",
        ourValue: "two counter-examples: x on [0, infinity), and e^x", rule: rule,
        evidence: evidence,
        verdict: .contradicted, provided: vertical,
        argument:
          "x on [0, infinity) is closed, proper and convex and has a vertical support at its minimum. e^x is "
          + "closed, proper and convex too and has no minimum at all: its infimum 0 is not attained, so A.2 "
          + "has nothing to speak of."),
      Claim(
        id: "A.5", place: "Proposition A.5",
        statement: "The same holds at a minimum c other than 0: q* = w* = f(c).",
        paperValue: "",
        ourValue:
          "proved; of the \(examples.count) functions tried all have the horizontal support",
        rule: rule, evidence: evidence, verdict: .reproduced, provided: horizontal,
        argument:
          "Shifting the argument by c moves the epigraph and every hyperplane with it, and changes no height at c."
      ),
      Claim(
        id: "A.6", place: "Proposition A.6",
        statement:
          "For any h with a finite minimum at c, no vertical hyperplane through (c, h(c)) has the epigraph "
          + "of h on one side.",
        paperValue: "", ourValue: "x = 0 has the epigraph of x on [0, infinity) on one side",
        rule: rule, evidence: evidence, verdict: .contradicted, provided: vertical,
        argument:
          "The proof needs points of the epigraph on both sides of c, and gets them at infinite height, where "
          + "the epigraph has none. In finitely many dimensions such a hyperplane exists exactly when c is "
          + "not in the interior of the convex hull of the domain.")
    ]
  }

  static func discrepancyD7(_ examples: [SupportOutcome]) -> Discrepancy {
    Discrepancy(
      id: "D7", kind: .argument,
      paper:
        "The arguments for A.3.v and A.6 use points of the epigraph over arguments where the function is infinite; "
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
