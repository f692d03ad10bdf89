import ChapterKit
import Experiments
import Reports

/// F1 at other learning rates, and what that says about our choices.
enum ConvexTables {
  static func learningRates(_ results: RegressionResults) -> ReportTable {
    let text = ConvexClaims.text
    return ReportTable(
      id: "table-f1-rates",
      columns: [
        "alpha L", "first k above 1", "seeds above 1", "runs with a rising loss",
        "peak infinity norm",
        "peak Euclidean norm / start"
      ],
      rows: results.rates.map { factor, outcome in
        let runs = outcome.runs
        let first = runs.compactMap { $0.firstIterationAboveOne.map(Double.init) }
        return [
          text(factor), first.isEmpty ? "–" : text(Statistics.median(first)),
          Share(first.count, of: runs.count).cell,
          Share(runs.count { $0.rises > 0 }, of: runs.count).cell,
          text(Statistics.median(runs.map(\.peakMaximumNorm))),
          text(Statistics.median(runs.map(\.peakEuclideanRatio)))
        ]
      },
      experiments: [RegressionExperiment.name(.relu)]
        + RegressionExperiment.otherRates.map { RegressionExperiment.name(rate: $0) },
      settings:
        "medians over \(results.relu.runs.count) seeds; shares of the seeds with Wilson's 95 % interval"
    )
  }

  static func choices(
    _ results: RegressionResults, _ specifications: Specifications, _ profile: Profile
  ) throws -> [Choice] {
    let holding = results.rates.filter { _, outcome in
      Share(outcome.runs.count(where: ConvexClaims.leaves), of: outcome.runs.count).verdict
        == .reproduced
    }
    let held = holding.map { ConvexClaims.text($0.factor) }.joined(separator: ", ")
    let all = results.rates.map { ConvexClaims.text($0.factor) }.joined(separator: ", ")
    let latest = results.relu.runs.compactMap(\.firstIterationAboveOne).max()
    let decisions = RegressionExperiment.decisions(for: profile)
    return [
      try Choice(
        "F1", [decisions[0]], specifications,
        effect: "L = 2 (lambda_max(Z^T Z) + l2) per seed. At alpha L = \(all): "
          + (holding.count == results.rates.count
            ? "the observation holds at every rate tried"
            : "the observation holds at alpha L = \(held.isEmpty ? "none" : held) and not at the others")
      ),
      try Choice(
        "F1", [decisions[1]], specifications,
        effect: latest.map {
          "none on the norm's excess over 1, which comes by iteration \($0) in every run that shows it"
        } ?? "no run's norm exceeds 1 within it")
    ]
  }
}
