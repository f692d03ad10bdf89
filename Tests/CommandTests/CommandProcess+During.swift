import Foundation
import Support
import TestSupport
import Testing

extension CommandProcess {
  /// Runs the built command, or another program, without holding a thread while it waits.
  ///
  /// - Parameter during: Called while it runs.
  static func outcome(
    of arguments: [String], in directory: URL, environment: [String: String] = [:],
    executable: URL? = nil, during: (RunningTool) async throws -> Void = { _ in }
  ) async throws -> Outcome {
    let tool = Tool(
      [(executable ?? Self.executable).path] + arguments, in: directory,
      environment: ProcessInfo.processInfo.environment.merging(environment) { _, new in new })
    let outcome = try await tool.outcome(during: during)
    return Outcome(status: outcome.status, output: outcome.text, errors: outcome.errorText)
  }
}
