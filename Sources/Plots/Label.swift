/// One line of text with sub- and superscripts, measured.
public struct Label: Sendable, Equatable {
  /// A piece of one font; `offset` is its start and `rise` its baseline's height, in points.
  public struct Run: Sendable, Equatable {
    public var text: String
    public var font: Font
    public var offset: Double
    public var rise: Double
  }
  public private(set) var runs: [Run] = []
  /// Units: points.
  public private(set) var width: Double = 0

  /// Size of a script as a share of the text's.
  public static let scriptSize = 0.72
  static let superscriptRise = 0.36
  static let subscriptRise = -0.17

  /// Reads `_{…}` and `^{…}` in `text`; a brace that is never closed stands for itself.
  public init(_ text: String, font: Font, measuredBy measurer: some TextMeasuring) {
    append(text, font: font, measuredBy: measurer)
  }

  /// Adds text behind what is there.
  public mutating func append(_ text: String, font: Font, measuredBy measurer: some TextMeasuring) {
    for piece in Label.pieces(of: text) {
      var run = Run(text: piece.text, font: font, offset: width, rise: 0)
      if let rise = piece.rise {
        run.font.size = font.size * Label.scriptSize
        run.rise = font.size * rise
      }
      width += measurer.width(of: run.text, font: run.font)
      runs.append(run)
    }
  }

  /// The text without its markup, for titles and descriptions.
  public static func plain(_ text: String) -> String { pieces(of: text).map(\.text).joined() }

  private static func pieces(of text: String) -> [(text: String, rise: Double?)] {
    var pieces: [(text: String, rise: Double?)] = []
    var plain = ""
    var rest = Substring(text)
    while let character = rest.first {
      let inner = rest.dropFirst(2)
      if (character == "_" || character == "^") && rest.dropFirst().first == "{",
        let end = closingBrace(in: inner)
      {
        if !plain.isEmpty { pieces.append((plain, nil)) }
        plain = ""
        if end > inner.startIndex {
          let rise = character == "_" ? subscriptRise : superscriptRise
          pieces.append((String(inner[..<end]), rise))
        }
        rest = inner[inner.index(after: end)...]
      } else {
        plain.append(character)
        rest = rest.dropFirst()
      }
    }
    if !plain.isEmpty { pieces.append((plain, nil)) }
    return pieces
  }

  private static func closingBrace(in text: Substring) -> Substring.Index? {
    var depth = 0
    for index in text.indices {
      if text[index] == "{" { depth += 1 }
      if text[index] == "}" {
        if depth == 0 { return index }
        depth -= 1
      }
    }
    return nil
  }
}
