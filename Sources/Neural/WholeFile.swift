import Foundation
import Support

/// Files that are written in full or not at all, also where the process is killed or the disk fills.
enum WholeFile {
  /// Where a file lies while it is written; what a killed process leaves there is of no use.
  static func partial(of url: URL) -> URL { url.appendingPathExtension("partial") }

  /// Writes what `body` hands over to a file beside `url`, flushes it, and renames it.
  ///
  /// - Throws: The system's own error, with the file's path, such as a full disk, or what `body` throws;
  ///   what was at `url` before is then still there.
  static func write(
    to url: URL, _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) throws {
    let partial = partial(of: url)
    let descriptor = open(partial.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(at: url) }
    do {
      defer { close(descriptor) }
      try body { try append($0, to: descriptor, at: url) }
      guard fsync(descriptor) == 0 else { throw failure(at: url) }
    } catch {
      unlink(partial.path)
      throw error
    }
    guard rename(partial.path, url.path) == 0 else {
      let error = failure(at: url)
      unlink(partial.path)
      throw error
    }
  }

  static func write(_ text: String, to url: URL) throws {
    try write(to: url) { append in
      var text = text
      try text.withUTF8 { try append(UnsafeRawBufferPointer($0)) }
    }
  }

  private static func append(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at url: URL
  ) throws {
    var written = 0
    while written < bytes.count {
      // Some systems refuse more than 2 GB at once.
      let count = min(bytes.count - written, 1 << 28)
      #if canImport(Darwin)
        let result = Darwin.write(descriptor, bytes.baseAddress! + written, count)
      #else
        let result = Glibc.write(descriptor, bytes.baseAddress! + written, count)
      #endif
      if result < 0 && errno == EINTR { continue }
      guard result > 0 else { throw failure(at: url) }
      written += result
    }
  }

  /// What `errno` says. A folder that is not there is the caller's mistake, and has a sentence of its own.
  private static func failure(at url: URL) -> any Error {
    let code = errno
    guard code != ENOENT else {
      return NeuralError.file(
        url.lastPathComponent, found: "no folder \(url.deletingLastPathComponent().path)",
        expected: "a folder to write to", next: "Make it first.")
    }
    return NSError(
      domain: NSPOSIXErrorDomain, code: Int(code), userInfo: [NSFilePathErrorKey: url.path])
  }
}
