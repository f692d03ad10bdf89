import Foundation

/// An end of a command other than success: what the user reads, and the exit status.
public struct CommandFailure: Error, LocalizedError {
  public enum Status: Int32, Sendable {
    case difference = 1
    case failed = 2
    case usage = 64
  }

  public let message: String
  public let status: Status

  public init(_ message: String, status: Status = .failed) {
    (self.message, self.status) = (message, status)
  }

  public var errorDescription: String? { message }
}
