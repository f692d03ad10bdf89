import CZlib

/// Makes gzip files in memory.
enum GzipFile {
  /// `bytes` in blocks without compression, so that making it costs next to nothing.
  ///
  /// **Source**: RFC 1952 for the file, section 3.2.4 of RFC 1951 for the blocks.
  static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var file: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
    var start = 0
    repeat {
      let length = min(bytes.count - start, 0xffff)
      file.append(start + length == bytes.count ? 1 : 0)
      for number in [length, ~length] {
        file += [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)]
      }
      file += bytes[start..<start + length]
      start += length
    } while start < bytes.count
    let checksum = bytes.withUnsafeBufferPointer { crc32(0, $0.baseAddress, UInt32($0.count)) }
    for number in [UInt32(truncatingIfNeeded: checksum), UInt32(bytes.count)] {
      file += (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    return file
  }

  /// `bytes` compressed as well as zlib can.
  static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    // 15 bits of window, plus 16 for the gzip header and its CRC; 9 bits of memory level.
    let status = deflateInit2_(
      &stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib did not start: \(status).")
    defer { deflateEnd(&stream) }
    var bytes = bytes
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    let (size, room) = (bytes.count, output.count)
    let made = bytes.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(size)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(room)
        let end = deflate(&stream, Z_FINISH)
        precondition(end == Z_STREAM_END, "zlib did not end: \(end).")
        return room - Int(stream.avail_out)
      }
    }
    return Array(output.prefix(made))
  }
}
