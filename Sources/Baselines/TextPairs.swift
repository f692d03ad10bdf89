/// The numbers of two texts, pair by pair.
///
/// A table's cell such as `"1.62 (1.50 to 1.71)"` is so held to the same tolerance as a bare number.
struct TextPairs {
  /// Nil where the words between the numbers differ, or only one side has a number.
  let numbers: [(now: Double, before: Double)]?

  init(_ now: String, _ before: String) {
    if let a = Double(now), let b = Double(before) {
      numbers = [(a, b)]
      return
    }
    let pieces = Self.pieces(of: now)
    let expected = Self.pieces(of: before)
    guard pieces.count == expected.count else {
      numbers = nil
      return
    }
    var pairs: [(now: Double, before: Double)] = []
    for (piece, other) in zip(pieces, expected) {
      switch (piece, other) {
      case (.number(let a), .number(let b)): pairs.append((a, b))
      case (.word(let a), .word(let b)) where a == b: continue
      default:
        numbers = nil
        return
      }
    }
    numbers = pairs
  }

  private enum Piece {
    case word(Substring)
    case number(Double)
  }

  /// Words and numbers in turn; a comma between digits groups thousands.
  private static func pieces(of text: String) -> [Piece] {
    var pieces: [Piece] = []
    var start = text.startIndex
    for match in text.matches(of: /[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/) {
      pieces.append(.word(text[start..<match.range.lowerBound]))
      let digits = String(match.output.filter { $0 != "," })
      pieces.append(Double(digits).map(Piece.number) ?? .word(match.output))
      start = match.range.upperBound
    }
    pieces.append(.word(text[start...]))
    return pieces
  }
}
