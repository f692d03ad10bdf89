import Foundation

/// A run that failed, or that could not start because a prerequisite failed.
public struct RunFailure: Sendable, Equatable {
  public let name: String
  /// One sentence.
  public let message: String

  public init(name: String, message: String) {
    (self.name, self.message) = (name, message)
  }

  /// The sentence of an error, whatever its type.
  static func sentence(of error: any Error) -> String {
    if let trouble = ExperimentsError.storage(error) { return trouble.description }
    if let localized = error as? any LocalizedError, let text = localized.errorDescription {
      return text
    }
    return String(describing: error)
  }
}
