/// In which order universes are made, so that any number of them from the first on is a fair sample, and more time only
/// adds to it.
///
/// What is asked of a sample is two things that pull apart: that it covers the space, and that it holds pairs which
/// differ in one decision alone, as flip rates count those. So it grows by blocks, as in the radial designs of
/// sensitivity analysis: a center as far as can be from the centers before it, then for each decision one neighbor that
/// differs from the center in that decision alone. The first center is the default. Of centers equally far the one counts
/// whose options the others have least, then a hash of the seed, so that the order is the same everywhere.
///
/// **Source**: M. D. Morris, Technometrics 33 (1991), for one-at-a-time steps from many points; F. Campolongo, A.
/// Saltelli, J. Cariboni, Comput. Phys. Commun. 182 (2011), for the radial form.
public struct UniverseOrder: Sendable {
  public let universes: [[Int]]
  /// Which of `universes` are centers.
  public let centers: [Int]

  public static let seed: UInt64 = 2401_08426

  /// - Parameter count: How many are wanted; all where there are no more.
  /// - Complexity: centers x universes x decisions.
  public init(of space: UniverseSpace, count: Int = .max, seed: UInt64 = Self.seed) {
    let all = space.universes
    let wanted = min(count, all.count)
    var (order, centers): ([Int], [Int]) = ([], [])
    var isTaken = Array(repeating: false, count: all.count)
    /// Of each universe, to the nearest center.
    var distance = Array(repeating: Int.max, count: all.count)
    var centerUse = space.counts.map { Array(repeating: 0, count: $0) }
    var use = centerUse

    func take(_ place: Int) {
      isTaken[place] = true
      order.append(place)
      for (decision, option) in all[place].enumerated() { use[decision][option] += 1 }
    }
    func commonness(_ place: Int) -> Int {
      all[place].enumerated().reduce(0) { $0 + centerUse[$1.offset][$1.element] }
    }
    /// Smaller comes first.
    func rank(_ place: Int) -> (Int, Int, UInt64) {
      (-distance[place], commonness(place), Self.hash(seed, UInt64(place)))
    }

    while order.count < wanted {
      let center =
        order.isEmpty
        ? space.place(of: space.defaults)!
        : all.indices.filter { !isTaken[$0] }.min { rank($0) < rank($1) }!
      centers.append(order.count)
      take(center)
      for (decision, option) in all[center].enumerated() { centerUse[decision][option] += 1 }
      for place in all.indices {
        distance[place] = min(distance[place], UniverseSpace.distance(all[place], all[center]))
      }
      for decision in space.counts.indices where space.isOpen(decision, in: all[center]) {
        let neighbors = (0..<space.counts[decision]).filter { $0 != all[center][decision] }
          .compactMap { option in
            space.place(of: space.universe(all[center], deciding: decision, as: option))
              .map { (option, $0) }
          }.filter { !isTaken[$0.1] }
        let next = neighbors.min {
          (use[decision][$0.0], Self.hash(seed, UInt64($0.1)))
            < (use[decision][$1.0], Self.hash(seed, UInt64($1.1)))
        }
        if let next { take(next.1) }
      }
    }
    universes = order.prefix(wanted).map { all[$0] }
    self.centers = centers.filter { $0 < wanted }
  }

  /// SplitMix64's finalizer over the seed and a number.
  private static func hash(_ seed: UInt64, _ number: UInt64) -> UInt64 {
    var z = seed &+ (number &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
