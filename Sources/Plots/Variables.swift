/// Typography of plain labels: variables in italics, true minus signs and apostrophes.
///
/// A single Latin or Greek letter is a variable unless it is
/// - part of a word, a number, an abbreviation or a possessive (`L1`, `1e-5`, `e.g.`, `paper's`; but
///   `2x`),
/// - the article (`a` before a number, or a word that is no connective: `a line`, but `a and b`), or a prefix
///   (`a-priori`),
/// - the name of a part of a document (`Appendix C`), or
/// - a unit or a panel alone in parentheses (`time (s)`), or seconds after a number (`10 s`).
package enum Variables {
  /// Marks around a variable, from the private use area.
  static let start: Character = "\u{E000}"
  static let end: Character = "\u{E001}"

  private static let connectives: Set<String> = [
    "and", "as", "at", "for", "in", "is", "of", "or", "to", "with"
  ]
  private static let parts: Set<String> = ["Appendix", "Figure", "Panel", "Section", "Table"]

  /// `text` with marks around its variables, and with minus signs and apostrophes as they are printed.
  static func marked(_ text: String) -> String {
    let characters = Array(text)
    var marked = ""
    for (index, character) in characters.enumerated() {
      if isVariable(index, characters) {
        marked.append(start)
        marked.append(character)
        marked.append(end)
      } else {
        marked.append(typographic(index, characters))
      }
    }
    return marked
  }

  /// Whether the letter at `index` is one.
  package static func isVariable(_ index: Int, _ characters: [Character]) -> Bool {
    let letter = characters[index]
    guard letter.isLetter, letter.isASCII || ("\u{370}"..."\u{3FF}").contains(letter) else {
      return false
    }
    let before = index > 0 ? characters[index - 1] : " "
    let after = index + 1 < characters.count ? characters[index + 1] : " "
    if before.isLetter || after.isLetter || after.isNumber { return false }
    if before.isNumber && !"bhntxyz".contains(letter) { return false }
    if "'\u{2019}.".contains(before) { return false }
    if after == ".", index + 2 < characters.count,
      characters[index + 2].isLetter || characters[index + 2].isNumber
    {
      return false
    }
    if before == "(" && after == ")" && (index < 2 || characters[index - 2] == " ") {
      return false
    }
    let precedes = word(endingAt: index - 1, characters)
    if parts.contains(precedes) || (letter == "s" && precedes.last?.isNumber == true) {
      return false
    }
    if letter == "a" || letter == "A" {
      let follows = word(startingAt: index + 1, characters)
      if after == " ", index + 2 < characters.count, characters[index + 2].isNumber { return false }
      if follows.count > 1 && !connectives.contains(follows) { return false }
      let joined = characters.dropFirst(index + 2).prefix { $0.isLetter && $0.isLowercase }
      if after == "-", joined.count > 1 { return false }
    }
    return true
  }

  /// The character at `index`, or what should stand in its place.
  private static func typographic(_ index: Int, _ characters: [Character]) -> Character {
    if isMinus(index, characters) { return Character(NumberLabel.minus) }
    if characters[index] == "'", index > 0, index + 1 < characters.count,
      characters[index - 1].isLetter || characters[index - 1].isNumber,
      characters[index + 1].isLetter
    {
      return "\u{2019}"
    }
    return characters[index]
  }

  private static func isMinus(_ index: Int, _ characters: [Character]) -> Bool {
    guard characters[index] == "-", index + 1 < characters.count else { return false }
    let (before, after) = (index > 0 ? characters[index - 1] : " ", characters[index + 1])
    if after == " " { return before == " " && index > 0 }
    return (after.isNumber || after == ".") && " ([{,".contains(before)
  }

  /// The lower-case word behind one space from `index` on; empty where there is none.
  private static func word(startingAt index: Int, _ characters: [Character]) -> String {
    guard index < characters.count, characters[index] == " " else { return "" }
    return String(characters[(index + 1)...].prefix { $0.isLetter && $0.isLowercase })
  }

  /// The word or number before one space at `index`; empty where there is none.
  private static func word(endingAt index: Int, _ characters: [Character]) -> String {
    guard index > 0, characters[index] == " " else { return "" }
    return String(
      characters[..<index].reversed().prefix { $0.isLetter || $0.isNumber }.reversed())
  }
}
