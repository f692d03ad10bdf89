public struct PNGDecodingError: Error, CustomStringConvertible, Sendable {
  /// In Cairo's words.
  public let reason: String

  public var description: String {
    "Image: \(reason), expected a whole PNG file. Make the report again."
  }
}
