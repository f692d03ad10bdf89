import Convex
import Plots
import Reports

/// Findings that rest on several chapters.
enum JointFindings {
  static let all = [
    Finding(
      "false-as-printed", rank: 2, title: "Several statements are false as printed",
      target: "claim-3.1"
    ) { judged in
      let proofs = RuleHistory.groups.filter { $0.blindness == .proof }.flatMap(\.claims)
      let broken = proofs.filter { judged.verdict($0) == .contradicted }
      guard ["3.1", "D.1", "A.6"].allSatisfy(broken.contains) else { return nil }
      return "Of \(proofs.count) claims judged by proof or counter-example, \(broken.count) are "
        + "contradicted; Propositions 3.1 and A.6 and the bound of Appendix D.1 fall to counter-examples in exact fractions."
    },
    Finding(
      "smooth-controls", rank: 3, title: "Figures 1 and 4 do not single out kinks",
      target: "figure-1-controls"
    ) { judged in
      guard judged.verdict("F1.c") == .contradicted, judged.verdict("5.2") == .contradicted,
        let seeds = judged.value("F1.seeds"),
        let softplus = judged.value("F1.softplus.seedsAboveOne"),
        let squares = judged.value("F1.leastSquares.seedsAboveOne")
      else { return nil }
      return
        "Smooth losses leave Figure 1's unit ball as well, softplus in \(Int(softplus)) and least squares in "
        + "\(Int(squares)) of \(Int(seeds)) seeds. The Huber loss of Figure 4 is itself smooth."
    }
  ]
}
