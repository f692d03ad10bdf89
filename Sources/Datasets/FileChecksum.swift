import Crypto
import Foundation

enum FileChecksum {
  /// SHA-256 of a file, read in pieces of 1 MB.
  static func sha256(of file: URL) throws(DatasetError) -> String {
    do {
      let handle = try FileHandle(forReadingFrom: file)
      defer { try? handle.close() }
      var hash = SHA256()
      while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
        hash.update(data: piece)
      }
      return hexadecimal(hash.finalize())
    } catch {
      throw .unreadable(file.path, reason: reason(for: error))
    }
  }

  static func sha256(_ bytes: [UInt8]) -> String {
    hexadecimal(SHA256.hash(data: bytes))
  }
}
