/// An sRGB color of 8 bits a channel.
public struct RGB: Sendable, Hashable {
  public let red: UInt8
  public let green: UInt8
  public let blue: UInt8

  /// From `0xRRGGBB`.
  public init(_ hex: UInt32) {
    red = UInt8(truncatingIfNeeded: hex >> 16)
    green = UInt8(truncatingIfNeeded: hex >> 8)
    blue = UInt8(truncatingIfNeeded: hex)
  }
}

/// The values of color roles and of the figure's furniture.
///
/// The eight hues keep a CIE76 distance of 16 or more from each other for readers with normal
/// vision, protanopia, deuteranopia and tritanopia (Machado et al. 2009, severity 1); a test
/// measures it.
public enum Palette {
  public static let hues: [RGB] = [
    RGB(0x0072B2), RGB(0xD55E00), RGB(0x009E73), RGB(0xCC79A7),
    RGB(0xE69F00), RGB(0x56B4E9), RGB(0x6B3D12), RGB(0x3B2A8C)
  ]
  public static let neutral = RGB(0x4A4A4A)
  public static let text = RGB(0x1F1F1F)
  public static let axis = RGB(0x4A4A4A)
  public static let grid = RGB(0xE8E8E8)
  public static let background = RGB(0xFFFFFF)

  /// The color of a role; hue indices wrap around, negative ones too.
  public static func color(for role: ColorRole) -> RGB {
    switch role {
    case .hue(let index): hues[((index % hues.count) + hues.count) % hues.count]
    case .rmsprop: RGB(0x0072B2)
    case .adam: RGB(0xCC2F27)
    case .sgd: RGB(0x009E73)
    case .neutral: neutral
    }
  }
}
