import CZlib

/// Unpacks gzip files, through zlib's `inflate`: `gzread` would pass over what lies behind the last member.
public enum GzipInflater {
  /// The version of the zlib that is loaded.
  public static var zlibVersion: String { String(cString: CZlib.zlibVersion()) }

  /// The first `limit` bytes that `packed` holds; fewer when it holds fewer.
  ///
  /// - Throws: `badCompression` when it is damaged up to there, or ends early or too late.
  package static func inflate(
    _ packed: [UInt8], of path: String, limit: Int
  ) throws(DatasetError) -> [UInt8] {
    var problem: String?
    // Deflate makes at most 1,032 bytes of one; what is reserved is not touched before it is filled.
    let room = min(limit, packed.count * 1032)
    let output = [UInt8](unsafeUninitializedCapacity: room) { target, made in
      problem = unpack(packed, into: target, made: &made)
    }
    if let problem { throw .badCompression(path, reason: problem) }
    return output
  }

  /// - Returns: What is wrong.
  private static func unpack(
    _ packed: [UInt8], into target: UnsafeMutableBufferPointer<UInt8>, made: inout Int
  ) -> String? {
    packed.withUnsafeBufferPointer { source in
      // zlib keeps the address.
      withUnsafeTemporaryAllocation(of: z_stream.self, capacity: 1) { streams in
        let stream = streams.baseAddress!
        stream.initialize(to: z_stream())
        // 15 bits of window, plus 16 for the gzip header and its CRC.
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, size) == Z_OK else {
          return "zlib did not start"
        }
        defer { inflateEnd(stream) }
        var (used, isComplete) = (0, false)
        // At the end of a member one call more looks at what follows.
        while made < target.count || !isComplete {
          if isComplete {
            if used == source.count { return nil }
            // Another member, or what is none.
            inflateReset(stream)
          }
          let (given, room) = (min(source.count - used, 1 << 30), min(target.count - made, 1 << 30))
          stream.pointee.next_in = source.baseAddress.map {
            UnsafeMutablePointer(mutating: $0 + used)
          }
          stream.pointee.avail_in = UInt32(given)
          stream.pointee.next_out = target.baseAddress.map { $0 + made }
          stream.pointee.avail_out = UInt32(room)
          let status = CZlib.inflate(stream, Z_NO_FLUSH)
          let taken = given - Int(stream.pointee.avail_in)
          let new = room - Int(stream.pointee.avail_out)
          used += taken
          made += new
          isComplete = status == Z_STREAM_END
          guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
            return "damaged (\(stream.pointee.msg.map { String(cString: $0) } ?? "code \(status)"))"
          }
          if !isComplete && taken == 0 && new == 0 {
            // All that was asked for is there, or the file ends early.
            return made == target.count && used < source.count ? nil : "truncated"
          }
        }
        return nil
      }
    }
  }
}
