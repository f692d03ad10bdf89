import Support

/// Which images, how many of them, and how bytes become numbers.
public struct DatasetSpecification: Codable, Sendable, Equatable {
  public enum Name: String, Codable, Sendable, CaseIterable {
    case cifar10, fashionMNIST, embedded

    /// Training images of the whole set.
    public var imageCount: Int {
      switch self {
      case .cifar10: 50_000
      case .fashionMNIST: 60_000
      case .embedded: 5_000
      }
    }
  }

  /// `half`: x / 127.5 - 1. `perChannel`: (x - mean) / deviation, over all the images used.
  public enum Normalization: String, Codable, Sendable, CaseIterable { case half, perChannel }

  /// More images, steps or epochs than anybody runs, so that their products fit a machine's integers.
  static let most = 1_000_000_000

  public var name: Name
  public var path: String?
  /// Only the first so many images.
  public var limit: Int?
  public var normalization: Normalization

  public init(
    _ name: Name, path: String? = nil, limit: Int? = nil, normalization: Normalization = .half
  ) {
    (self.name, self.path, self.limit, self.normalization) = (name, path, limit, normalization)
  }

  public init(from decoder: any Decoder) throws {
    let fields = try FieldReader(decoder, known: ["name", "path", "limit", "normalization"])
    self.init(
      try fields.choice("name"), path: try fields.optional(String.self, "path"),
      limit: try fields.optional(Int.self, "limit"),
      normalization: try fields.choice("normalization", default: .half))
  }

  /// Images that a run uses, where its folder holds the whole set.
  public var imageCount: Int { limit ?? name.imageCount }

  var ranges: [FieldRange] { [.whole("dataset.limit", limit, 1...Self.most, "images")] }
}
