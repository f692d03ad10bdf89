import Foundation

/// A folder that is removed with the value that owns it.
final class ScratchFolder: Sendable {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent(
    "datasets-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> URL {
    let file = url.appendingPathComponent(name)
    try Data(bytes).write(to: file)
    return file
  }
}

/// One CIFAR-10 record whose pixels all have the value `pixel`, but for the first, which is 1.
func record(label: UInt8, pixel: UInt8) -> [UInt8] {
  [label, 1] + [UInt8](repeating: pixel, count: 3071)
}

func idx(_ shape: [Int], _ bytes: [UInt8], type: UInt8 = 8) -> [UInt8] {
  [0, 0, type, UInt8(shape.count)]
    + shape.flatMap { length in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) } }
    + bytes
}

/// Runs a program of the system to its end and returns its status.
@discardableResult
func run(_ arguments: [String], in folder: URL) throws -> Int32 {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = arguments
  process.currentDirectoryURL = folder
  process.standardOutput = FileHandle.nullDevice
  process.standardError = FileHandle.nullDevice
  try process.run()
  process.waitUntilExit()
  return process.terminationStatus
}
