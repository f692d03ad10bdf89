/// Compares two texts: the numbers in them within a tolerance, all else exactly.
///
/// A table's cell such as `"1.62 (1.50 to 1.71)"` is held to the same tolerance as a bare number.
struct TextComparer: Sendable {
  var tolerance: DataTolerance

  /// 0 when the texts agree; else the largest relative difference of two numbers in the same place,
  /// and 1 where the words between the numbers differ or only one side has a number.
  func distance(_ actual: String, _ baseline: String) -> Double {
    if actual == baseline { return 0 }
    if let a = Double(actual), let b = Double(baseline) { return distance(a, b) }
    let pieces = Self.pieces(of: actual)
    let expected = Self.pieces(of: baseline)
    guard pieces.count == expected.count else { return 1 }
    var worst = 0.0
    for (piece, other) in zip(pieces, expected) {
      switch (piece, other) {
      case (.number(let a), .number(let b)): worst = max(worst, distance(a, b))
      case (.word(let a), .word(let b)) where a == b: continue
      default: return 1
      }
    }
    return worst
  }

  private func distance(_ a: Double, _ b: Double) -> Double {
    tolerance.admits(a, b) ? 0 : tolerance.distance(a, b)
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
