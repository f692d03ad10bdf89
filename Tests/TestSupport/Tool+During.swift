import Foundation
import Support

extension Tool {
  /// Runs the program to its end while `body` looks at it, without holding a thread while it waits.
  ///
  /// - Returns: Where a signal ended the program, that signal as its status.
  public func outcome(during body: (RunningTool) async throws -> Void) async throws -> Outcome {
    let running = try start()
    do {
      try await body(running)
    } catch {
      // A test that fails leaves nothing running.
      kill(running.processIdentifier, SIGKILL)
      throw error
    }
    while running.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    do {
      return try running.outcome()
    } catch .ended(_, let signal) {
      return Outcome(status: signal, output: running.output, errors: running.errors)
    }
  }
}
