import Foundation
import Support

/// Runs the built command as a process.
public struct CommandProcess {
  public struct Outcome: Sendable {
    public var status: Int32
    public var output: String
    public var errors: String

    public init(status: Int32, output: String, errors: String) {
      (self.status, self.output, self.errors) = (status, output, errors)
    }
  }

  /// The repository that the tests were built from.
  public static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The command beside the test bundle, so that it is of the same build.
  public static var executable: URL {
    let configuration: String
    #if DEBUG
      configuration = "debug"
    #else
      configuration = "release"
    #endif
    return root.appendingPathComponent(".build/\(configuration)/nonsmooth")
  }

  /// Runs the built command, or another program, without holding a thread while it waits.
  ///
  /// - Parameters:
  ///   - directory: The working directory.
  ///   - executable: Nil for this build's command.
  ///   - during: Called while the command runs.
  public static func run(
    _ arguments: [String], in directory: URL, environment: [String: String] = [:],
    executable: URL? = nil, during: (RunningTool) async throws -> Void = { _ in }
  ) async throws -> Outcome {
    let outcome = try await Tool(
      [(executable ?? Self.executable).path] + arguments, in: directory,
      environment: ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    ).outcome(during: during)
    return Outcome(status: outcome.status, output: outcome.text, errors: outcome.errorText)
  }
}
