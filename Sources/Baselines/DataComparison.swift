/// What was found out about the numbers and texts of one output.
public struct DataComparison: Sendable, Codable, Equatable {
  /// What changed in one curve of a figure.
  public struct Series: Sendable, Codable, Equatable {
    public let name: String
    public let count: Int
    /// The largest relative difference of two numbers; nil where none are.
    public let largest: Double?
  }

  public let level: Level
  /// Beyond their tolerances: texts, rows and columns first, then numbers from the largest relative
  /// difference down; at most `listed` of them.
  public let changes: [DataChange]
  public let changeCount: Int
  /// All changes that belong to a curve, by curves, the one with the most first.
  public let series: [Series]

  public static let listed = 500

  /// Of data that were not made.
  public static let missing = DataComparison(level: .missing)

  /// The number that changed most, relative to its size; nil where none did.
  public var largest: DataChange? { changes.first { $0.relative != nil } }

  package init(level: Level, changes: [DataChange] = []) {
    self.level = level
    changeCount = changes.count
    let ordered = changes.enumerated().sorted { a, b in
      let (x, y) = (a.element.relative ?? .infinity, b.element.relative ?? .infinity)
      return x == y ? a.offset < b.offset : x > y
    }
    self.changes = ordered.prefix(Self.listed).map(\.element)
    series = Dictionary(grouping: changes.filter { $0.series != nil }) { $0.series ?? "" }
      .map { name, changes in
        Series(name: name, count: changes.count, largest: changes.compactMap(\.relative).max())
      }
      .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
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
