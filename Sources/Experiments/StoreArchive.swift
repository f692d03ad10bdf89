import Foundation
import Support

/// A tar archive of folders of a run store, `<folder>/<kind>/<key>/<file>`.
enum StoreArchive {
  struct Entry {
    var file: URL
    /// Its path in the archive.
    var path: String
  }

  private static let piece = 1 << 20

  /// Writes `entries`, asked for once it is known that `file` does not exist, to `file`, which is there in full or
  /// not at all.
  ///
  /// - Returns: The archive's bytes.
  /// - Throws: `cannotWrite`, `cannotRead`, or what `entries` throws.
  static func write(
    to file: URL, _ entries: () throws(ExperimentsError) -> [Entry]
  ) throws(ExperimentsError) -> Int {
    guard !FileManager.default.fileExists(atPath: file.path) else {
      throw .cannotWrite(file.path, reason: "a file of this name is there already")
    }
    let entries = try entries()
    let partial = file.appendingPathExtension("partial")
    do throws(ExperimentsError) {
      guard FileManager.default.createFile(atPath: partial.path, contents: nil),
        let output = FileHandle(forWritingAtPath: partial.path)
      else { throw ExperimentsError.cannotWrite(file.path, reason: "its folder takes no files") }
      defer { try? output.close() }
      for entry in entries { try append(entry.file, as: entry.path, to: output) }
      try write(Data(count: 2 * TarFormat.block), to: output)
      try ExperimentsError.storing(try WholeFile.flush(partial))
    } catch {
      unlink(partial.path)
      throw error
    }
    // A link, unlike a renaming, never replaces what has come to be there meanwhile.
    guard link(partial.path, file.path) == 0 else {
      let code = errno
      unlink(partial.path)
      throw .cannotWrite(file.path, reason: SystemReason.words(forCode: code))
    }
    unlink(partial.path)
    return (try? FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int) ?? 0
  }

  private static func append(
    _ file: URL, as path: String, to output: FileHandle
  ) throws(ExperimentsError) {
    guard let input = FileHandle(forReadingAtPath: file.path) else {
      throw .cannotRead(file.path, reason: "it cannot be opened")
    }
    defer { try? input.close() }
    do {
      let size = Int(try input.seekToEnd())
      try input.seek(toOffset: 0)
      guard let header = TarFormat.header(path: path, size: size) else {
        throw ExperimentsError.cannotRead(file.path, reason: "too long a name or too large a file")
      }
      try write(header, to: output)
      var left = size
      while left > 0, let data = try input.read(upToCount: min(left, piece)), !data.isEmpty {
        try write(data, to: output)
        left -= data.count
      }
      guard left == 0 else {
        throw ExperimentsError.cannotRead(file.path, reason: "it shrank while it was read")
      }
      try write(Data(count: TarFormat.padding(after: size)), to: output)
    } catch let error as ExperimentsError {
      throw error
    } catch {
      throw .cannotRead(file.path, reason: SystemReason.words(for: error))
    }
  }

  private static func write(_ data: Data, to output: FileHandle) throws(ExperimentsError) {
    do {
      try output.write(contentsOf: data)
    } catch {
      throw .cannotWrite("the archive", reason: SystemReason.words(for: error))
    }
  }

  /// Unpacks `<folder>/<kind>/<key>/<file>` to `<stage>/<kind>/<key>/<file>`.
  ///
  /// - Parameter what: What the files belong to, for errors, e.g. `"a record"`.
  /// - Returns: The keys of the folders that the archive names.
  /// - Throws: `badArchive`, `cannotRead` or `cannotWrite`.
  static func unpack(
    _ file: URL, folder: String, of what: String, to stage: URL
  ) throws(ExperimentsError) -> Set<RunKey> {
    guard let input = FileHandle(forReadingAtPath: file.path) else {
      throw .cannotRead(file.path, reason: "it does not exist or may not be read")
    }
    defer { try? input.close() }
    var keys: Set<RunKey> = []
    while true {
      switch TarFormat.read(try read(TarFormat.block, from: input, of: file)) {
      case .bad(let reason): throw .badArchive(file.path, reason: reason)
      case .end:
        // The second block of zeros, without which more may have followed.
        guard case .end = TarFormat.read(try read(TarFormat.block, from: input, of: file)) else {
          throw .badArchive(file.path, reason: "it ends early")
        }
        return keys
      case .file(let entry):
        let start = "\(folder)/"
        guard entry.path.hasPrefix(start),
          let match = entry.path.dropFirst(start.count).wholeMatch(
            of: /([A-Za-z0-9-]+)\/([0-9a-f]{64})\/([A-Za-z0-9_-][A-Za-z0-9._-]*)/)
        else {
          throw .badArchive(file.path, reason: "'\(entry.path)' is no file of \(what)")
        }
        let key = RunKey(kind: String(match.1), hash: String(match.2))
        guard !DirectoryRunStore.reserved.contains(key.kind) else {
          throw .badArchive(file.path, reason: "'\(entry.path)' is no file of \(what)")
        }
        keys.insert(key)
        let target = stage.appendingPathComponent(key.description)
        try ExperimentsError.storing(try WholeFile.createFolder(target))
        try copy(
          entry, from: input, of: file, to: target.appendingPathComponent(String(match.3)))
      }
    }
  }

  private static func copy(
    _ entry: TarFormat.Entry, from input: FileHandle, of file: URL, to target: URL
  ) throws(ExperimentsError) {
    guard !FileManager.default.fileExists(atPath: target.path) else {
      throw .badArchive(file.path, reason: "'\(entry.path)' comes twice")
    }
    guard FileManager.default.createFile(atPath: target.path, contents: nil),
      let output = FileHandle(forWritingAtPath: target.path)
    else { throw .cannotWrite(target.path, reason: SystemReason.words(forCode: errno)) }
    defer { try? output.close() }
    var left = entry.size
    while left > 0 {
      let data = try read(min(left, piece), from: input, of: file)
      guard !data.isEmpty else { throw .badArchive(file.path, reason: "it ends early") }
      do {
        try output.write(contentsOf: data)
      } catch {
        throw .cannotWrite(target.path, reason: SystemReason.words(for: error))
      }
      left -= data.count
    }
    let padding = TarFormat.padding(after: entry.size)
    guard try read(padding, from: input, of: file).count == padding else {
      throw .badArchive(file.path, reason: "it ends early")
    }
    try ExperimentsError.storing(try WholeFile.flush(target))
  }

  /// `count` bytes, or fewer at the end of the file.
  private static func read(
    _ count: Int, from input: FileHandle, of file: URL
  ) throws(ExperimentsError) -> Data {
    guard count > 0 else { return Data() }
    do {
      return try input.read(upToCount: count) ?? Data()
    } catch {
      throw .cannotRead(file.path, reason: SystemReason.words(for: error))
    }
  }
}
