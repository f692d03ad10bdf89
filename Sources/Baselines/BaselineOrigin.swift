/// What an output was made by and from: what must agree before two of them can be compared, and a few
/// facts for the reader.
public struct BaselineOrigin: Sendable, Codable, Equatable {
  /// With the data set's name where another than the profile's own was asked for.
  public var profile: String
  /// The identity of the code of each kind of run behind it, by kind.
  public var code: [String: String]
  /// SHA-256 of each data set and file of weights behind it, by name.
  public var data: [String: String]
  /// `"portable"` or `"native"`.
  public var numerics: String
  public var architecture: String
  /// The commit of the program that drew it.
  public var commit: String
  /// Versions of what draws, by name; nil for what is not drawn, or was recorded before they were.
  public var libraries: [String: String]?

  public init(
    profile: String, code: [String: String], data: [String: String], numerics: String,
    architecture: String, commit: String, libraries: [String: String]? = nil
  ) {
    (self.profile, self.code, self.data) = (profile, code, data)
    (self.numerics, self.architecture, self.commit) = (numerics, architecture, commit)
    self.libraries = libraries
  }

  /// Why outputs of origin `now` cannot be held against a baseline of this origin; nil when they can.
  ///
  /// The architecture is no reason, since the bits are meant to be the same, and neither is the commit:
  /// a change of a chapter's own code is what a comparison is there to find. Native outputs are held
  /// against portable baselines.
  package func refusal(of now: BaselineOrigin) -> String? {
    if profile != now.profile {
      return "recorded under profile '\(profile)', these outputs are of '\(now.profile)'"
    }
    if numerics != "portable" { return "recorded with \(numerics) numerics, expected portable" }
    for kind in Set(code.keys).union(now.code.keys).sorted() where code[kind] != now.code[kind] {
      return "recorded by \(Self.words(code[kind], kind)), these outputs by "
        + Self.words(now.code[kind], kind)
    }
    for name in Set(data.keys).union(now.data.keys).sorted() where data[name] != now.data[name] {
      let hashes = [data[name], now.data[name]].map {
        $0.map { "SHA-256 \($0.prefix(12))" } ?? "none"
      }
      return "recorded on other data, '\(name)' was \(hashes[0]) and is \(hashes[1])"
    }
    return nil
  }

  /// Whether outputs of both origins may be compared.
  func isComparable(to other: BaselineOrigin) -> Bool { refusal(of: other) == nil }

  /// What draws in another version than it did for this baseline, e.g. `"Pango 1.56.3 in place of 1.50.12"`; nil
  /// where nothing is known to.
  func otherLibraries(_ now: BaselineOrigin) -> String? {
    guard let before = libraries, let now = now.libraries else { return nil }
    let names = Set(before.keys).union(now.keys).sorted().filter { before[$0] != now[$0] }
    let words = names.map { "\($0) \(now[$0] ?? "none") in place of \(before[$0] ?? "none")" }
    return words.isEmpty ? nil : words.joined(separator: " and ")
  }

  private static func words(_ identity: String?, _ kind: String) -> String {
    identity.map { "\(kind) code \($0.prefix(16))" } ?? "no \(kind) code"
  }
}
