/// What was found out about the numbers and texts of one output.
public struct DataComparison: Sendable, Codable, Equatable {
  public let level: Level
  /// Beyond their tolerances: texts, rows and columns first, then numbers from the largest relative
  /// difference down; at most `listed` of them.
  public let changes: [DataChange]
  public let changeCount: Int

  public static let listed = 500

  /// Of data that were not made.
  public static let missing = DataComparison(level: .missing)

  package init(level: Level, changes: [DataChange] = []) {
    self.level = level
    changeCount = changes.count
    let ordered = changes.enumerated().sorted { a, b in
      let (x, y) = (a.element.relative ?? .infinity, b.element.relative ?? .infinity)
      return x == y ? a.offset < b.offset : x > y
    }
    self.changes = ordered.prefix(Self.listed).map(\.element)
  }
}

/// How one side of an output, its data or its picture, stands to the baseline.
public enum Level: String, Sendable, Codable {
  case same
  /// Not the same, but as near as a stated tolerance admits.
  case withinTolerance
  case changed
  /// A baseline exists, the file does not.
  case missing
  /// The file exists, a baseline does not.
  case extra
}
