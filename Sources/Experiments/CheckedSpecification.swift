import Foundation
import Support

/// A specification that states which values can be run and what memory they take, so that a variation is refused
/// with a sentence and does not trap, run for ever or fill the machine.
public protocol CheckedSpecification {
  /// What each field may hold.
  var ranges: [FieldRange] { get }
  /// What fields must fulfill together; asked once each is in its range.
  func checkTogether() throws(SpecificationError)
  /// About how many bytes a run takes with one thread; 0 for next to nothing.
  var memoryBytes: Int { get }
  /// A rough guess of what a run takes on one core; nil where the experiment's own guess holds for any values.
  var seconds: Double? { get }
}

extension CheckedSpecification {
  public func checkTogether() throws(SpecificationError) {}
  public var memoryBytes: Int { 0 }
  public var seconds: Double? { nil }

  /// - Throws: `SpecificationError` for the first field whose value cannot be run.
  public func check() throws(SpecificationError) {
    if let wrong = ranges.first(where: { !$0.holds }) {
      throw SpecificationError(field: wrong.name, found: wrong.found, expected: wrong.expected)
    }
    try checkTogether()
  }
}

/// A field of a specification with a value that cannot be run.
public struct SpecificationError: Error, Equatable, Sendable, CustomStringConvertible,
  LocalizedError
{
  public let field: String
  public let found: String
  public let expected: String

  public init(field: String, found: String, expected: String) {
    (self.field, self.found, self.expected) = (field, found, expected)
  }

  public var description: String {
    "Field '\(field)': \(Wording.printable(found)), expected \(expected). Correct the value."
  }

  public var errorDescription: String? { description }

  /// - Throws: This error, unless `holds`.
  public static func require(
    _ holds: Bool, _ field: String, _ found: some Any, _ expected: String
  ) throws(SpecificationError) {
    guard !holds else { return }
    throw SpecificationError(field: field, found: "\(found)", expected: expected)
  }
}
