import CZlib
import Foundation

/// Unpacks gzip data piece by piece; the only file that touches zlib's pointers.
public final class GzipInflater {
  /// The version of the zlib that is loaded.
  public static var zlibVersion: String { String(cString: CZlib.zlibVersion()) }

  private let stream: UnsafeMutablePointer<z_stream>
  private let path: String
  private var buffer = [UInt8](repeating: 0, count: 1 << 18)
  /// Whether the input so far ends where a gzip member ends.
  private(set) var isComplete = false
  private var hasInput = false

  /// - Parameter path: The file, for errors.
  init(path: String) throws(DatasetError) {
    self.path = path
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15 bits of window, plus 16 for the gzip header and its CRC.
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, size) == Z_OK else {
      throw .badCompression(path, reason: "zlib did not start")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Unpacks `input` and hands each piece of output to `body`.
  ///
  /// - Throws: `badCompression`, or what `body` throws.
  func inflate(
    _ input: [UInt8], body: (ArraySlice<UInt8>) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    var position = 0
    while position < input.count {
      if isComplete && hasInput {
        // Another member follows; zeros are padding.
        guard input[position] != 0 else {
          position += 1
          continue
        }
        inflateReset(stream)
        isComplete = false
      }
      hasInput = true
      let (status, used, made) = step(input, from: position)
      position += used
      guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
        let message = stream.pointee.msg.map { String(cString: $0) } ?? "code \(status)"
        throw .badCompression(path, reason: "damaged (\(message))")
      }
      if made > 0 { try body(buffer[..<made]) }
      isComplete = status == Z_STREAM_END
      if status == Z_BUF_ERROR && used == 0 && made == 0 { break }
    }
    // Output that did not fit is still inside.
    while !isComplete {
      let (status, _, made) = step(input, from: input.count)
      if made > 0 { try body(buffer[..<made]) }
      isComplete = status == Z_STREAM_END
      if made == 0 { break }
    }
  }

  /// - Throws: `badCompression` when the input ended early.
  func finish() throws(DatasetError) {
    guard isComplete else { throw .badCompression(path, reason: "truncated") }
  }

  private func step(_ input: [UInt8], from position: Int) -> (status: Int32, used: Int, made: Int) {
    let (available, room) = (input.count - position, buffer.count)
    return input.withUnsafeBufferPointer { source in
      buffer.withUnsafeMutableBufferPointer { target in
        stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress! + position)
        stream.pointee.avail_in = UInt32(available)
        stream.pointee.next_out = target.baseAddress
        stream.pointee.avail_out = UInt32(room)
        let status = CZlib.inflate(stream, Z_NO_FLUSH)
        return (
          status, available - Int(stream.pointee.avail_in), room - Int(stream.pointee.avail_out)
        )
      }
    }
  }

  /// All of `data`, unpacked.
  ///
  /// - Parameter limit: Bytes that it may unpack to.
  package static func inflate(
    _ data: [UInt8], of path: String, limit: Int
  ) throws(DatasetError) -> [UInt8] {
    let inflater = try GzipInflater(path: path)
    var output: [UInt8] = []
    try inflater.inflate(data) { piece throws(DatasetError) in
      output += piece
      guard output.count <= limit else {
        throw .badCompression(path, reason: "unpacks to more than \(limit) bytes")
      }
    }
    try inflater.finish()
    return output
  }
}
