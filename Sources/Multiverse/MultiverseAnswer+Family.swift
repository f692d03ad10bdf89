import Reports

extension MultiverseAnswer {
  /// What `universes` of a family say of one of its claims.
  ///
  /// - Parameters:
  ///   - universes: In the order in which they are made, the default first.
  ///   - command: What makes a universe's report once its settings follow.
  public init(
    about claim: String, effect: ClaimEffect, in family: ClaimFamily, universes: [JudgedUniverse],
    command: String
  ) {
    let space = family.space
    let rates = family.decisions.indices.map {
      FlipRate(of: $0, on: claim, among: universes, in: space)
    }
    let ranking = rates.indices.sorted { one, other in
      let (a, b) = (rates[one], rates[other])
      if a.rate != b.rate { return a.rate ?? -1 > b.rate ?? -1 }
      if a.medianChange != b.medianChange { return a.medianChange ?? -1 > b.medianChange ?? -1 }
      return one < other
    }
    let decisions = zip(family.decisions, rates).enumerated().map { index, pair in
      let (decision, rate) = pair
      return Decision(
        target: decision.target, title: decision.title,
        options: decision.options.enumerated().map { place, option in
          Option(
            value: option.value, words: option.words, reason: option.reason,
            isOurs: place == space.defaults[index], isPapers: option.isPapers)
        },
        pairs: rate.pairs, flips: rate.flips, turns: rate.turns, medianChange: rate.medianChange)
    }
    self.init(
      claim: claim, effect: effect, decisions: decisions, ranking: ranking,
      universes: universes.map { universe in
        Universe(
          options: universe.options.enumerated().map { index, option in
            space.isOpen(index, in: universe.options) ? option : nil
          },
          verdict: universe.verdicts[claim], effect: universe.effects[claim],
          isOurs: universe.options == space.defaults,
          isPapers: Self.isPapers(universe.options, decisions),
          settings: family.chapterChanges(of: universe.options), failure: universe.failure)
      },
      total: space.universes.count,
      sentence: Self.sentence(
        on: claim, universes, total: space.universes.count,
        flips: ranking.map { (decisions[$0].title, rates[$0]) }),
      command: command)
  }

  /// Whether the paper's text supports every option of which it supports any.
  private static func isPapers(_ universe: [Int], _ decisions: [Decision]) -> Bool {
    let supported = decisions.indices.filter { decisions[$0].options.contains(where: \.isPapers) }
    return !supported.isEmpty
      && supported.allSatisfy { decisions[$0].options[universe[$0]].isPapers }
  }

  /// Counts with their denominators, and how often each decision flips the verdict.
  static func sentence(
    on claim: String, _ universes: [JudgedUniverse], total: Int, flips: [(title: String, FlipRate)]
  ) -> String {
    let verdicts = universes.compactMap { $0.verdicts[claim] }
    let failed = universes.count - verdicts.count
    let counts = Verdict.allCases.compactMap { verdict -> String? in
      let count = verdicts.count { $0 == verdict }
      let isAsked = verdict == .reproduced || verdict == .contradicted
      guard count > 0 || isAsked else { return nil }
      return "\(verdict.words) in \(count == 0 ? "none" : "\(count)")"
    }
    var parts = counts
    parts[0] += " of \(universes.count) universes"
    var text = parts.joined(separator: ", ") + "."
    if universes.count < total { text += " Of \(total) universes in all these were made." }
    if failed > 0 {
      text +=
        failed == 1
        ? " 1 has no verdict, as a run failed in it."
        : " \(failed) have no verdict, as a run failed in them."
    }
    let asked = flips.filter { $0.1.pairs > 0 }
    guard !asked.isEmpty else { return text }
    let flipping = asked.filter { $0.1.flips > 0 }
    guard let (title, first) = flipping.first else {
      let pairs = asked.reduce(0) { $0 + $1.1.pairs }
      return text + " No decision flips it in any of the \(pairs) pairs that differ in one alone."
    }
    func share(_ rate: FlipRate) -> String {
      "\(percent(rate.rate ?? 0)) (\(rate.flips) of \(rate.pairs))"
    }
    text +=
      " The choice of \(title) flips it in \(share(first)) of the pairs that differ in it alone"
    text += flipping.dropFirst().map { ", that of \($0.title) in \(share($0.1))" }.joined()
    let still = asked.filter { $0.1.flips == 0 }.map { "that of \($0.title)" }
    if !still.isEmpty { text += ", \(still.joined(separator: " and ")) in none" }
    return text + "."
  }

  private static func percent(_ share: Double) -> String {
    let whole = Int((100 * share).rounded())
    if whole == 0, share > 0 { return "under 1 %" }
    return whole == 100 && share < 1 ? "over 99 %" : "\(whole) %"
  }
}
