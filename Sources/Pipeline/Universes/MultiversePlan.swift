import ChapterKit
import Experiments
import Multiverse
import Support

/// Which universes of each family of claims are made: as many as a budget has room for, from the first of each family's
/// order on.
///
/// Families take turns, the one that has had the least time first, so that a family of long runs does not starve the
/// others. A family whose next universe does not fit gets no more. A larger budget only adds.
package struct MultiversePlan {
  package struct Share {
    package let family: ClaimFamily
    /// From the first of the family's order on.
    package fileprivate(set) var universes: [[Int]] = []
    /// What its universes add to the declared runs and to those of other families.
    package fileprivate(set) var runs: [(run: Experiment, key: RunKey)] = []
    /// Declared runs that those wait for.
    fileprivate(set) var awaited: [Experiment] = []
    /// What `runs` should take on one core.
    package fileprivate(set) var seconds = 0.0

    /// One line of a plan.
    package var words: String {
      let total = family.space.universes.count
      return
        "\(family.claims.joined(separator: ", ")): \(universes.count) of \(Wording.count(total, "universe")), "
        + "\(Wording.count(runs.count, "run")) beside the declared ones, \(Wording.duration(seconds)) of one core"
    }
  }

  package private(set) var shares: [Share]

  /// - Parameters:
  ///   - coreSeconds: What all runs may take together, on one core.
  ///   - seconds: What a run that a universe adds takes.
  package init(
    _ families: [ClaimFamily], coreSeconds: Double,
    seconds: (Experiment, RunKey) throws -> Double
  ) throws {
    let orders = families.map { UniverseOrder(of: $0.space).universes }
    shares = families.map { Share(family: $0) }
    var left = coreSeconds
    // What universes share is made once, under the name that it had first.
    var names: [RunKey: String] = [:]
    var open = Set(families.indices)
    while let next = open.min(by: { (shares[$0].seconds, $0) < (shares[$1].seconds, $1) }) {
      let count = shares[next].universes.count
      guard count < orders[next].count else {
        open.remove(next)
        continue
      }
      let universe = orders[next][count]
      let runs = try families[next].runs(of: universe)
      let first = Dictionary(
        uniqueKeysWithValues: runs.own.compactMap { own in
          names[own.key].map { (own.run.name, $0) }
        })
      let added = runs.own.filter { names[$0.key] == nil }.map {
        (run: $0.run.renamed($0.run.name, prerequisites: first), key: $0.key)
      }
      let cost = try added.reduce(0) { $0 + (try seconds($1.run, $1.key)) }
      guard cost <= left else {
        open.remove(next)
        continue
      }
      left -= cost
      for own in added { names[own.key] = own.run.name }
      shares[next].seconds += cost
      shares[next].universes.append(universe)
      shares[next].runs += added
      shares[next].awaited += runs.awaited
    }
  }

  /// The universes that every report has: of each family as many as its own time has room for, by the chapters' guesses.
  /// So they are the same on every machine, and for a chapter made alone. Of trained networks it is the declared one: at
  /// full size a single universe more takes hours, and `multiverse` makes as many as it is given time for.
  init(ownOf families: [ClaimFamily], profile: Profile) throws {
    shares = try families.flatMap { family in
      let allowance = family.trains ? 0 : profile.universeSeconds
      return try MultiversePlan([family], coreSeconds: allowance) { run, _ in run.estimatedSeconds }
        .shares
    }
  }

  /// Adds universes that were made before, beyond those that the budget has room for.
  ///
  /// - Parameter made: How many of each family, by its claims.
  mutating func add(
    _ made: [String: Int], where isThere: (ClaimFamily, [Int]) throws -> Bool
  ) throws {
    for index in shares.indices {
      let share = shares[index]
      guard let count = made[share.family.id], count > share.universes.count else { continue }
      let rest = UniverseOrder(of: share.family.space, count: count).universes
        .dropFirst(share.universes.count)
      shares[index].universes += try rest.filter { try isThere(share.family, $0) }
    }
  }
}

extension Profile {
  /// What the report's own universes of a family may take on one core.
  var universeSeconds: Double {
    switch self {
    case .smoke: 0.35
    case .quick: 16
    case .standard: 600
    case .paper: 120
    }
  }
}
