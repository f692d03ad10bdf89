import ChapterKit
import Experiments
import Reports

/// What Figure 1 shows, and what follows from it.
extension ConvexClaims {
  /// Whether the run starts below 1, exceeds 1, and has a loss that never rises.
  static func leaves(_ run: RegressionOutcome.Run) -> Bool {
    run.initialMaximumNorm < 1 && run.firstIterationAboveOne != nil && run.rises == 0
  }

  /// Whether the norm rises and later falls, by more than rounding.
  private static func risesAndFalls(_ run: RegressionOutcome.Run) -> Bool {
    let norms = run.maximumNorms
    guard let start = norms.first, let peak = norms.max(), let place = norms.firstIndex(of: peak),
      let least = norms[place...].min()
    else { return false }
    let rounding = RegressionExperiment.rounding * peak
    return peak > start + rounding && least < peak - rounding
  }

  static func figureOne(_ outcomes: RegressionResults) -> [Claim] {
    func share(_ outcome: RegressionOutcome, _ test: (RegressionOutcome.Run) -> Bool) -> Share {
      Share(outcome.runs.count(where: test), of: outcome.runs.count)
    }
    let observed = share(outcomes.relu, leaves)
    let turning = share(outcomes.relu, risesAndFalls)
    let rising = share(outcomes.relu) { $0.peakMaximumNorm > $0.initialMaximumNorm }
    let controls = [share(outcomes.softplus, leaves), share(outcomes.leastSquares, leaves)]
    let euclidean = share(outcomes.relu) { $0.peakEuclideanRatio > 1 }
    let smooth = Share.verdict(of: controls)
    let verdict: Verdict =
      switch (observed.verdict, smooth) {
      case (.reproduced, .reproduced): .contradicted
      case (.reproduced, .notReproduced): .reproduced
      case (.notReproduced, _): .notReproduced
      default: .undecided
      }
    var evidence = controls[0].evidence("softplus")
    for other in [
      controls[1].evidence("leastSquares"), euclidean.evidence("euclideanNormGrows")
    ] {
      for (name, value) in other { evidence[name] = value }
    }
    return [
      Claim(
        id: "F1.a", place: "Figure 1",
        statement:
          "On eq. 3 the loss falls monotonically while the infinity norm of beta_k, below 1 at the start, comes to "
          + "exceed 1.",
        paperValue: "shown for one run", ourValue: observed.words,
        rule:
          "The share of seeds that start below 1, exceed 1 and have a loss that never rises by more than "
          + "\(RegressionExperiment.rounding) of itself, which is rounding. " + Share.rule,
        evidence: observed.evidence("share"), verdict: observed.verdict,
        reason:
          "Of \(outcomes.setting.columns) coordinates some start close to 1, and a step need only move one of those "
          + "outwards.",
        wouldDecide: Share.wouldDecide),
      Claim(
        id: "F1.b", place: "Figure 1, caption",
        statement: "The course of the norm is not monotone.",
        paperValue: "shown for one run", ourValue: turning.words,
        rule:
          "The share of seeds in which the infinity norm comes to exceed its start and later falls. "
          + Share.rule,
        evidence: turning.evidence("share"), verdict: turning.verdict,
        reason:
          "The norm comes to exceed its start in \(rising.count) of \(rising.total) seeds, and after its peak it "
          + "falls in \(turning.count) of these.",
        wouldDecide: Share.wouldDecide),
      Claim(
        id: "F1.c", place: "Section 3",
        statement: "Hence the dynamics of NDGM differ from those of gradient descent.",
        paperValue: "",
        ourValue:
          "softplus does the same in \(controls[0].words), least squares in \(controls[1].words)",
        rule:
          "What F1.a observes is sought in the same seeds, at the same rule for the learning rate, on two smooth losses. "
          + "Contradicted when F1.a is reproduced and both show it in a share whose interval lies above "
          + "\(text(100 * Share.typical)) %, reproduced when F1.a is and the interval of one of them lies below, not "
          + "reproduced when F1.a is not, undecided otherwise.",
        evidence: evidence,
        verdict: verdict,
        reason: verdict == .contradicted
          ? "The observation is there, the conclusion does not follow: gradient descent on both smooth losses does the "
            + "same. The ball is measured in the infinity norm, in which gradient descent need not approach a minimizer; in "
            + "the Euclidean norm \(euclidean.count) of \(euclidean.total) runs get further from it than they started."
          : "F1.a is \(observed.verdict.words), and of the smooth controls softplus shows it in \(controls[0].words) and "
            + "least squares in \(controls[1].words).",
        wouldDecide: Share.wouldDecide)
    ]
  }
}
