import Foundation

/// A specification that knows which values can be run, so that a variation is refused with a sentence and
/// does not trap or run for ever.
public protocol CheckedSpecification {
  /// - Throws: `SpecificationError` for the first field whose value cannot be run.
  func check() throws(SpecificationError)
}

/// A field of a specification with a value that cannot be run.
public struct SpecificationError: Error, Equatable, Sendable, CustomStringConvertible,
  LocalizedError
{
  public let field: String
  public let found: String
  public let expected: String

  public var description: String {
    "Field '\(field)': \(found), expected \(expected). Correct the value."
  }

  public var errorDescription: String? { description }

  /// - Throws: This error, unless `holds`.
  public static func require(
    _ holds: Bool, _ field: String, _ found: some Any, _ expected: String
  ) throws(SpecificationError) {
    guard !holds else { return }
    throw SpecificationError(field: field, found: "\(found)", expected: expected)
  }

  /// Whole numbers of at least `least`.
  public static func require(
    _ field: String, _ found: Int, atLeast least: Int
  ) throws(SpecificationError) {
    // Ten thousand million of anything is more than a machine runs in a day.
    try require((least...10_000_000_000).contains(found), field, found, "\(least) to 10^10")
  }
}
