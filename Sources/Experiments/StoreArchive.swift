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
  /// Files of one run, and of all in an archive, at most: more are no run's.
  static let largestRun = 256
  static let largestCount = 200_000
  /// Files from which on flushing the whole disk once is quicker than flushing each.
  private static let manyFiles = 64

  /// Writes `entries`, asked for once it is known that `file` does not exist, to `file`, which is there in full or
  /// not at all.
  ///
  /// - Returns: The archive's bytes.
  /// - Throws: `cannotWrite`, `cannotRead`, or what `entries` throws.
  static func write(
    to file: URL, _ entries: () throws(ExperimentsError) -> [Entry]
  ) throws(ExperimentsError) -> Int {
    let isThere = ExperimentsError.cannotWrite(
      file.path, reason: "a file of this name is there already")
    guard FileState(of: file.path) == nil else { throw isThere }
    let entries = try entries()
    guard entries.count <= largestCount else {
      throw .cannotWrite(
        file.path, reason: "\(entries.count) files are more than the \(largestCount) of an archive")
    }
    let writer = try ExperimentsError.storing(try WholeFile.Writer(file))
    var bytes = 2 * TarFormat.block
    for entry in entries {
      bytes += try ExperimentsError.storing(try append(entry, to: writer))
    }
    try ExperimentsError.storing(try writer.append(Data(count: 2 * TarFormat.block)))
    guard try ExperimentsError.storing(try writer.finishNew()) else { throw isThere }
    return bytes
  }

  /// - Returns: The bytes that were written.
  private static func append(
    _ entry: Entry, to writer: WholeFile.Writer
  ) throws(FileError) -> Int {
    let file = entry.file
    try RegularFile.require(file)
    let size = FileState(of: file.path)?.size ?? 0
    guard let header = TarFormat.header(path: entry.path, size: size) else {
      throw .cannotRead(file.path, reason: "too long a name or too large a file")
    }
    try writer.append(header)
    var left = size
    var failure: FileError?
    try RegularFile.read(file) { bytes in
      left -= bytes.count
      guard failure == nil, left >= 0 else { return }
      do throws(FileError) {
        try writer.append(bytes)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    guard left == 0 else { throw .cannotRead(file.path, reason: "it changed while it was read") }
    try writer.append(Data(count: TarFormat.padding(after: size)))
    return header.count + size + TarFormat.padding(after: size)
  }

  /// Unpacks `<folder>/<kind>/<key>/<file>` to `<stage>/<kind>/<key>/<file>`, flushed. An archive that holds
  /// anything else, before, between or behind these, is refused.
  ///
  /// - Parameter what: What the files belong to, for errors, e.g. `"a record"`.
  /// - Returns: The keys of the folders that the archive names.
  /// - Throws: `badArchive`, `cannotRead` or `cannotWrite`.
  static func unpack(
    _ file: URL, folder: String, of what: String, to stage: URL
  ) throws(ExperimentsError) -> Set<RunKey> {
    var input = try Input(file)
    var counts: [RunKey: Int] = [:]
    var targets: [URL] = []
    while true {
      switch TarFormat.read(try input.read(TarFormat.block)) {
      case .bad(let reason): throw input.bad(reason)
      case .end:
        // The second block of zeros, without which more may have followed.
        guard case .end = TarFormat.read(try input.read(TarFormat.block)) else {
          throw input.bad("it ends early")
        }
        guard input.left == 0 else {
          throw input.bad("\(Wording.size(input.left)) follow its end")
        }
        try ExperimentsError.storing(try flush(targets, below: stage))
        return Set(counts.keys)
      case .file(let entry):
        let start = "\(folder)/"
        guard entry.path.hasPrefix(start),
          let match = entry.path.dropFirst(start.count).wholeMatch(
            of: /([A-Za-z0-9-]+)\/([0-9a-f]{64})\/([A-Za-z0-9_-][A-Za-z0-9._-]*)/),
          !DirectoryRunStore.reserved.contains(String(match.1))
        else {
          throw input.bad("'\(Wording.printable(entry.path))' is no file of \(what)")
        }
        let key = RunKey(kind: String(match.1), hash: String(match.2))
        counts[key, default: 0] += 1
        guard counts[key]! <= largestRun, targets.count < largestCount else {
          throw input.bad("it holds more files than runs have")
        }
        let target = stage.appendingPathComponent(key.description)
        if counts[key] == 1 {
          try ExperimentsError.storing(try WholeFile.createFolder(target))
        }
        targets.append(target.appendingPathComponent(String(match.3)))
        try copy(entry, from: &input, to: targets[targets.count - 1])
      }
    }
  }

  private static func flush(_ targets: [URL], below stage: URL) throws(FileError) {
    if targets.count > manyFiles { return try WholeFile.flushAll(below: stage) }
    for target in targets { try WholeFile.flush(target) }
    for folder in Set(targets.map { $0.deletingLastPathComponent() }) {
      try WholeFile.flush(folder)
    }
  }

  private static func copy(
    _ entry: TarFormat.Entry, from input: inout Input, to target: URL
  ) throws(ExperimentsError) {
    guard entry.size + TarFormat.padding(after: entry.size) <= input.left else {
      throw input.bad("it ends early")
    }
    let descriptor = open(target.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      let code = errno
      guard code != EEXIST else { throw input.bad("'\(entry.path)' comes twice") }
      throw .cannotWrite(target.path, reason: SystemReason.words(forCode: code))
    }
    let output = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var left = entry.size
    while left > 0 {
      let data = try input.read(min(left, piece))
      guard !data.isEmpty else { throw input.bad("it ends early") }
      do {
        try output.write(contentsOf: data)
      } catch {
        throw .cannotWrite(target.path, reason: SystemReason.words(for: error))
      }
      left -= data.count
    }
    guard try input.read(TarFormat.padding(after: entry.size)).allSatisfy({ $0 == 0 }) else {
      throw input.bad("something hides behind '\(entry.path)'")
    }
  }

  /// An archive that is read from its beginning to its end.
  private struct Input {
    let file: URL
    private let handle: FileHandle
    /// Bytes that have not been read yet.
    private(set) var left: Int

    init(_ file: URL) throws(ExperimentsError) {
      self.file = file
      (handle, left) = try ExperimentsError.storing(try RegularFile.handle(of: file))
    }

    func bad(_ reason: String) -> ExperimentsError { .badArchive(file.path, reason: reason) }

    /// `count` bytes, or fewer at the end of the file.
    mutating func read(_ count: Int) throws(ExperimentsError) -> Data {
      guard count > 0 else { return Data() }
      do {
        let data = try handle.read(upToCount: count) ?? Data()
        left -= data.count
        return data
      } catch {
        throw .cannotRead(file.path, reason: SystemReason.words(for: error))
      }
    }
  }
}
