import Foundation
import Support

/// An array of bytes in the IDX format, gzip'd or not.
///
/// Two zero bytes, the element type (8: unsigned byte), the number of axes, each axis' length as a
/// big-endian 32-bit number, then the elements.
///
/// **Source**: LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
public struct IDXFile: Sendable, Equatable {
  /// Axis lengths, outermost first.
  public let shape: [Int]
  public let bytes: [UInt8]

  /// Reads `file`, whose name does not tell whether it is compressed; its first two bytes do.
  ///
  /// - Parameter axes: How many are expected: 3 for images, 1 for labels.
  /// - Throws: `unreadable`, `badCompression`, `badMagic` or `wrongSize`.
  public init(contentsOf file: URL, axes: Int) throws(DatasetError) {
    try self.init(possiblyCompressed: try readBytes(of: file), axes: axes, file: file.path)
  }

  /// The same from a file's bytes. What is compressed is unpacked up to the size that its header promises,
  /// and refused one byte beyond it, so that a small file cannot fill the memory.
  package init(
    possiblyCompressed raw: [UInt8], axes: Int, file: String
  ) throws(DatasetError) {
    guard raw.starts(with: [0x1f, 0x8b]) else {
      try self.init(raw, axes: axes, file: file)
      return
    }
    let start = try GzipInflater.inflate(raw, of: file, limit: Header.size(axes: axes))
    let header = try Header(start, axes: axes, file: file)
    var data = try GzipInflater.inflate(raw, of: file, limit: header.total + 1)
    try self.init(taking: &data, axes: axes, file: file)
  }

  package init(_ data: [UInt8], axes: Int, file: String) throws(DatasetError) {
    var data = data
    try self.init(taking: &data, axes: axes, file: file)
  }

  /// Leaves `data` empty, so that the elements are in memory once.
  private init(taking data: inout [UInt8], axes: Int, file: String) throws(DatasetError) {
    let header = try Header(data, axes: axes, file: file)
    guard data.count == header.total else {
      throw .wrongSize(file, found: data.count, expected: header.expectation)
    }
    shape = header.shape
    data.removeSubrange(..<Header.size(axes: axes))
    bytes = data
    data = []
  }

  /// What stands before the elements.
  private struct Header {
    let shape: [Int]
    /// Bytes of the whole file.
    let total: Int

    static func size(axes: Int) -> Int { 4 + 4 * axes }

    var expectation: String {
      "\(total) for \(shape.map(String.init).joined(separator: " x ")) elements"
    }

    init(_ data: [UInt8], axes: Int, file: String) throws(DatasetError) {
      let expected: [UInt8] = [0, 0, 8, UInt8(axes)]
      let size = Self.size(axes: axes)
      guard data.starts(with: expected) else {
        throw .badMagic(
          file, found: data.isEmpty ? "nothing" : Checksum.hexadecimal(data.prefix(4)),
          expected: Checksum.hexadecimal(expected))
      }
      guard data.count >= size else {
        throw .wrongSize(file, found: data.count, expected: "\(size) or more")
      }
      let shape = (0..<axes).map { axis in
        data[(4 + 4 * axis)..<(8 + 4 * axis)].reduce(0) { $0 << 8 | Int($1) }
      }
      var count = 1
      for length in shape {
        let (product, overflow) = count.multipliedReportingOverflow(by: length)
        guard !overflow, product < 1 << 40 else {
          throw .wrongSize(file, found: data.count, expected: "what a header of \(shape) promises")
        }
        count = product
      }
      (self.shape, total) = (shape, size + count)
    }
  }
}
