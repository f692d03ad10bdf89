import Foundation

/// Another program.
///
/// Started with posix_spawn and followed with poll: Foundation's Process needs a run loop and a working
/// loopback network, and swift-subprocess is asynchronous throughout, where each of our callers is a plain
/// thread. `run` blocks its thread, so that code on Swift's cooperative pool, such as a test, uses `outcome`.
public struct Tool: Sendable {
  /// The program, a path or a name on the path, and its arguments.
  public var command: [String]
  /// Nil for the working directory.
  public var folder: URL?
  /// All of its environment; nil for ours.
  public var environment: [String: String]?

  public init(_ command: [String], in folder: URL? = nil, environment: [String: String]? = nil) {
    (self.command, self.folder, self.environment) = (command, folder, environment)
  }

  /// How the program ended, and what it wrote.
  public struct Outcome: Sendable {
    public var status: Int32
    public var output: Data
    public var errors: Data

    public init(status: Int32, output: Data, errors: Data) {
      (self.status, self.output, self.errors) = (status, output, errors)
    }

    public var succeeded: Bool { status == 0 }
    public var text: String { String(decoding: output, as: UTF8.self) }
    public var errorText: String { String(decoding: errors, as: UTF8.self) }
  }

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - input: Given to its standard input.
  ///   - seconds: After which it is ended; nil for never.
  ///   - isCancelled: Asked some fifty times a second; true ends the program.
  /// - Throws: `ToolError`, also when a signal ends the program; a status other than 0 is an outcome.
  public func run(
    input: Data = Data(), seconds: Double? = nil, isCancelled: () -> Bool = { false }
  ) throws(ToolError) -> Outcome {
    let running = try start(takesInput: !input.isEmpty)
    running.feed(input)
    running.endInput()
    let clock = ContinuousClock()
    let end = seconds.map { clock.now + .seconds($0) }
    while running.isRunning(waiting: 20) {
      if isCancelled() {
        running.stop()
        throw .cancelled(command[0])
      }
      if let end, clock.now > end {
        running.stop()
        throw .tooSlow(command[0], seconds: Int(seconds ?? 0))
      }
    }
    return try running.outcome()
  }

  /// The same for asynchronous code: the program is followed by a thread of its own.
  public func outcome(
    input: Data = Data(), seconds: Double? = nil
  ) async throws(ToolError) -> Outcome {
    let result = await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(
          returning: Result { () throws(ToolError) in try run(input: input, seconds: seconds) })
      }
    }
    return try result.get()
  }

  /// Starts the program.
  ///
  /// - Parameters:
  ///   - takesInput: Whether something will be written to its standard input, which is empty otherwise.
  ///   - mergesErrors: Whether what it writes to standard error comes with its output.
  public func start(
    takesInput: Bool = false, mergesErrors: Bool = false
  ) throws(ToolError) -> RunningTool {
    try RunningTool(self, takesInput: takesInput, mergesErrors: mergesErrors)
  }
}
