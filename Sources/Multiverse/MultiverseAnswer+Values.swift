import Reports

extension MultiverseAnswer {
  /// Its counts by their names in results.json, which baselines hold: `multiverse.F1.a.reproduced` and the like.
  public var values: ReportValues {
    let name = "multiverse.\(claim)"
    var values = ReportValues()
    values.set("\(name).universes", Double(universes.count))
    values.set("\(name).universesInAll", Double(total))
    for verdict in Verdict.allCases where verdict != .notTested {
      values.set("\(name).\(verdict.rawValue)", Double(counts[verdict.rawValue] ?? 0))
    }
    let fields = decisions.map { "\($0.target.split(separator: ":").last ?? "")" }
    for (place, decision) in decisions.enumerated() {
      // Two decisions on one field of different runs are told apart by their places.
      let isAlone = fields.count { $0 == fields[place] } == 1
      let field = isAlone ? fields[place] : "\(fields[place])\(place + 1)"
      values.set("\(name).\(field).pairs", Double(decision.pairs))
      values.set("\(name).\(field).flips", Double(decision.flips))
    }
    return values
  }
}
