import Experiments
import Multiverse
import Reports
import Support

extension Explanation {
  /// Of a claim: its open decisions with their options, the universes that they make, and what became of them; nil where
  /// no claim of that name has open decisions.
  init?(ofClaim name: String, in pipeline: ReportPipeline, _ reader: RunStatusReader) throws {
    guard
      let share = try pipeline.ownMultiverse().shares.first(where: {
        $0.family.claims.contains(name)
      })
    else { return nil }
    let family = share.family
    let answer = MultiverseFile(of: pipeline.workspace).answers[name]
    let left = try pipeline.store.lookUp(share.runs.map(\.key), checksFiles: false)
      .count { !$0.isFinished }
    let count = family.space.universes.count
    var universes = Explanation(
      kind: "multiverse", name: Wording.count(count, "universe"), state: left == 0 ? .fresh : .new,
      why: "\(share.universes.count) in the report, \(Wording.count(left, "run")) to do")
    universes.children = family.decisions.enumerated().map { place, decision in
      let known = answer?.decisions.first { $0.target == decision.target }
      return Explanation(
        kind: "decision", name: decision.target, state: .fresh,
        why: "the \(decision.title)"
          + (known.map { "; flips the verdict in \($0.flips) of \($0.pairs) pairs" } ?? ""),
        children: decision.options.enumerated().map { index, option in
          let marks =
            (index == family.space.defaults[place] ? ["ours"] : [])
            + (option.isPapers ? ["the paper's"] : [])
          return Explanation(
            kind: "option", name: option.value, state: .fresh,
            why: (marks + [option.reason]).joined(separator: "; "))
        })
    }
    let runs = try Set(
      family.decisions.flatMap {
        try Variation.names($0.target, among: pipeline.runs)
      }
    ).sorted().map { try Explanation(ofRun: $0, reader) }
    let isFresh = universes.state == .fresh && runs.allSatisfy { $0.state == .fresh }
    self.init(
      kind: "claim", name: name, state: isFresh ? .fresh : .stale, why: answer?.sentence,
      children: [universes] + runs)
  }
}
