import Experiments
import Reports

extension MultiverseAnswer {
  /// Its counts by their names in results.json, which baselines hold: `multiverse.F1.a.reproduced` and the like.
  ///
  /// - Parameter experiments: The runs of the claim as declared.
  public func values(experiments: [String]) -> ReportValues {
    let name = "multiverse.\(claim)"
    var values = ReportValues()
    values.set("\(name).universes", Double(universes.count), from: experiments)
    values.set("\(name).universesInAll", Double(total), from: experiments)
    for verdict in Verdict.allCases where verdict != .notTested {
      values.set(
        "\(name).\(verdict.rawValue)", Double(counts[verdict.rawValue] ?? 0), from: experiments)
    }
    let names = Experiments.Decision.names(ofTargets: decisions.map(\.target))
    for (field, decision) in zip(names, decisions) {
      values.set("\(name).\(field).pairs", Double(decision.pairs), from: experiments)
      values.set("\(name).\(field).flips", Double(decision.flips), from: experiments)
    }
    return values
  }
}
