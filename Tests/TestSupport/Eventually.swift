import Foundation
import Testing

/// Waits until something is so; ten minutes at most, since the machine may be busy.
public func eventually(
  _ what: String, sourceLocation: SourceLocation = #_sourceLocation,
  isolation: isolated (any Actor)? = #isolation, _ isSo: () async throws -> Bool
) async throws {
  let seconds = 600.0
  let end = Date().addingTimeInterval(seconds)
  while try await !isSo() {
    try #require(Date() < end, "not in \(seconds) s: \(what)", sourceLocation: sourceLocation)
    try await Task.sleep(for: .milliseconds(50))
  }
}
