/// Labeled 32 x 32 color images, as bytes.
///
/// **Shapes**: image `i` is `images[i * 3072 ..< (i + 1) * 3072]`, three planes of 32 rows of 32
/// bytes; `labels[i]` is its class.
public struct ImageSet: Sendable {
  public static let bytesPerImage = 3 * 32 * 32

  public let images: [UInt8]
  public let labels: [UInt8]
  /// SHA-256 (hexadecimal) of the data that the images were read from.
  public let sha256: String

  public var count: Int { labels.count }
  public var channels: Int { 3 }
  public var height: Int { 32 }
  public var width: Int { 32 }

  public init(images: [UInt8], labels: [UInt8], sha256: String) {
    precondition(
      images.count == labels.count * Self.bytesPerImage,
      "Image set '\(sha256)': \(images.count) bytes, expected \(labels.count) x 3072.")
    (self.images, self.labels, self.sha256) = (images, labels, sha256)
  }
}
