import Foundation
import Support
import TestSupport

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
    var command = ["bash"] + options + [file.path]
    if let ready { command = ["bash", "-c", signalling, "bash", ready.path] + command }
    return try await Tool(
      command,
      environment: ProcessInfo.processInfo.environment.merging(variables) { _, new in new }
    ).outcome()
  }

  /// A shell sends the signal, since the threads of the tests may be held for minutes by others.
  private static let signalling = """
    "${@:2}" & child=$!
    until [ -e "$1" ] || ! kill -0 $child 2>/dev/null; do sleep 0.02; done
    kill -TERM $child 2>/dev/null
    wait $child
    """
}
