import Foundation

/// Another process whose output is read: each measurement has its own, so that the largest amount of
/// memory is that measurement's alone.
enum BenchProcess {
  struct Failure: Error {
    var status: Int32
    /// Of standard error.
    var lastLine: String
  }

  /// What the program printed.
  ///
  /// - Parameter program: A path, or a name on the path.
  /// - Throws: `Failure` for a status other than 0.
  static func run(_ program: String, _ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.standardInput = FileHandle.nullDevice
    let output = Pipe()
    process.standardOutput = output
    // A file rather than a pipe: a full pipe would block the process.
    let errors = FileManager.default.temporaryDirectory
      .appendingPathComponent("nonsmooth-bench-\(UUID().uuidString)")
    try Data().write(to: errors)
    defer { try? FileManager.default.removeItem(at: errors) }
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let text = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
      throw Failure(
        status: process.terminationStatus,
        lastLine: text.split(separator: "\n").last.map(String.init) ?? "no message")
    }
    return data
  }

  /// The same, with what fails as one sentence about `subject`.
  static func run(
    _ program: String, _ arguments: [String], subject: String, next: String
  ) throws -> Data {
    do {
      return try run(program, arguments)
    } catch let failure as Failure {
      throw CommandFailure(
        "\(subject): status \(failure.status), '\(failure.lastLine)', expected figures. \(next)")
    }
  }
}
