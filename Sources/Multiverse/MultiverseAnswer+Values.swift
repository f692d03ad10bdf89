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
    let fields = decisions.map { "\($0.target.split(separator: ":").last ?? "")" }
    for (place, decision) in decisions.enumerated() {
      // Two decisions on one field of different runs are told apart by their places.
      let isAlone = fields.count { $0 == fields[place] } == 1
      let field = isAlone ? fields[place] : "\(fields[place])\(place + 1)"
      values.set("\(name).\(field).pairs", Double(decision.pairs), from: experiments)
      values.set("\(name).\(field).flips", Double(decision.flips), from: experiments)
    }
    return values
  }
}
