import ArgumentParser
import Foundation
import Pipeline
import Preview
import Support

/// `nonsmooth preview`: the report in a browser, made again as its sources change.
struct PreviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Serves the report on this machine and reloads it when its sources change.",
    discussion: """
      Prints the address to open. What went wrong is shown over the last good page. Ctrl-C ends it. See \
      Docs/Preview.md.
      """)

  @Option(help: "The port; 0 for any that is free.")
  var port: UInt16 = 8024

  @Option(help: "The name or address of this machine to listen at.")
  var host = "127.0.0.1"

  @Flag(help: "Open the report in the browser.")
  var open = false

  @OptionGroup var options: SharedOptions<Shows.Preview>

  func run() throws {
    let workspace = try options.workspace()
    let flag = CancellationFlag.onInterrupt()
    let server = try PreviewServer(folder: workspace.output, host: host, port: port)
    if !["127.0.0.1", "::1", "localhost"].contains(host) {
      Console.note("Host '\(host)': whoever reaches it can read the report.")
    }
    let end = ServerEnd()
    let (host, isOpened) = (host, open)
    Task.detached {
      do throws(PreviewError) {
        try await server.run { address in end.listen(at: address) }
      } catch {
        end.fail(error)
      }
    }
    let session = try PreviewSession(workspace: workspace, server: server, flag: flag)
    defer { session.stop() }
    guard let address = try end.address(flag) else { return }
    try session.start()
    if flag.isSet { return }
    print(address)
    fflush(nil)
    Console.note(
      "serving \(host == "127.0.0.1" ? "on this machine only" : "at \(host)"); Ctrl-C ends it")
    if isOpened { Self.show(address) }
    while !flag.isSet {
      if let error = end.error { throw error }
      session.step()
      usleep(150_000)
    }
  }

  /// Opens `address` in the user's browser, where the system knows one.
  private static func show(_ address: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    #if os(macOS)
      process.arguments = ["open", address]
    #else
      process.arguments = ["xdg-open", address]
    #endif
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    process.terminationHandler = { process in
      if process.terminationStatus != 0 {
        Console.note("Browser: none found, expected one for --open. Open the address by hand.")
      }
    }
    try? process.run()
  }
}

/// What the server's task has come to, for the thread that works.
private final class ServerEnd: @unchecked Sendable {
  private let lock = NSLock()
  private var failure: PreviewError?
  private var location: String?

  func listen(at address: String) { lock.withLock { location = address } }

  func fail(_ error: PreviewError) { lock.withLock { failure = error } }

  var error: PreviewError? { lock.withLock { failure } }

  /// Waits for the address; nil when the user stops before.
  ///
  /// - Throws: Why there is none.
  func address(_ flag: CancellationFlag) throws -> String? {
    while !flag.isSet {
      if let error { throw error }
      if let location = lock.withLock({ location }) { return location }
      usleep(10_000)
    }
    return nil
  }
}
