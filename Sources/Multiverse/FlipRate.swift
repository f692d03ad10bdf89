import Reports

/// How often a claim's verdict changes between two universes that differ in one decision alone.
///
///     rate = flips / pairs
///
/// over all such pairs among the universes that have a verdict. Pairs share universes, so that they are no independent
/// draws, and the rate has no interval.
public struct FlipRate: Sendable, Equatable {
  public private(set) var pairs = 0
  /// Pairs with two different verdicts.
  public private(set) var flips = 0
  /// Those of them in which neither verdict is undecided.
  public private(set) var turns = 0
  /// The median over the pairs of how far apart the effects are; nil where no pair has both.
  public private(set) var medianChange: Double?

  /// Between 0 and 1; nil without pairs.
  public var rate: Double? { pairs == 0 ? nil : Double(flips) / Double(pairs) }

  public init(
    of decision: Int, on claim: String, among universes: [JudgedUniverse], in space: UniverseSpace
  ) {
    let judged = universes.filter { $0.verdicts[claim] != nil }
    let groups = Dictionary(grouping: judged) {
      space.rest(of: $0.options, without: decision)
    }
    var changes: [Double] = []
    for group in groups.values {
      for (index, one) in group.enumerated() {
        for other in group[(index + 1)...]
        where space.differ(one.options, other.options, inNoneBut: decision) {
          pairs += 1
          let verdicts = [one.verdicts[claim], other.verdicts[claim]]
          if verdicts[0] != verdicts[1] {
            flips += 1
            if !verdicts.contains(.undecided) { turns += 1 }
          }
          if let before = one.effects[claim], let after = other.effects[claim] {
            changes.append(abs(after - before))
          }
        }
      }
    }
    changes.sort()
    if !changes.isEmpty {
      medianChange = (changes[(changes.count - 1) / 2] + changes[changes.count / 2]) / 2
    }
  }
}
