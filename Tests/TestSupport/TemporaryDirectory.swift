import Foundation

/// A fresh folder that is removed with its contents when the value goes away.
public final class TemporaryDirectory: Sendable {
  public let url: URL

  /// - Parameter inMemory: Whether to spare the disk where the system has a place for it, for thousands of files
  ///   that are flushed.
  public init(inMemory: Bool = false) throws {
    let memory = URL(fileURLWithPath: "/dev/shm", isDirectory: true)
    let isThere = FileManager.default.isWritableFile(atPath: memory.path)
    url = (inMemory && isThere ? memory : FileManager.default.temporaryDirectory)
      .appendingPathComponent("nonsmooth-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}
