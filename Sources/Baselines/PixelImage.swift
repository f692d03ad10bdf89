/// A decoded image.
///
/// **Shapes**: `pixels` holds `height` rows of `width` pixels of four bytes: red, green, blue, alpha.
public struct PixelImage: Sendable, Equatable {
  public let width: Int
  public let height: Int
  public let pixels: [UInt8]

  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      pixels.count == width * height * 4,
      "Image: \(pixels.count) bytes, expected \(width) x \(height) x 4.")
    (self.width, self.height, self.pixels) = (width, height, pixels)
  }
}
