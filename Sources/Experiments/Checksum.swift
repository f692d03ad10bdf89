import Crypto
import Foundation

/// SHA-256 in lower-case hexadecimal.
public enum Checksum {
  /// The checksum of `data`.
  public static func sha256(_ data: some DataProtocol) -> String {
    hexadecimal(SHA256.hash(data: data))
  }

  /// The checksum of a file, read in pieces of 1 MB.
  ///
  /// - Throws: `ExperimentsError.cannotRead`.
  public static func sha256(ofFile file: URL) throws(ExperimentsError) -> String {
    do {
      let handle = try FileHandle(forReadingFrom: file)
      defer { try? handle.close() }
      var hash = SHA256()
      while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
        hash.update(data: piece)
      }
      return hexadecimal(hash.finalize())
    } catch {
      throw .cannotRead(file.path, reason: DurableFile.reason(for: error))
    }
  }

  static func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in digest {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
