/// Where the accepted outputs of a folder come from: its `provenance.json`, written by an acceptance.
public struct BaselineRecord: Sendable, Codable, Equatable {
  public struct Entry: Sendable, Codable, Equatable {
    /// SHA-256 of each accepted file, by its path.
    public var files: [String: String]
    public var origin: BaselineOrigin
  }

  public static let fileName = "provenance.json"

  /// By the output's name.
  public var outputs: [String: Entry] = [:]
}
