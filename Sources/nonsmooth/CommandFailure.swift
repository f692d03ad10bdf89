import ChapterKit
import Foundation

/// An end of the command other than success: what the user reads, and the exit status.
struct CommandFailure: Error {
  enum Status: Int32 {
    case difference = 1
    case failed = 2
    case usage = 64
  }

  let message: String
  let status: Status

  init(_ message: String, status: Status = .failed) {
    (self.message, self.status) = (message, status)
  }

  /// The sentence that an error carries.
  static func sentence(of error: any Error) -> String {
    if let trouble = ExperimentsError.storage(error) { return trouble.description }
    if let localized = error as? any LocalizedError, let text = localized.errorDescription {
      return text
    }
    #if canImport(Darwin)
      return error.localizedDescription
    #else
      let text = String(describing: error)
      return text.hasPrefix("Error Domain=") ? error.localizedDescription : text
    #endif
  }
}
