import ChapterKit
import Experiments
import Foundation
import Multiverse
import Reports
import Support

extension ReportPipeline {
  /// The families of the claims called `ids`, or of all claims with open decisions; none for a variation. Where no
  /// network is trained, those alone whose declared runs are all there.
  ///
  /// - Throws: A usage failure for a claim without decisions, with the closest name, or what a decision lacks.
  package func families(_ ids: [String] = []) throws -> [ClaimFamily] {
    guard workspace.variation.isEmpty else { return [] }
    let all = try chapters.flatMap { chapter in
      try ClaimFamily.all(
        of: chapter, for: setting, experiments: experiments[chapter.name] ?? [], code: store.code)
    }.filter { $0.targets.isDisjoint(with: absent) }
    let known = all.flatMap(\.claims)
    for id in ids where !known.contains(id) {
      throw CommandFailure(Spelling.unknown("Claim", id, among: known.sorted()), status: .usage)
    }
    return ids.isEmpty ? all : all.filter { family in family.claims.contains(where: ids.contains) }
  }

  /// As many universes of `families` as can be made in `seconds` with this workspace's threads, beside those that have
  /// records; all of them where `seconds` is nil.
  package func multiverse(of families: [ClaimFamily], seconds: Double?) throws -> MultiversePlan {
    let times = RunTimes(store)
    return try MultiversePlan(
      families, coreSeconds: seconds.map { $0 * Double(workspace.threads) } ?? .infinity
    ) { try times.seconds(of: $0, $1) }
  }

  /// All runs of `plan`, those of the declared universe included.
  package func wanted(by plan: MultiversePlan) -> [Experiment] {
    runs + plan.shares.flatMap { $0.runs.map(\.run) }
  }

  /// The universes that every report of this profile has.
  package func ownMultiverse() throws -> MultiversePlan {
    try MultiversePlan(ownOf: families(), profile: workspace.profile)
  }

  /// The universes of the report, judged: its own, and those that were made beyond them.
  func judgedMultiverse() throws -> [JudgedFamily] {
    let families = try families()
    guard !families.isEmpty else { return [] }
    let file = MultiverseFile(of: workspace)
    let keys = try RunKey.keys(of: runs, code: store.code)
    let memory = JudgementMemory(
      self,
      [workspace.label, setting.dataset.sha256] + absent.sorted()
        + keys.map { "\($0.key) \($0.value)" }.sorted()
        + file.made.map { "\($0.key) \($0.value)" }.sorted()
        + file.failures.map { "\($0.key) \($0.value)" }.sorted())
    if let kept = try memory?.families(families, in: store) { return kept }
    var plan = try ownMultiverse()
    try plan.add(file.made) { family, universe in
      let own = try family.runs(of: universe).own.map(\.key)
        .filter { file.failures[$0.description] == nil }
      return try store.lookUp(own, checksFiles: false).allSatisfy(\.isFinished)
    }
    let judged = try judge(plan, isOwn: true)
    try memory?.keep(judged)
    return judged
  }

  /// Makes the runs of `plan` that have no record, beside those that are declared, lets the chapters judge each universe
  /// by their own rules, and writes ``MultiverseFile``.
  ///
  /// - Parameter isOwn: Whether these are the report's own, which the next report has in any case.
  /// - Throws: What stops runs, and what the chapters throw. A run that fails leaves its universes without a verdict.
  package func judge(_ plan: MultiversePlan, isOwn: Bool = false) throws -> [JudgedFamily] {
    let file = MultiverseFile(of: workspace)
    let failures = try makeRuns(of: plan, without: file.failures)
    let cache = OutcomeCache()
    let judged = try plan.shares.compactMap { share -> JudgedFamily? in
      guard let chapter = chapter(of: share.family) else { return nil }
      try checkInterrupt(before: "all universes")
      let universes = try judge(
        share.universes, of: share.family, by: chapter, failures: failures, cache: cache)
      let made = share.runs.map(\.key.description).filter { failures[$0] == nil }
      return JudgedFamily(family: share.family, universes: universes, keys: made)
    }
    try file.write(
      judged.flatMap(answers).filter(\.hasVerdicts), made: isOwn ? [:] : try beyondOwn(judged),
      failures: failures, profile: workspace.label)
    return judged
  }

  /// How many universes there are of each family that has more than every report's, by its claims.
  private func beyondOwn(_ judged: [JudgedFamily]) throws -> [String: Int] {
    let own = Dictionary(
      try ownMultiverse().shares.map { ($0.family.id, $0.universes.count) }, uniquingKeysWith: max)
    let counts = judged.map { ($0.family.id, $0.universes.count) }
    return Dictionary(counts.filter { $1 > own[$0, default: 0] }, uniquingKeysWith: max)
  }

