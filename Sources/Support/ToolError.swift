import Foundation

public enum ToolError: Error, Equatable, Sendable {
  case notFound(String)
  case notStarted(String, reason: String)
  case tooSlow(String, seconds: Int)
  /// Of a program that was ended, e.g. by Ctrl-C in a terminal, nobody knows what it has done.
  case ended(String, signal: Int32)
  case cancelled(String)
}

extension ToolError: CustomStringConvertible, LocalizedError {
  public var errorDescription: String? { description }

  public var description: String {
    switch self {
    case .notFound(let name):
      "Program '\(name)': not found, expected on the path. Install it."
    case .notStarted(let name, let reason):
      "Program '\(name)': could not be started (\(reason)), expected to run. Look at its file."
    case .tooSlow(let name, let seconds):
      "Program '\(name)': no answer in \(seconds) s, expected one. Try it by hand."
    case .ended(let name, let signal):
      "Program '\(name)': ended by signal \(signal), expected to finish. Start again."
    case .cancelled(let name):
      "Program '\(name)': stopped, expected to finish. Start again."
    }
  }
}
