/// A tolerance that somebody has written down: for which output, how much, why, and the largest drift
/// that was ever seen.
public struct StatedTolerance: Sendable, Equatable, Encodable {
  public enum Measure: String, Sendable, Encodable, CaseIterable {
    /// Of a number, see `NumericTolerance`.
    case absolute, relative
    /// Of a picture, see `PictureComparer`.
    case worstTile
  }

  /// An output's name; `*` stands for any run of characters, here and in `column`.
  public let output: String
  /// A column of a table or of a figure's data, or the path of a value such as
  /// `values.F2.vgg11.finalLoss`; nil for a picture.
  public let column: String?
  /// Where it applies alone; nil for everywhere.
  public let profile: String?
  public let numerics: String?
  public let measure: Measure
  public let limit: Double
  /// In the unit of `limit`.
  public let largestDrift: Double
  public let reason: String

  public init(
    output: String, column: String?, profile: String? = nil, numerics: String? = nil,
    measure: Measure, limit: Double, largestDrift: Double, reason: String
  ) {
    (self.output, self.column, self.profile, self.numerics) = (output, column, profile, numerics)
    (self.measure, self.limit, self.largestDrift) = (measure, limit, largestDrift)
    self.reason = reason
  }

  /// What pictures are held to where nothing is stated.
  ///
  /// Two versions of FreeType (2.12.1 and 2.13.2) gave the same bytes for every figure of `quick`, so
  /// that no more is admitted than rounding along the edges of glyphs and lines. Half a per cent of a
  /// 16 x 16 tile is a pixel and a quarter turned from white to black. The smallest glyph of these
  /// figures, when erased, scores 3 %, six times as much.
  public static let picture = StatedTolerance(
    output: "*", column: nil, measure: .worstTile, limit: 0.005, largestDrift: 0,
    reason: "Antialiased edges may round differently; the smallest glyph lost scores 0.03.")

  public func applies(profile: String, numerics: String) -> Bool {
    (self.profile ?? profile) == profile && (self.numerics ?? numerics) == numerics
  }

  /// Whether it is meant for a column of an output, or with `column` nil for its picture.
  public func covers(output name: String, column other: String?) -> Bool {
    guard Glob(output).matches(name) else { return false }
    guard let column, let other else { return column == nil && other == nil }
    return Glob(column).matches(other)
  }

  /// The tolerance for numbers; exact for a picture's.
  var numeric: NumericTolerance {
    switch measure {
    case .absolute: NumericTolerance(.absolute, limit)
    case .relative: NumericTolerance(.relative, limit)
    case .worstTile: .exact
    }
  }
}

/// A pattern in which `*` stands for any run of characters, also none.
package struct Glob {
  private let pieces: [Substring]

  package init(_ pattern: String) {
    pieces = pattern.split(separator: "*", omittingEmptySubsequences: false)
  }

  package func matches(_ text: String) -> Bool {
    guard pieces.count > 1 else { return pieces.first.map { $0 == text } ?? text.isEmpty }
    var rest = text[...]
    guard rest.hasPrefix(pieces[0]) else { return false }
    rest = rest.dropFirst(pieces[0].count)
    for piece in pieces[1..<(pieces.count - 1)] where !piece.isEmpty {
      guard let range = rest.firstRange(of: piece) else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.hasSuffix(pieces[pieces.count - 1])
  }
}
