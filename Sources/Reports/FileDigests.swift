import Foundation
import Support

/// SHA-256 of files, each read once as long as it is left alone.
public final class FileDigests: @unchecked Sendable {
  private let lock = NSLock()
  private var known: [String: (state: FileState, digest: String)] = [:]

  /// Of all files that this process has asked about.
  public static let shared = FileDigests()

  /// Nil where there is no file that can be read.
  public func sha256(of file: URL) -> String? {
    guard let state = FileState(of: file.path) else { return nil }
    if let found = lock.withLock({ known[file.path] }), found.state == state { return found.digest }
    guard let digest = try? Checksum.sha256(ofFile: file) else { return nil }
    lock.withLock { known[file.path] = (state, digest) }
    return digest
  }
}
