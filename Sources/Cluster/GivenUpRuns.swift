/// Runs that were given up for one and the same reason, which is told once.
public struct GivenUpRuns: Sendable, Equatable {
  public var names: [String]
  /// The sentence of one run, without its beginning `Run '<name>': `.
  public var reason: String

  public init(names: [String], reason: String) { (self.names, self.reason) = (names, reason) }

  /// Groups in the order of their first runs.
  public static func group(_ runs: [(name: String, message: String)]) -> [GivenUpRuns] {
    var groups: [GivenUpRuns] = []
    var places: [String: Int] = [:]
    for (name, message) in runs {
      let beginning = "Run '\(name)': "
      let reason =
        message.hasPrefix(beginning) ? String(message.dropFirst(beginning.count)) : message
      if let place = places[reason] {
        groups[place].names.append(name)
      } else {
        places[reason] = groups.count
        groups.append(GivenUpRuns(names: [name], reason: reason))
      }
    }
    return groups
  }

  /// All of a few names, or the first ones and how many more there are.
  public var subject: String {
    let shown = names.count > 4 ? 3 : names.count
    let rest = names.count - shown
    return names.prefix(shown).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}
