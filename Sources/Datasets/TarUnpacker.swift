import Foundation
import Support

/// Unpacks a gzip'd tar archive into a new folder, refusing whatever could reach outside it.
///
/// Accepted are plain files and folders with relative paths free of `..`; links, devices and long-name
/// extensions are refused. Extended headers are skipped.
///
/// **Source**: the ustar format of POSIX.1-1988.
package final class TarUnpacker {
  private enum State {
    case header
    case file(FileHandle, URL, left: Int)
    case skip(left: Int)
    case end
  }

  private let archive: String
  private let folder: URL
  private let limit: Int
  private var state = State.header
  private var padding = 0
  private var block: [UInt8] = []
  private var total = 0
  private var entries = 0
  /// A data set has a handful of files; a small archive can hold millions of empty ones.
  package static let mostEntries = 1000
  /// Files written, by their path inside the folder.
  private(set) var files: [String] = []

  /// Unpacks `archive` to `folder`, which must not exist; on an error nothing is left there.
  ///
  /// - Parameter limit: Bytes that all files together may have.
  /// - Returns: The files' paths inside `folder`.
  /// - Throws: `unsafeArchive`, `badArchive`, `badCompression`, `unreadable` or `cannotWrite`.
  @discardableResult
  package static func unpack(
    _ archive: URL, to folder: URL, limit: Int
  ) throws(DatasetError) -> [String] {
    let unpacker = TarUnpacker(archive: archive.path, folder: folder, limit: limit)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let inflater = try GzipInflater(path: archive.path)
      let input = try FileHandle(forReadingFrom: archive)
      defer { try? input.close() }
      while let piece = try input.read(upToCount: 1 << 18), !piece.isEmpty {
        try inflater.inflate([UInt8](piece)) { output throws(DatasetError) in
          try unpacker.take(output)
        }
      }
      try inflater.finish()
      try unpacker.finish()
      return unpacker.files
    } catch {
      try? FileManager.default.removeItem(at: folder)
      if let error = error as? DatasetError { throw error }
      throw .unreadable(archive.path, reason: SystemReason.words(for: error))
    }
  }

  private init(archive: String, folder: URL, limit: Int) {
    (self.archive, self.folder, self.limit) = (archive, folder, limit)
  }

  private func take(_ piece: ArraySlice<UInt8>) throws(DatasetError) {
    var rest = piece
    while !rest.isEmpty {
      switch state {
      case .end: return
      case .header:
        let part = rest.prefix(512 - block.count)
        block += part
        rest = rest.dropFirst(part.count)
        if block.count == 512 {
          let header = block
          block = []
          try begin(header)
        }
      case .skip(let left):
        let part = min(left, rest.count)
        rest = rest.dropFirst(part)
        state = left == part ? .header : .skip(left: left - part)
      case .file(let handle, let file, let left):
        let part = rest.prefix(left)
        do {
          try handle.write(contentsOf: part)
        } catch {
          throw .cannotWrite(file.path, reason: SystemReason.words(for: error))
        }
        rest = rest.dropFirst(part.count)
        state = .file(handle, file, left: left - part.count)
        if left == part.count { close(handle) }
      }
    }
  }

  private func close(_ handle: FileHandle) {
    try? handle.close()
    state = padding > 0 ? .skip(left: padding) : .header
  }

  private func finish() throws(DatasetError) {
    switch state {
    case .end: return
    case .header where block.isEmpty && !files.isEmpty: return
    default: throw .badArchive(archive, reason: "it ends early")
    }
  }

  private func begin(_ header: [UInt8]) throws(DatasetError) {
    if header.allSatisfy({ $0 == 0 }) {
      state = .end
      return
    }
    let sum = header.enumerated().reduce(0) {
      $0 + (148..<156 ~= $1.offset ? 32 : Int($1.element))
    }
    guard number(header[148..<156]) == sum, let size = number(header[124..<136]) else {
      throw .badArchive(archive, reason: "a header does not fit its checksum")
    }
    var name = text(header[0..<100])
    if header[257..<262].elementsEqual("ustar".utf8), header[345] != 0 {
      name = text(header[345..<500]) + "/" + name
    }
    entries += 1
    guard entries <= Self.mostEntries else {
      throw .unsafeArchive(archive, entry: name, reason: "goes past \(Self.mostEntries) entries")
    }
    padding = (512 - size % 512) % 512
    switch header[156] {
    case 0, UInt8(ascii: "0"):
      let path = try safePath(name)
      total += size
      guard total <= limit else {
        throw .unsafeArchive(archive, entry: name, reason: "goes past \(limit) bytes in all")
      }
      try create(path, size: size)
    case UInt8(ascii: "5"):
      let path = try safePath(name)
      try createFolder(folder.appendingPathComponent(path))
    case UInt8(ascii: "x"), UInt8(ascii: "g"):
      state = size > 0 ? .skip(left: size + padding) : .header
    case UInt8(ascii: "1"), UInt8(ascii: "2"):
      throw .unsafeArchive(archive, entry: name, reason: "is a link")
    default:
      throw .unsafeArchive(archive, entry: name, reason: "is neither a file nor a folder")
    }
  }

  private func create(_ path: String, size: Int) throws(DatasetError) {
    let file = folder.appendingPathComponent(path)
    try createFolder(file.deletingLastPathComponent())
    guard !FileManager.default.fileExists(atPath: file.path) else {
      throw .unsafeArchive(archive, entry: path, reason: "comes twice")
    }
    guard FileManager.default.createFile(atPath: file.path, contents: nil) else {
      throw .cannotWrite(file.path, reason: SystemReason.words(forCode: errno))
    }
    do {
      let handle = try FileHandle(forWritingTo: file)
      files.append(path)
      state = .file(handle, file, left: size)
      if size == 0 { close(handle) }
    } catch {
      throw .cannotWrite(file.path, reason: SystemReason.words(for: error))
    }
  }

  private func createFolder(_ folder: URL) throws(DatasetError) {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw .cannotWrite(folder.path, reason: SystemReason.words(for: error))
    }
  }

  private func safePath(_ name: String) throws(DatasetError) -> String {
    guard !name.hasPrefix("/") else {
      throw .unsafeArchive(archive, entry: name, reason: "has an absolute path")
    }
    let parts = name.split(separator: "/").filter { $0 != "." }
    guard !parts.contains(".."), !name.contains("\\") else {
      throw .unsafeArchive(archive, entry: name, reason: "leaves the folder")
    }
    return parts.joined(separator: "/")
  }

  private func text(_ field: ArraySlice<UInt8>) -> String {
    String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// An octal field; nil when it is not one.
  private func number(_ field: ArraySlice<UInt8>) -> Int? {
    Int(text(field).trimmingCharacters(in: .whitespaces), radix: 8).flatMap { $0 < 0 ? nil : $0 }
  }
}
