import Foundation
import TestSupport

extension CommandProcess {
  /// Runs the command while `during` does something to it, and blocks the thread until it ends.
  static func run(
    _ arguments: [String], in directory: URL, environment: [String: String] = [:],
    executable: URL? = nil, during: (Process) throws -> Void = { _ in }
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = executable ?? Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = directory
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    process.standardInput = FileHandle.nullDevice
    // Files rather than pipes: a full pipe would block the command.
    let outputFile = directory.appendingPathComponent("stdout-\(UUID().uuidString)")
    let errorFile = directory.appendingPathComponent("stderr-\(UUID().uuidString)")
    for file in [outputFile, errorFile] {
      try Data().write(to: file)
    }
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try process.run()
    try during(process)
    process.waitUntilExit()
    defer {
      try? FileManager.default.removeItem(at: outputFile)
      try? FileManager.default.removeItem(at: errorFile)
    }
    return Outcome(
      status: process.terminationStatus,
      output: try String(contentsOf: outputFile, encoding: .utf8),
      errors: try String(contentsOf: errorFile, encoding: .utf8))
  }
}
