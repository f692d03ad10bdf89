import Plots

/// Typography for the plain words that chapters hand over: claims, findings, settings, table cells.
///
///     `code`                                set as code
///     x^2, x^{k+1}, x_k, b_{t+1}, b0        super- and subscripts
///     l1, l2, eps, lambda_max, sqrt(x)      λ with a subscript, ε, √
///     alpha, beta_k, gamma, delta, eta      α, β with a subscript, γ, δ, η
///     <= >= << >> -> +- || infinity)        their signs
///     1e-06, 1.143e+04, 19600, 20 x 500     1 × 10^-6, 11,430, 19,600 and 20 × 500; but July 2025
///     - before a number or between spaces   a minus sign, and an en dash from one number to another
///     = < > between spaces                  kept on one line with both sides
///     ' and "                               quotes, apostrophes and primes
///     inf, -inf, nan                        ∞, −∞, "undefined"
///
/// A letter that stands alone is a variable by the rule of the figures (`Variables`).
///
/// Typst would take seconds for this, so that it gets the parts of each text ready-made (``PageFacts``) and only puts
/// them together (`words.typ`).
package struct Words {
  /// A piece of a text, set in one style.
  package enum Part: Equatable {
    case text(String)
    case variable(Character)
    case code(String)
    case lowered([Part])
    case raised([Part])
  }

  /// What it is set as; neighboring texts are joined.
  package private(set) var parts: [Part] = []
  private let text: [Character]
  private var place = 0

  package init(_ words: String) {
    text = Array(words)
    while place < text.count {
      if !takeScript() && !takeName() && !takeNumber() && !takeSign() { takeLetter() }
    }
  }

  private mutating func add(_ part: Part) {
    if case .text(let more) = part, case .text(let before)? = parts.last {
      parts[parts.count - 1] = .text(before + more)
    } else if part != .text("") {
      parts.append(part)
    }
  }

  private mutating func add(_ words: String, taking count: Int) {
    add(.text(words))
    place += count
  }

  // MARK: Looking

  private func character(_ offset: Int) -> Character? {
    text.indices.contains(place + offset) ? text[place + offset] : nil
  }

  private func stands(_ words: String, at offset: Int = 0) -> Bool {
    text[min(text.count, place + offset)...].starts(with: words)
  }

  /// How many characters from `offset` on are as `isWanted` says.
  private func count(from offset: Int, _ isWanted: (Character) -> Bool) -> Int {
    text[min(text.count, place + offset)...].prefix(while: isWanted).count
  }

  private func slice(_ offset: Int, _ count: Int) -> String {
    String(text[(place + offset)..<(place + offset + count)])
  }

  /// Up to the next `end` from `offset` on, which must not hold any of `others`; nil where there is none.
  private func upTo(_ end: Character, from offset: Int, without others: String = "") -> String? {
    let length = count(from: offset) { $0 != end && !others.contains($0) }
    return character(offset + length) == end ? slice(offset, length) : nil
  }

  private static func isDigit(_ character: Character?) -> Bool {
    character?.isASCII == true && character?.isNumber == true
  }

  private static func isLatin(_ character: Character?) -> Bool {
    character?.isASCII == true && character?.isLetter == true
  }

  private static func isInWord(_ character: Character?) -> Bool {
    character.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
  }

  /// Whether a word may begin here.
  private var isEdge: Bool { !Self.isInWord(character(-1)) }

  // MARK: Scripts and code

  private mutating func takeScript() -> Bool {
    guard let first = character(0), "`^_".contains(first) else { return false }
    if first == "`" {
      guard let code = upTo("`", from: 1), !code.isEmpty else { return false }
      add(.code(code))
      place += code.count + 2
      return true
    }
    var script: String?
    var length = 1
    if character(1) == "{", let inner = upTo("}", from: 2) {
      (script, length) = (inner, inner.count + 3)
    } else {
      let sign = first == "^" && (character(1) == "-" || character(1) == "+") ? 1 : 0
      let digits = count(from: 1 + sign) { Self.isDigit($0) }
      if character(1) == "*" {
        script = "*"
      } else if digits > 0 {
        script = slice(1, sign + digits)
      } else if Self.isLatin(character(1)), !Self.isInWord(character(2)) {
        script = slice(1, 1)
      }
      length += script?.count ?? 0
    }
    guard let script else { return false }
    add(first == "^" ? .raised(Self.script(script)) : .lowered(Self.script(script)))
    place += length
    return true
  }

  /// Letters that stand alone are variables, hyphens are minus signs, numbers stay whole.
  private static func script(_ words: String) -> [Part] {
    words.chunked { isLatin($0) == isLatin($1) }.map { piece in
      piece.count == 1 && isLatin(piece.first)
        ? .variable(piece.first!) : .text(minus(String(piece)))
    }
  }

  private static func minus(_ words: String) -> String { words.replacing("-", with: "\u{2212}") }

  // MARK: Names

  private static let greek: KeyValuePairs<String, Character> = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "eta": "η"
  ]

  private mutating func takeName() -> Bool {
    for end in ["max", "min"] where stands("lambda_\(end)") && !Self.isInWord(character(10)) {
      return take(indexed: "λ", by: end, length: 10)
    }
    if stands("sqrt("), let inner = upTo(")", from: 5, without: "(") {
      let isSingle = inner.count == 1 || inner == "eps"
      add(.text(isSingle ? "√" : "√("))
      for part in Words(inner).parts { add(part) }
      add(.text(isSingle ? "" : ")"))
      place += inner.count + 6
      return true
    }
    guard isEdge, let first = character(0), first.isASCII, first.isLowercase else { return false }
    for (name, letter) in Self.greek where stands(name) {
      let next = character(name.count)
      guard next == "_" || !Self.isInWord(next) else { continue }
      add(.variable(letter))
      place += name.count
      return true
    }
    let start = first == "l" && character(1) == "_" ? 2 : 1
    if first == "l", character(start) == "1" || character(start) == "2",
      !Self.isInWord(character(start + 1))
    {
      return take(indexed: "λ", by: slice(start, 1), length: start + 1)
    }
    if Self.isDigit(character(1)), !Self.isInWord(character(2)) {
      return take(indexed: first, by: slice(1, 1), length: 2)
    }
    return false
  }

  private mutating func take(indexed name: Character, by index: String, length: Int) -> Bool {
    add(.variable(name))
    add(.lowered([.text(index)]))
    place += length
    return true
  }

  // MARK: Numbers

  private mutating func takeNumber() -> Bool {
    let digits = count(from: 0) { Self.isDigit($0) }
    guard digits > 0 else { return false }
    if isEdge, takePower(digits) { return true }
    // Groups of three, where they are given.
    var whole = digits
    var groups = min(digits, 3)
    if digits <= 3 {
      while character(groups) == ",", count(from: groups + 1, { Self.isDigit($0) }) >= 3 {
        groups += 4
      }
      whole = max(whole, groups)
    }
    let fraction = fractionLength(at: whole)
    let number = slice(0, whole)
    let isGiven = number.contains(",") || number.hasPrefix("0") || isYear(digits)
    let (before, after) = (character(-1), character(whole + fraction))
    let isProduct = stands(" x ", at: whole + fraction)
    let isShare = before == "/" || (!isProduct && after == "/")
    add(.text((isGiven || isShare ? number : NumberLabel.grouped(number)) + slice(whole, fraction)))
    place += whole + fraction
    if isProduct {
      place += 3
      if Self.isDigit(character(0)) {
        add(.text("\u{A0}×\u{A0}"))
      } else {
        for part in [Part.text(" "), .variable("x"), .text(" ")] { add(part) }
      }
    }
    return true
  }

  private static let months: Set<String> = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December"
  ]

  /// Whether four digits follow the name of a month.
  private func isYear(_ digits: Int) -> Bool {
    guard digits == 4, character(-1) == " " else { return false }
    let before = text[..<(place - 1)].reversed().prefix(while: \.isLetter)
    return Self.months.contains(String(before.reversed()))
  }

  private func fractionLength(at offset: Int) -> Int {
    guard character(offset) == "." else { return 0 }
    let digits = count(from: offset + 1) { Self.isDigit($0) }
    return digits == 0 ? 0 : digits + 1
  }

  /// `1e-06` and the like.
  private mutating func takePower(_ digits: Int) -> Bool {
    let length = digits + fractionLength(at: digits)
    guard character(length) == "e" else { return false }
    let sign = character(length + 1) == "-" || character(length + 1) == "+" ? 1 : 0
    let power = count(from: length + 1 + sign) { Self.isDigit($0) }
    let end = length + 1 + sign + power
    guard power > 0, !Self.isInWord(character(end)),
      let exponent = Int(slice(length + 1, sign + power))
    else { return false }
    let mantissa = slice(0, length)
    if (0..<6).contains(exponent), let value = Double(slice(0, end)) {
      let places = max(0, length - digits - 1 - exponent)
      add(.text(NumberLabel.decimal(value, decimals: places)))
    } else {
      add(.text(mantissa == "1" ? "10" : "\(mantissa)\u{A0}×\u{A0}10"))
      add(.raised([.text(Self.minus(String(exponent)))]))
    }
    place += end
    return true
  }

  // MARK: Signs

  private static let signs = [
    "<=": "≤", ">=": "≥", "<<": "≪", ">>": "≫", "->": "→", "+-": "±", "||": "‖"
  ]

  private mutating func takeSign() -> Bool {
    if character(0) == " " {
      for relation in ["<=", ">=", "<<", ">>", "=", "<", ">"] where stands(" \(relation) ") {
        add("\u{A0}\(Self.signs[relation] ?? relation)\u{A0}", taking: relation.count + 2)
        return true
      }
      if character(1) == "%" {
        add("\u{202F}%", taking: 2)
        return true
      }
    }
    if character(1) != nil, let sign = Self.signs[slice(0, 2)] {
      add(sign, taking: 2)
      return true
    }
    if isEdge, stands("eps"), !Self.isInWord(character(3)) {
      add("ε", taking: 3)
      return true
    }
    if stands("-inf"), !Self.isInWord(character(4)) {
      add("\u{2212}∞", taking: 4)
      return true
    }
    if stands("-infinity"), !Self.isInWord(character(9)) {
      add("\u{2212}∞", taking: 9)
      return true
    }
    if stands("infinity)") || stands("infinity]") {
      add("∞", taking: 8)
      return true
    }
    return false
  }

  // MARK: Letters and marks

  /// How a computer writes what is no number.
  private static let missing = ["inf": "∞", "nan": "undefined"]

  /// A whole word, or one character.
  private mutating func takeLetter() {
    let letter = text[place]
    let word = letter.isLetter ? count(from: 0) { $0.isLetter || $0.isNumber } : 1
    if word > 1 {
      let shown = slice(0, word)
      add(Self.missing[shown] ?? shown, taking: word)
    } else if Variables.isVariable(place, text) {
      add(.variable(letter))
      place += 1
    } else {
      let shown =
        switch letter {
        case "'", "\"": quoteMark(letter)
        case "-": dash
        default: String(letter)
        }
      add(shown, taking: 1)
    }
  }

  private func quoteMark(_ mark: Character) -> String {
    let opens = character(-1).map { $0.isWhitespace || "([".contains($0) } ?? true
    if mark == "\"" { return opens ? "“" : "”" }
    if opens { return "‘" }
    // A prime follows the name of a function: q'(h), and q' before a space.
    let isNamed = character(-1)!.isLetter && character(-2)?.isLetter != true
    return isNamed && (character(1) == "(" || character(1) == " ") ? "′" : "’"
  }

  /// What a hyphen stands for.
  private var dash: String {
    let (before, after) = (character(-1), character(1))
    if after == " " { return before == " " ? "−" : "-" }
    if Self.isDigit(after) || after == "." {
      if before.map({ $0.isWhitespace || "([{,/".contains($0) }) ?? true { return "−" }
      return Self.isDigit(before) ? "–" : "-"
    }
    guard after?.isLetter == true, character(2)?.isLetter != true else { return "-" }
    let sign = before == " " ? character(-2) : before
    return sign.map { "(=<>≤≥+".contains($0) } == true ? "−" : "-"
  }
}

extension Collection {
  /// The longest pieces whose neighbors all are as `belongs` says.
  fileprivate func chunked(by belongs: (Element, Element) -> Bool) -> [SubSequence] {
    var pieces: [SubSequence] = []
    var start = startIndex
    while start < endIndex {
      var (last, end) = (start, index(after: start))
      while end < endIndex, belongs(self[last], self[end]) {
        last = end
        formIndex(after: &end)
      }
      pieces.append(self[start..<end])
      start = end
    }
    return pieces
  }
}
