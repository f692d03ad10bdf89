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

/// What a paint stands for. `Palette` has its color on paper, figures.css that on a dark page.
public enum Tone: Sendable, Hashable {
  case background, grid, axis, text
  case role(ColorRole)

  /// A name for style sheets, such as `"ink"`, `"hue-3"` or `"rmsprop"`.
  public var name: String {
    switch self {
    case .background: "background"
    case .grid: "grid"
    case .axis: "axis"
    case .text: "ink"
    case .role(.hue(let index)): "hue-\(Palette.wrapped(index))"
    case .role(.rmsprop): "rmsprop"
    case .role(.adam): "adam"
    case .role(.sgd): "sgd"
    case .role(.neutral): "neutral"
    }
  }
}

/// The values of color roles and of the figure's furniture.
///
/// The eight hues keep a CIE76 distance of 16 or more from each other for readers with normal
/// vision, protanopia, deuteranopia and tritanopia (Machado et al. 2009, severity 1); a test
/// measures it. The last two are the colors of RMSProp and SGD, which series of other things leave to them.
public enum Palette {
  public static let hues: [RGB] = [
    RGB(0x3B2A8C), RGB(0xD55E00), RGB(0xE69F00), RGB(0xCC79A7),
    RGB(0x56B4E9), RGB(0x6B3D12), RGB(0x0072B2), RGB(0x009E73)
  ]
  public static let neutral = RGB(0x4A4A4A)
  public static let text = RGB(0x1F1F1F)
  public static let axis = RGB(0x4A4A4A)
  public static let grid = RGB(0xE8E8E8)
  public static let background = RGB(0xFFFFFF)

  public static func color(of tone: Tone) -> RGB {
    switch tone {
    case .background: background
    case .grid: grid
    case .axis: axis
    case .text: text
    case .role(let role): color(for: role)
    }
  }

  /// The color of a role; hue indices wrap around, negative ones too.
  public static func color(for role: ColorRole) -> RGB {
    switch role {
    case .hue(let index): hues[wrapped(index)]
    case .rmsprop: RGB(0x0072B2)
    case .adam: RGB(0xCC2F27)
    case .sgd: RGB(0x009E73)
    case .neutral: neutral
    }
  }

  static func wrapped(_ index: Int) -> Int { ((index % hues.count) + hues.count) % hues.count }
}
