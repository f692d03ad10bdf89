import Foundation
import Support

/// A run that failed, or that could not start because a prerequisite failed.
public struct RunFailure: Sendable, Equatable {
  public let name: String
  /// One sentence.
  public let message: String

  public init(name: String, message: String) {
    (self.name, self.message) = (name, message)
  }
}
