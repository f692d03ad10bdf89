import Foundation

/// Programs as a test starts them.
enum Shell {
  struct Outcome {
    var status: Int32
    var output: String
    var errors: String
  }

  static func write(_ text: String, to file: URL) throws {
    try Data(text.utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
  }

  /// Runs a script as slurmd does, which is not from standard input.
  ///
  /// - Parameters:
  ///   - options: Of bash.
  ///   - signal: After how many seconds it gets SIGTERM; nil for never.
  static func run(
    _ script: String, options: [String] = [], variables: [String: String] = [:],
    signal: Double? = nil
  ) throws -> Outcome {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("nonsmooth-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["script", "out", "err"].map { folder.appendingPathComponent($0) }
    try Data(script.utf8).write(to: files[0])
    for file in files[1...] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["bash"] + options + [files[0].path]
    process.environment = ProcessInfo.processInfo.environment.merging(variables) { _, new in new }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    // Threads of a test block signals, which a program would inherit.
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try process.run()
    if let signal {
      usleep(UInt32(signal * 1e6))
      process.terminate()
    }
    process.waitUntilExit()
    func text(_ file: URL) throws -> String {
      String(decoding: try Data(contentsOf: file), as: UTF8.self)
    }
    return Outcome(
      status: process.terminationStatus, output: try text(files[1]), errors: try text(files[2]))
  }
}
