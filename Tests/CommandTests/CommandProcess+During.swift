import Foundation
import Support
import TestSupport
import Testing

extension CommandProcess {
  /// - Parameter during: Called while the command runs, without holding a thread while it waits.
  static func outcome(
    of arguments: [String], in directory: URL, environment: [String: String] = [:],
    executable: URL? = nil, during: (RunningTool) async throws -> Void
  ) async throws -> Outcome {
    let tool = Tool(
      [(executable ?? Self.executable).path] + arguments, in: directory,
      environment: ProcessInfo.processInfo.environment.merging(environment) { _, new in new })
    let outcome = try await tool.outcome(during: during)
    return Outcome(status: outcome.status, output: outcome.text, errors: outcome.errorText)
  }
}
