import Foundation
import Support

/// A process whose words are gathered, and that ends with this one.
package final class ChildProcess: @unchecked Sendable {
  let process: Process
  private let lock = NSLock()
  private var gathered = Data()
  private let pipe = Pipe()

  /// Starts `process`, whose two streams come to `words`.
  init(starting process: Process, input: Pipe? = nil) throws {
    self.process = process
    process.standardInput = input ?? FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    pipe.fileHandleForReading.readabilityHandler = { [weak self] handle in
      let data = handle.availableData
      if data.isEmpty { handle.readabilityHandler = nil }
      self?.lock.withLock { self?.gathered.append(data) }
    }
    try process.run()
  }

  convenience init(_ command: [String], in folder: URL) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.currentDirectoryURL = folder
    try self.init(starting: process)
  }

  var isRunning: Bool { process.isRunning }

  /// Everything written so far.
  var words: String { lock.withLock { String(decoding: gathered, as: UTF8.self) } }

  /// The next whole line, taken away; nil when the process has ended or `flag` is set before there is one.
  func line(_ flag: CancellationFlag) -> String? {
    while !flag.isSet {
      let isOver = !process.isRunning
      if let line = lock.withLock({ takeLine() }) { return line }
      if isOver { return nil }
      usleep(5_000)
    }
    return nil
  }

  private func takeLine() -> String? {
    guard let end = gathered.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    let line = gathered[gathered.startIndex..<end]
    gathered = Data(gathered[(end + 1)...])
    return String(decoding: line, as: UTF8.self)
  }

  /// Waits for the end; false when it failed, or was stopped since `flag` was set.
  func succeeds(_ flag: CancellationFlag) -> Bool {
    while process.isRunning {
      if flag.isSet {
        stop()
        return false
      }
      usleep(10_000)
    }
    // What was written last may not have come through yet.
    usleep(20_000)
    return process.terminationStatus == 0
  }

  func stop() {
    guard process.isRunning else { return }
    process.terminate()
    process.waitUntilExit()
  }
}
