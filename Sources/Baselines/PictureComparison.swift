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

  init(
    level: Level, score: Double = 0, limit: Double, width: Int = 0, height: Int = 0,
    regions: [Region] = [], detail: String = ""
  ) {
    (self.level, self.score, self.limit) = (level, score, limit)
    (self.width, self.height, self.regions, self.detail) = (width, height, regions, detail)
  }
}
