/// The experiments and the field that a change names.
///
///     B2.learningRate                        all experiments whose names are B2 or begin with B2 and a dot
///     F2.*.plain.*.seed*:shuffle             all whose whole names match; * stands for any signs but a dot
///     B2.lambda0.01,B2.lambda10:start        all whose whole names match one of several
public struct VariationTarget: Sendable {
  /// What stands before the field, e.g. `"B2"`.
  public let name: String
  /// The field, from the outermost.
  let path: ArraySlice<String>
  /// Which of the experiments are named.
  public let places: [Int]
  /// Name and field as written.
  let text: String

  public var field: String { path.joined(separator: ".") }

  /// Whether `text` has the form of a target.
  static func isWellFormed(_ text: Substring) -> Bool {
    if let (names, field) = exactParts(text) {
      return !names.contains("") && !components(field).contains("")
    }
    let fields = components(text)
    return fields.count >= 2 && !fields.contains("")
  }

  /// Of the names that `text` has, the first that no experiment has, and those that there are.
  struct Unknown {
    let name: String
    let known: [String]
  }
  let unknown: Unknown?

  /// - Parameters:
  ///   - text: In one of the forms above.
  ///   - names: Those of all experiments.
  public init(_ text: String, among names: [String]) {
    self.text = text
    if let (patterns, field) = Self.exactParts(text[...]) {
      path = Self.components(field)[...]
      name = patterns.joined(separator: ",")
      let absent = patterns.first { pattern in !names.contains { Self.matches(pattern, $0) } }
      unknown = absent.map { Unknown(name: $0, known: names.sorted()) }
      self.places = names.indices.filter { index in
        patterns.contains { Self.matches($0, names[index]) }
      }
      return
    }
    let parts = Self.components(text[...])
    func beginning(_ length: Int) -> String { parts.prefix(length).joined(separator: ".") }
    func places(_ name: String) -> [Int] {
      names.indices.filter { names[$0] == name || names[$0].hasPrefix(name + ".") }
    }
    let found = (1..<max(1, parts.count)).last { !places(beginning($0)).isEmpty }
    let length = found ?? parts.count - 1
    name = beginning(length)
    path = parts[length...]
    self.places = places(name)
    unknown = found == nil ? Unknown(name: name, known: Self.beginnings(of: names)) : nil
  }

  /// The patterns and the field of a target that names whole experiments; nil for one that names a beginning.
  private static func exactParts(_ text: Substring) -> (patterns: [String], field: Substring)? {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let patterns = text[..<colon].split(separator: ",", omittingEmptySubsequences: false)
    return (patterns.map(String.init), text[text.index(after: colon)...])
  }

  private static func components(_ text: Substring) -> [String] {
    text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
  }

  /// Whether `name` is as `pattern` says, in which * stands for any signs but a dot.
  static func matches(_ pattern: some StringProtocol, _ name: some StringProtocol) -> Bool {
    guard let first = pattern.first else { return name.isEmpty }
    let rest = pattern.dropFirst()
    guard first == "*" else { return name.first == first && matches(rest, name.dropFirst()) }
    var left = Substring(name)
    while true {
      if matches(rest, left) { return true }
      guard let next = left.first, next != "." else { return false }
      left.removeFirst()
    }
  }

  /// All names and their beginnings up to a dot.
  private static func beginnings(of names: [String]) -> [String] {
    var found: Set<String> = []
    for name in names {
      let parts = components(name[...])
      for length in 1...parts.count {
        found.insert(parts.prefix(length).joined(separator: "."))
      }
    }
    return found.sorted()
  }
}
