import Experiments
import Multiverse
import Testing

@Suite struct UniverseOrderTests {
  /// 2 x 4 x 2 x 3 x 2 x 3 = 288 universes.
  static let space = UniverseSpace(
    [2, 4, 2, 3, 2, 3].enumerated().map { index, count in
      UniverseSpaceTests.decision("F:f\(index)", (0..<count).map { "\($0)" })
    }, defaults: [0, 1, 0, 0, 1, 2])

  private static func distance(_ one: [Int], _ other: [Int]) -> Int {
    zip(one, other).count { $0 != $1 }
  }

  /// Pairs that differ in one decision alone, by decision.
  private static func pairs(_ universes: [[Int]]) -> [Int] {
    var counts = Array(repeating: 0, count: 6)
    for (index, one) in universes.enumerated() {
      for other in universes[(index + 1)...] where distance(one, other) == 1 {
        counts[zip(one, other).enumerated().first { $1.0 != $1.1 }!.offset] += 1
      }
    }
    return counts
  }

  /// How unequally the options of a decision are used, at worst.
  private static func imbalance(_ universes: [[Int]]) -> Double {
    space.counts.indices.map { decision in
      let counts = (0..<space.counts[decision]).map { option in
        universes.count { $0[decision] == option }
      }
      return Double(counts.max()! - counts.min()!) / Double(universes.count)
    }.max()!
  }

  /// So many of all universes, drawn without replacement.
  private static func drawn(_ count: Int, _ generator: inout SystemRandomNumberGenerator)
    -> [[Int]]
  { Array(space.universes.shuffled(using: &generator).prefix(count)) }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  @Test func eachUniverseComesOnceAndTheDefaultFirst() {
    for space in [Self.space, UniverseSpaceTests.conditional] {
      let order = UniverseOrder(of: space).universes
      #expect(order.first == space.defaults)
      #expect(order.count == space.universes.count && Set(order) == Set(space.universes))
    }
  }

  @Test func moreOnlyAdds() {
    let all = UniverseOrder(of: Self.space).universes
    for count in [1, 2, 6, 7, 8, 50, 287, 288, 1000] {
      #expect(UniverseOrder(of: Self.space, count: count).universes == Array(all.prefix(count)))
    }
  }

  /// The first block is the table of one setting at a time.
  @Test func theDefaultsNeighborsFollowIt() {
    let first = UniverseOrder(of: Self.space, count: 7).universes.dropFirst()
    let changed = first.map { universe in
      (0..<6).filter { universe[$0] != Self.space.defaults[$0] }
    }
    #expect(changed == (0..<6).map { [$0] })
  }

  /// Held against the median of 200 random samples of the same size: far more pairs for each decision's flip rate, options
  /// used more evenly, and centers further apart.
  @Test(arguments: [35, 70, 140])
  func aSampleIsFairerThanARandomOne(count: Int) {
    let order = UniverseOrder(of: Self.space, count: count)
    var generator = SystemRandomNumberGenerator()
    let samples = (0..<200).map { _ in Self.drawn(count, &generator) }
    let fewest = Double(Self.pairs(order.universes).min()!)
    #expect(fewest > Self.median(samples.map { Double(Self.pairs($0).min()!) }))
    #expect(
      Self.imbalance(order.universes) <= Self.median(samples.map { Self.imbalance($0) }))
    func apart(_ universes: [[Int]]) -> Double {
      let nearest = universes.indices.map { index in
        universes.indices.filter { $0 != index }.map {
          Self.distance(universes[index], universes[$0])
        }.min()!
      }
      return Double(nearest.reduce(0, +)) / Double(nearest.count)
    }
    let centers = order.centers.map { order.universes[$0] }
    let drawn = samples.map { apart(Array($0.prefix(centers.count))) }
    #expect(apart(centers) > Self.median(drawn))
  }
}
