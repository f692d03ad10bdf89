import Experiments

/// All ways to decide a list of decisions: each universe has one option of every decision.
///
/// Where a decision's condition is not met, there is nothing to decide, and its option is the default one, so that no
/// universe is counted twice.
public struct UniverseSpace: Sendable {
  /// A decision that another one must allow.
  private struct Condition: Sendable {
    var other: Int
    var allowed: Set<Int>
  }

  /// The number of each decision's options.
  public let counts: [Int]
  public let defaults: [Int]
  private let conditions: [Condition?]
  /// Every universe once, in the order of their options, the last decision's changing first.
  public let universes: [[Int]]
  private let places: [[Int]: Int]

  /// More than this are not enumerated.
  public static let most = 50_000

  /// - Parameter defaults: By decision, the option that the declared experiments have.
  public init(_ decisions: [Decision], defaults: [Int]) {
    counts = decisions.map(\.options.count)
    self.defaults = defaults
    conditions = decisions.map { decision in
      guard let condition = decision.condition else { return nil }
      guard let other = decisions.firstIndex(where: { $0.target == condition.target }) else {
        preconditionFailure(
          "Decision '\(decision.target)': only if '\(condition.target)', expected another decision on the same "
            + "claims.")
      }
      return Condition(
        other: other,
        allowed: Set(
          decisions[other].options.indices.filter {
            condition.values.contains(decisions[other].options[$0].value)
          }))
    }
    let size = counts.reduce(1, *)
    precondition(
      size <= Self.most,
      "Decisions '\(decisions.map(\.field).joined(separator: ", "))': \(size) universes, expected at most \(Self.most)."
    )
    var found: [[Int]] = []
    for number in 0..<size {
      var rest = number
      var options = Array(repeating: 0, count: counts.count)
      for index in counts.indices.reversed() {
        options[index] = rest % counts[index]
        rest /= counts[index]
      }
      if Self.canonical(options, conditions, defaults) == options { found.append(options) }
    }
    universes = found
    places = Dictionary(uniqueKeysWithValues: found.enumerated().map { ($1, $0) })
  }

  /// Where a universe stands in `universes`.
  public func place(of universe: [Int]) -> Int? { places[universe] }

  /// Whether a decision is to be made in a universe.
  public func isOpen(_ decision: Int, in universe: [Int]) -> Bool {
    conditions[decision].map { $0.allowed.contains(universe[$0.other]) } ?? true
  }

  /// The universe with another option for one decision, and what that leaves nothing to decide of at its default.
  public func universe(_ universe: [Int], deciding decision: Int, as option: Int) -> [Int] {
    var changed = universe
    changed[decision] = option
    return Self.canonical(changed, conditions, defaults)
  }

  /// A universe without one decision and without those that are open only as that one is decided: what universes have
  /// in common that can differ in it alone.
  func rest(of universe: [Int], without decision: Int) -> [Int] {
    var rest = universe
    rest[decision] = -1
    for (index, condition) in conditions.enumerated() where condition?.other == decision {
      rest[index] = -1
    }
    return rest
  }

  /// Whether two universes differ in one decision alone, among those that are open in both.
  public func differ(_ one: [Int], _ other: [Int], inNoneBut decision: Int) -> Bool {
    guard one[decision] != other[decision] else { return false }
    return counts.indices.allSatisfy { index in
      index == decision || one[index] == other[index]
        || !(isOpen(index, in: one) && isOpen(index, in: other))
    }
  }

  /// How many decisions two universes differ in.
  static func distance(_ one: [Int], _ other: [Int]) -> Int {
    zip(one, other).count { $0 != $1 }
  }

  private static func canonical(
    _ universe: [Int], _ conditions: [Condition?], _ defaults: [Int]
  ) -> [Int] {
    var universe = universe
    for (index, condition) in conditions.enumerated() {
      if let condition, !condition.allowed.contains(universe[condition.other]) {
        universe[index] = defaults[index]
      }
    }
    return universe
  }
}
