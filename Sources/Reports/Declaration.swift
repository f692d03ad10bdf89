/// The lines of a Swift file that declare a figure, a table, an experiment or a rule: the member of a type in which a
/// given line lies, or what begins with given words, with its doc comment.
///
/// Found by indentation, which the formatter keeps: what encloses a line stands above it and further left.
public struct Declaration: Sendable, Equatable, Encodable {
  /// From the repository's root.
  public var source: String
  /// Counted from 1, both included.
  public var first: Int
  public var last: Int
  /// The lines without the margin that all of them have.
  public var code: String

  /// Nil where `text` has no declaration around `line`.
  public init?(source: String, text: String, line: Int) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard (1...lines.count).contains(line) else { return nil }
    let start = line - 1
    var head = Self.isMember(lines[start]) ? start : nil
    var indent = Self.indent(lines[start])
    for index in (0..<start).reversed() where indent > 0 {
      let other = lines[index]
      guard !Self.isBlank(other), Self.indent(other) < indent, !Self.closes(other),
        !Self.opensAlone(other)
      else { continue }
      indent = Self.indent(other)
      if Self.isMember(other) { head = index }
    }
    guard let head else { return nil }
    self.init(source: source, lines: lines, head: head, start: start)
  }

  /// - Parameter words: What its first line begins with behind its modifiers, e.g. `"struct ToySpecification:"`.
  public init?(source: String, text: String, beginning words: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let head = lines.firstIndex(where: { Self.withoutModifiers($0).hasPrefix(words) }) else {
      return nil
    }
    self.init(source: source, lines: lines, head: head, start: head)
  }

  /// The member that begins at `head` and holds the line `start`.
  private init(source: String, lines: [Substring], head: Int, start: Int) {
    var first = head
    while first > 0, lines[first - 1].drop(while: \.isWhitespace).starts(with: /\/\/\/|@/) {
      first -= 1
    }
    (self.source, self.first) = (source, first + 1)
    last = Self.end(of: head, after: start, in: lines) + 1
    let chosen = lines[(self.first - 1)..<last]
    let margin = chosen.filter { !Self.isBlank($0) }.map(Self.indent).min() ?? 0
    code = chosen.map { $0.dropFirst(margin) }.joined(separator: "\n")
  }

  /// The last line of the member that begins at `head` and holds the line `start`.
  private static func end(of head: Int, after start: Int, in lines: [Substring]) -> Int {
    var last = start
    for index in (start + 1)..<max(start + 1, lines.count) where !isBlank(lines[index]) {
      // A signature over several lines ends in `) -> Value {`.
      if closes(lines[index]), lines[index].hasSuffix("{") { continue }
      if opensAlone(lines[index]) { continue }
      if indent(lines[index]) <= indent(lines[head]) {
        return indent(lines[index]) == indent(lines[head]) && closes(lines[index]) ? index : last
      }
      last = index
    }
    return last
  }

  private static func isBlank(_ line: Substring) -> Bool { line.allSatisfy(\.isWhitespace) }

  private static func indent(_ line: Substring) -> Int { line.prefix { $0 == " " }.count }

  /// Whether a signature that fills its lines has its brace here.
  private static func opensAlone(_ line: Substring) -> Bool {
    line.drop(while: \.isWhitespace) == "{"
  }

  /// Whether the line ends something that began above it.
  private static func closes(_ line: Substring) -> Bool {
    line.drop(while: \.isWhitespace).first.map { ")]}".contains($0) } ?? false
  }

  /// Whether the line begins a function or a property. So does a `let` within a body, but the search goes on to
  /// what encloses it.
  private static func isMember(_ line: Substring) -> Bool {
    withoutModifiers(line).starts(with: /(func|var|let|init)\b/)
  }

  private static let modifiers: Set<Substring> = [
    "public", "package", "private", "fileprivate", "static", "mutating"
  ]

  /// A pattern would be made anew for each line of each output's sources.
  private static func withoutModifiers(_ line: Substring) -> Substring {
    var rest = line.drop { $0 == " " }
    while let space = rest.firstIndex(of: " "), modifiers.contains(rest[..<space]) {
      rest = rest[rest.index(after: space)...]
    }
    return rest
  }
}
