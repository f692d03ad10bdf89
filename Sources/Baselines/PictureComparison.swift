/// What was found out about the picture of one output.
public struct PictureComparison: Sendable, Codable, Equatable {
  /// What happened within a region, told from which pixels differ from the background.
  public enum Change: String, Sendable, Codable {
    case lost, new, recolored, redrawn

    public var words: String {
      switch self {
      case .lost: "something is gone"
      case .new: "something is new"
      case .recolored: "same shapes, other colors"
      case .redrawn: "redrawn or moved"
      }
    }
  }

  /// A rectangle around pixels that changed. **Units**: pixels.
  public struct Region: Sendable, Codable, Equatable {
    public let x, y, width, height: Int
    public let change: Change

    package init(x: Int, y: Int, width: Int, height: Int, change: Change) {
      (self.x, self.y, self.width, self.height) = (x, y, width, height)
      self.change = change
    }

    /// Whether `other` lies inside, changed in the same way, and so needs no mark of its own.
    func surrounds(_ other: Region) -> Bool {
      change == other.change && x <= other.x && y <= other.y
        && other.x + other.width <= x + width && other.y + other.height <= y + height
    }
  }

  public let level: Level
  /// The worst tile's score, 0 to 1.
  public let score: Double
  public let limit: Double
  /// Of the picture now. **Units**: pixels.
  public let width, height: Int
  /// From the largest down; at most `PictureComparer.listed`.
  public let regions: [Region]
  /// In words; empty where the bytes agree.
  public let detail: String

  package init(
    level: Level, score: Double = 0, limit: Double, width: Int = 0, height: Int = 0,
    regions: [Region] = [], detail: String = ""
  ) {
    (self.level, self.score, self.limit) = (level, score, limit)
    (self.width, self.height, self.regions, self.detail) = (width, height, regions, detail)
  }
}
