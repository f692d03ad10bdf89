import Foundation

/// The three descriptors that a process finds open, or not.
public enum StandardStreams {
  /// Opens /dev/null in place of each that is closed, as some daemons start programs: else the next file to be opened
  /// would be taken for standard error.
  public static func ensureOpen() {
    // The lowest free number is given out first.
    while true {
      let descriptor = open("/dev/null", O_RDWR)
      guard (0...2).contains(descriptor) else {
        if descriptor > 2 { close(descriptor) }
        return
      }
    }
  }

  /// All of standard input.
  ///
  /// - Parameter limit: The most bytes that make sense, since what is piped there may have no end.
  public static func input(limit: Int) throws(FileError) -> Data {
    var data = Data()
    do {
      while let piece = try FileHandle.standardInput.read(upToCount: 1 << 20), !piece.isEmpty {
        data += piece
        guard data.count <= limit else {
          throw FileError.cannotRead("-", reason: "it has more than \(limit) bytes")
        }
      }
    } catch {
      throw .cannotRead("-", reason: SystemReason.words(for: error))
    }
    return data
  }

  /// Writes to standard error; what cannot be written, since nobody reads or the disk is full, is lost.
  public static func tell(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        #if canImport(Darwin)
          let count = Darwin.write(2, rest.baseAddress, rest.count)
        #else
          let count = Glibc.write(2, rest.baseAddress, rest.count)
        #endif
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
    }
  }
}
