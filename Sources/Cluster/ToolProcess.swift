import Foundation

/// Another program, run to its end.
enum ToolProcess {
  struct Outcome {
    var status: Int32
    var output: String
    var errors: String
  }

  /// - Parameters:
  ///   - input: Given to its standard input.
  ///   - seconds: After which it is ended.
  /// - Throws: `missingProgram`, or `programFailed` when it takes too long or is ended by a signal.
  static func run(
    _ arguments: [String], input: String = "", seconds: Double = 120
  ) throws(ClusterError) -> Outcome {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("nonsmooth-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["in", "out", "err"].map { folder.appendingPathComponent($0) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    // Lists of pending elements are cut short without this.
    process.environment = ProcessInfo.processInfo.environment.merging(["SLURM_BITSTR_LEN": "0"]) {
      _, new in new
    }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(input.utf8).write(to: files[0])
      for file in files[1...] { try Data().write(to: file) }
      // Files rather than pipes: two full pipes would block the program.
      process.standardInput = try FileHandle(forReadingFrom: files[0])
      process.standardOutput = try FileHandle(forWritingTo: files[1])
      process.standardError = try FileHandle(forWritingTo: files[2])
      try process.run()
    } catch {
      throw .programFailed(arguments[0], reason: "it could not be started")
    }
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    while process.isRunning {
      if clock.now > end {
        process.terminate()
        throw .programFailed(arguments[0], reason: "no answer in \(Int(seconds)) s")
      }
      usleep(2_000)
    }
    process.waitUntilExit()
    func text(_ file: URL) -> String {
      String(decoding: (try? Data(contentsOf: file)) ?? Data(), as: UTF8.self)
    }
    // Of a program that was ended, e.g. by Ctrl-C in a terminal, nobody knows what it has done.
    guard process.terminationReason == .exit else {
      throw .programFailed(
        arguments[0], reason: "it was ended by signal \(process.terminationStatus)")
    }
    // What env says of a program that is not there.
    guard process.terminationStatus != 127 else { throw .missingProgram(arguments[0]) }
    return Outcome(
      status: process.terminationStatus, output: text(files[1]), errors: text(files[2]))
  }
}