  /// What a family's universes say of each of its claims.
  package func answers(of judged: JudgedFamily) -> [MultiverseAnswer] {
    guard let chapter = chapter(of: judged.family) else { return [] }
    return judged.family.claims.compactMap { claim in
      chapter.effects[claim].map {
        judged.answer(
          on: claim, effect: $0,
          command: ".build/release/nonsmooth chapter \(chapter.name) \(workspace.commandOptions)")
      }
    }
  }

  /// Adds to `reports` what became of their claims in other universes, with the curves.
  func add(_ judged: [JudgedFamily], to reports: inout [ReportChapter]) {
    for family in judged {
      guard let place = reports.firstIndex(where: { $0.name == family.family.chapter }) else {
        continue
      }
      let answers = answers(of: family)
      settle(&reports[place].report.claims, of: family.family, by: answers)
      for var answer in answers where answer.hasVerdicts {
        let claim = reports[place].report.claims.first { $0.id == answer.claim }
        if let curve = SpecificationCurve(of: answer).figure(experiments: claim?.experiments ?? [])
        {
          answer.figure = curve.figure.id
          reports[place].report.figures.append(curve)
        }
        reports[place].report.values.add(answer.values(experiments: claim?.experiments ?? []))
        reports[place].report.multiverse.append(answer)
      }
    }
  }

  private func chapter(of family: ClaimFamily) -> (any Chapter)? {
    chapters.first { $0.name == family.chapter }
  }

  /// Judges what is claimed about the universes themselves.
  private func settle(
    _ claims: inout [Claim], of family: ClaimFamily, by answers: [MultiverseAnswer]
  ) {
    guard let chapter = chapter(of: family) else { return }
    let byClaim = Dictionary(answers.map { ($0.claim, $0) }) { $1 }
    for index in claims.indices { claims[index] = chapter.settled(claims[index], by: byClaim) }
  }

  /// The claims of a family that are about its universes themselves, with their verdicts.
  package func settled(_ judged: JudgedFamily) throws -> [Claim] {
    guard let chapter = chapter(of: judged.family) else { return [] }
    let answers = answers(of: judged)
    let open = Set(answers.filter { !$0.hasVerdicts }.map(\.claim))
    guard !open.isEmpty else { return [] }
    let results = try StoredResults(store: store, experiments: experiments[chapter.name] ?? [])
    var claims = try chapter.claims(open, from: results, for: setting)
    settle(&claims, of: judged.family, by: answers)
    return claims
  }

  /// - Parameter known: Runs that failed before, by their keys.
  /// - Returns: Those and the ones that failed now, with their reasons.
  private func makeRuns(
    of plan: MultiversePlan, without known: [String: String]
  ) throws -> [String: String] {
    let added = plan.shares.flatMap(\.runs).filter { known[$0.key.description] == nil }
    guard !added.isEmpty else { return known }
    var summary = try scheduler.run(
      added.map(\.run) + plan.shares.flatMap(\.awaited), only: Set(added.map(\.run.name)))
    let keys = Dictionary(added.map { ($0.run.name, $0.key.description) }) { $1 }
    let failed = summary.failures.compactMap { failure in
      keys[failure.name].map { ($0, failure.message) }
    }
    summary.failures = []
    try summary.requireAll()
    return known.merging(failed) { $1 }
  }

  /// The verdicts of a chapter's own rules on a family's claims in each universe.
  private func judge(
    _ universes: [[Int]], of family: ClaimFamily, by chapter: any Chapter,
    failures: [String: String], cache: OutcomeCache
  ) throws -> [JudgedUniverse] {
    let (setting, store, ids, effects) = (setting, store, Set(family.claims), chapter.effects)
    return try universes.parallelMap(threads: workspace.threads) { universe in
      Result { () throws -> JudgedUniverse in
        let runs = try family.runs(of: universe)
        if let reason = runs.own.lazy.compactMap({ failures[$0.key.description] }).first {
          return JudgedUniverse(options: universe, failure: reason)
        }
        let results = SharedResults(
          store: store, experiments: runs.experiments, keys: runs.keys, cache: cache,
          absent: absent)
        let claims = try chapter.claims(ids, from: results, for: setting)
        let numbers = ids.compactMap { id -> (String, Double)? in
          guard let effect = effects[id],
            let number = claims.first(where: { $0.id == effect.claim ?? id })?
              .evidence[effect.evidence]
          else { return nil }
          return (id, number)
        }
        return JudgedUniverse(
          options: universe, verdicts: Dictionary(claims.map { ($0.id, $0.verdict) }) { $1 },
          effects: Dictionary(numbers.filter(\.1.isFinite)) { $1 })
      }
    }.map { try $0.get() }
  }
}
