import Foundation
import Support
import TestSupport
import Testing

/// Scripts as a test starts them.
enum Shell {
  /// Runs a script as slurmd does, which is not from standard input.
  ///
  /// - Parameters:
  ///   - options: Of bash.
  ///   - ready: It gets SIGTERM once this file is there; nil for never.
  static func run(
    _ script: String, options: [String] = [], variables: [String: String] = [:],
    signalAfter ready: URL? = nil
  ) async throws -> Tool.Outcome {
    let folder = try TemporaryDirectory()
    let file = folder.url.appendingPathComponent("script")
    try Data(script.utf8).write(to: file)
    let bash = Tool(
      ["bash"] + options + [file.path],
      environment: ProcessInfo.processInfo.environment.merging(variables) { _, new in new })
    guard let ready else { return try await bash.outcome() }
    return try await bash.outcome { running in
      try await eventually("it is ready") {
        !RegularFile.isAbsent(ready) || !running.isRunning
      }
      kill(running.processIdentifier, SIGTERM)
    }
  }
}
