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
    append(marked: Variables.marked(text), font: font, measuredBy: measurer)
  }

  private mutating func append(
    marked text: String, font: Font, measuredBy measurer: some TextMeasuring
  ) {
    for piece in Label.pieces(of: text) {
      for segment in Label.segments(of: piece.text) {
        var run = Run(text: segment.text, font: font, offset: width, rise: 0)
        run.font.isItalic = segment.isVariable
        if let rise = piece.rise {
          run.font.size = font.size * Label.scriptSize
          run.rise = font.size * rise
        }
        if let last = runs.last, last.rise == run.rise, last.font == run.font {
          // Measured as one, with the kerning between the pieces.
          runs[runs.count - 1].text += run.text
          width = last.offset + measurer.width(of: last.text + run.text, font: run.font)
        } else {
          width += measurer.width(of: run.text, font: run.font)
          runs.append(run)
        }
      }
    }
  }

  /// Lines of whole words, each of at most `room` points where its words allow; `letter` comes first,
  /// in its own font.
  static func lines(
    _ text: String, letter: (text: String, font: Font)?, font: Font, room: Double,
    measuredBy measurer: some TextMeasuring
  ) -> [Label] {
    var line = Label("", font: font, measuredBy: measurer)
    if let letter { line.append(letter.text, font: letter.font, measuredBy: measurer) }
    var lines: [Label] = []
    // Words are joined with their markup, so a script that holds a space stays whole.
    for word in words(of: Variables.marked(text)) {
      var longer = line
      longer.append(marked: line.runs.isEmpty ? word : " " + word, font: font, measuredBy: measurer)
      if longer.width > room && !line.runs.isEmpty {
        lines.append(line)
        longer = Label("", font: font, measuredBy: measurer)
        longer.append(marked: word, font: font, measuredBy: measurer)
      }
      line = longer
    }
    return line.runs.isEmpty ? lines : lines + [line]
  }

  private static func words(of text: String) -> [String] {
    var words = [""]
    var depth = 0
    for character in text {
      if character == "{" { depth += 1 }
      if character == "}" { depth -= 1 }
      if character == " " && depth <= 0 {
        words.append("")
      } else {
        words[words.count - 1].append(character)
      }
    }
    return words.filter { !$0.isEmpty }
  }

  /// The text without its markup, for titles and descriptions.
  public static func plain(_ text: String) -> String { pieces(of: text).map { $0.text }.joined() }

  /// Text with its variables apart.
  private static func segments(of text: String) -> [(text: String, isVariable: Bool)] {
    var segments: [(text: String, isVariable: Bool)] = []
    for part in text.split(separator: Variables.start) {
      let halves = part.split(
        separator: Variables.end, maxSplits: 1, omittingEmptySubsequences: false)
      if halves.count == 1 {
        segments.append((String(part), false))
      } else {
        segments.append((String(halves[0]), true))
        if !halves[1].isEmpty { segments.append((String(halves[1]), false)) }
      }
    }
    return segments
  }

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
