/// Where the accepted outputs of a folder come from: its `provenance.json`, written by an acceptance.
public struct BaselineRecord: Sendable, Codable, Equatable {
  public struct Entry: Sendable, Codable, Equatable {
    /// SHA-256 of each accepted file, by its path.
    public var files: [String: String]
    public var origin: BaselineOrigin
    /// Identities of the records behind it, by the experiment's name; nil for what was recorded before they
    /// were.
    public var runs: [String: String]?

    public init(
      files: [String: String], origin: BaselineOrigin, runs: [String: String]? = nil
    ) {
      (self.files, self.origin, self.runs) = (files, origin, runs)
    }
  }

  public static let fileName = "provenance.json"

  /// By the output's name.
  public var outputs: [String: Entry] = [:]

  public init(outputs: [String: Entry] = [:]) { self.outputs = outputs }
}
