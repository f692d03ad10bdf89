import Foundation

/// The headers of plain tar archives with files alone.
///
/// **Source**: the ustar format of POSIX.1-1988: blocks of 512 bytes, a header before each file, two
/// blocks of zeros at the end. Times, owners and modes are fixed, so that equal files give equal archives.
package enum TarFormat {
  package static let block = 512
  /// The largest size that eleven octal digits hold: 8 GiB less one byte.
  static let largest = 1 << 33 - 1

  /// Nil when the path or the size does not fit.
  package static func header(path: String, size: Int) -> Data? {
    guard size <= largest, let (prefix, name) = split(path) else { return nil }
    var bytes = [UInt8](repeating: 0, count: block)
    func put(_ text: String, at offset: Int) {
      for (index, byte) in text.utf8.enumerated() { bytes[offset + index] = byte }
    }
    put(name, at: 0)
    put("0000644\0", at: 100)
    put("0000000\0", at: 108)
    put("0000000\0", at: 116)
    put(octal(size, digits: 11) + "\0", at: 124)
    put("00000000000\0", at: 136)
    put("        ", at: 148)
    put("0", at: 156)
    put("ustar\0", at: 257)
    put("00", at: 263)
    put(prefix, at: 345)
    put(octal(bytes.reduce(0) { $0 + Int($1) }, digits: 6) + "\0 ", at: 148)
    return Data(bytes)
  }

  struct Entry {
    var path: String
    var size: Int
  }

  enum Header {
    case end
    case file(Entry)
    /// What is wrong, as the end of a sentence.
    case bad(String)
  }

  static func read(_ header: Data) -> Header {
    let bytes = [UInt8](header)
    guard bytes.count == block else { return .bad("it ends early") }
    if bytes.allSatisfy({ $0 == 0 }) { return .end }
    let sum = bytes.enumerated().reduce(0) {
      $0 + (148..<156 ~= $1.offset ? 32 : Int($1.element))
    }
    guard number(bytes[148..<156]) == sum, let size = number(bytes[124..<136]), size <= largest
    else { return .bad("a header does not fit its checksum") }
    var path = text(bytes[0..<100])
    if bytes[257..<262].elementsEqual("ustar".utf8), bytes[345] != 0 {
      path = text(bytes[345..<500]) + "/" + path
    }
    guard bytes[156] == UInt8(ascii: "0") || bytes[156] == 0 else {
      return .bad("'\(path)' is no plain file")
    }
    // Owners, times and whatever else a header has room for are fixed.
    guard Self.header(path: path, size: size) == header else {
      return .bad("a header is not as nonsmooth writes it")
    }
    return .file(Entry(path: path, size: size))
  }

  /// Bytes of zeros behind a file of `size` bytes.
  package static func padding(after size: Int) -> Int { (block - size % block) % block }

  /// At most 155 bytes before a slash, and 100 after it.
  private static func split(_ path: String) -> (String, String)? {
    if path.utf8.count <= 100 { return ("", path) }
    for index in path.indices.reversed() where path[index] == "/" {
      let (prefix, name) = (path[..<index], path[path.index(after: index)...])
      if prefix.utf8.count <= 155, name.utf8.count <= 100 { return (String(prefix), String(name)) }
    }
    return nil
  }

  private static func octal(_ value: Int, digits: Int) -> String {
    let text = String(value, radix: 8)
    return String(repeating: "0", count: max(digits - text.count, 0)) + text
  }

  private static func text(_ field: ArraySlice<UInt8>) -> String {
    String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func number(_ field: ArraySlice<UInt8>) -> Int? {
    Int(text(field).trimmingCharacters(in: .whitespaces), radix: 8).flatMap { $0 < 0 ? nil : $0 }
  }
}
