import Foundation

#if canImport(CryptoKit)
  import CryptoKit
#else
  import CCrypto
#endif

/// Checksums in lower-case hexadecimal, by the system's own library: libcrypto, or CryptoKit.
public enum Checksum {
  public enum Algorithm: Sendable { case sha256, md5 }

  public static func sha256(_ data: some DataProtocol) -> String {
    let digest = Digest(.sha256)
    digest.update(data)
    return digest.hexadecimal()
  }

  /// The SHA-256 of a file, read in pieces of 1 MB.
  public static func sha256(ofFile file: URL) throws(FileError) -> String {
    try checksum(.sha256, ofFile: file)
  }

  /// A checksum of a file, read in pieces of 1 MB; what is no regular file is refused.
  public static func checksum(
    _ algorithm: Algorithm, ofFile file: URL
  ) throws(FileError) -> String {
    let digest = Digest(algorithm)
    try RegularFile.read(file) { digest.update($0) }
    return digest.hexadecimal()
  }

  /// A checksum of bytes that come in pieces.
  public final class Digest {
    #if canImport(CryptoKit)
      private var sha256 = SHA256()
      private var md5 = Insecure.MD5()
      private let algorithm: Algorithm

      public init(_ algorithm: Algorithm) { self.algorithm = algorithm }

      public func update(_ bytes: UnsafeRawBufferPointer) {
        switch algorithm {
        case .sha256: sha256.update(bufferPointer: bytes)
        case .md5: md5.update(bufferPointer: bytes)
        }
      }

      /// Ends the checksum; nothing may follow.
      public func hexadecimal() -> String {
        switch algorithm {
        case .sha256: Checksum.hexadecimal(sha256.finalize())
        case .md5: Checksum.hexadecimal(md5.finalize())
        }
      }
    #else
      private let context: OpaquePointer

      // A context of our own: that of the process follows OPENSSL_CONF and the system's policy, under which an
      // algorithm may be missing.
      nonisolated(unsafe) private static let library = OSSL_LIB_CTX_new()
      nonisolated(unsafe) private static let sha256 = EVP_MD_fetch(library, "SHA256", nil)
      nonisolated(unsafe) private static let md5 = EVP_MD_fetch(library, "MD5", nil)

      public init(_ algorithm: Algorithm) {
        context = EVP_MD_CTX_new()
        let method = algorithm == .md5 ? Self.md5 : Self.sha256
        let isReady = method == nil ? 0 : EVP_DigestInit_ex(context, method, nil)
        precondition(isReady == 1, "libcrypto: has no \(algorithm) here, expected it.")
      }

      deinit { EVP_MD_CTX_free(context) }

      public func update(_ bytes: UnsafeRawBufferPointer) {
        _ = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
      }

      /// Ends the checksum; nothing may follow.
      public func hexadecimal() -> String {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        _ = EVP_DigestFinal_ex(context, &digest, &count)
        return Checksum.hexadecimal(digest.prefix(Int(count)))
      }
    #endif
  }

  /// Two digits a byte.
  public static func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in digest {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}

extension Checksum.Digest {
  public func update(_ data: some DataProtocol) {
    for region in data.regions { region.withUnsafeBytes { update($0) } }
  }
}
