import Foundation

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
    let raw = try readBytes(of: file)
    let data =
      raw.starts(with: [0x1f, 0x8b]) ? try GzipInflater.inflate(raw, of: file.path) : raw
    try self.init(data, axes: axes, file: file.path)
  }

  init(_ data: [UInt8], axes: Int, file: String) throws(DatasetError) {
    let expected: [UInt8] = [0, 0, 8, UInt8(axes)]
    let header = 4 + 4 * axes
    guard data.starts(with: expected) else {
      throw .badMagic(
        file, found: data.isEmpty ? "nothing" : hexadecimal(data.prefix(4)),
        expected: hexadecimal(expected))
    }
    guard data.count >= header else {
      throw .wrongSize(file, found: data.count, expected: "\(header) or more")
    }
    shape = (0..<axes).map { axis in
      data[(4 + 4 * axis)..<(8 + 4 * axis)].reduce(0) { $0 << 8 | Int($1) }
    }
    var total = header
    var count = 1
    for length in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      guard !overflow, product < 1 << 40 else {
        throw .wrongSize(file, found: data.count, expected: "what a header of \(shape) promises")
      }
      count = product
    }
    total += count
    guard data.count == total else {
      throw .wrongSize(
        file, found: data.count,
        expected: "\(total) for \(shape.map(String.init).joined(separator: " x ")) elements")
    }
    bytes = Array(data[header...])
  }
}
