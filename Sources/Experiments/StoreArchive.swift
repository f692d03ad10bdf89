import Foundation
import Support

/// A tar archive of folders of a run store, `<folder>/<kind>/<key>/<file>`.
enum StoreArchive {
  struct Entry {
    var file: URL
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

  struct Member {
    var key: RunKey
    var name: String
    var path: String
    fileprivate var offset: Int
    fileprivate var size: Int
  }

  /// An archive that is open for reading, its members known and nothing unpacked yet.
  final class Reader {
    let file: URL
    private(set) var members: [Member] = []
    private let handle: FileHandle
    private let size: Int
    private var offset = 0

    /// Reads the headers. An archive that holds anything but `<folder>/<kind>/<key>/<file>`, before, between or
    /// behind these, is refused.
    ///
    /// - Parameter what: What the files belong to, for errors, e.g. `"a record"`.
    /// - Throws: `badArchive` or `cannotRead`.
    init(_ file: URL, folder: String, of what: String) throws(ExperimentsError) {
      self.file = file
      (handle, size) = try ExperimentsError.storing(try RegularFile.handle(of: file))
      var counts: [RunKey: Int] = [:]
      var paths: Set<String> = []
      while case .file(let entry) = try header() {
        let start = "\(folder)/"
        guard entry.path.hasPrefix(start),
          let match = entry.path.dropFirst(start.count).wholeMatch(
            of: /([A-Za-z0-9-]+)\/([0-9a-f]{64})\/([A-Za-z0-9_-][A-Za-z0-9._-]*)/),
          !DirectoryRunStore.reserved.contains(String(match.1))
        else {
          throw bad("'\(Wording.printable(entry.path))' is no file of \(what)")
        }
        let key = RunKey(kind: String(match.1), hash: String(match.2))
        counts[key, default: 0] += 1
        guard counts[key]! <= largestRun, members.count < largestCount else {
          throw bad("it holds more files than runs have")
        }
        guard paths.insert(entry.path.lowercased()).inserted else {
          throw bad("'\(entry.path)' comes twice")
        }
        let padding = TarFormat.padding(after: entry.size)
        guard entry.size + padding <= size - offset else { throw bad("it ends early") }
        members.append(
          Member(
            key: key, name: String(match.3), path: entry.path, offset: offset, size: entry.size))
        guard try read(padding, at: offset + entry.size).allSatisfy({ $0 == 0 }) else {
          throw bad("something hides behind '\(entry.path)'")
        }
      }
      // The second block of zeros, without which more may have followed.
      guard case .end = try header() else { throw bad("it ends early") }
      guard offset == size else { throw bad("\(Wording.size(size - offset)) follow its end") }
    }

    func bad(_ reason: String) -> ExperimentsError { .badArchive(file.path, reason: reason) }

    private func header() throws(ExperimentsError) -> TarFormat.Header {
      let header = TarFormat.read(try read(TarFormat.block, at: offset))
      if case .bad(let reason) = header { throw bad(reason) }
      return header
    }

    /// All of a member that has at most `limit` bytes; nil of a larger one.
    func contents(of member: Member, limit: Int) throws(ExperimentsError) -> Data? {
      member.size <= limit ? try read(member.size, at: member.offset) : nil
    }

    /// Writes all members to `<stage>/<kind>/<key>/<file>`, flushed.
    func unpack(to stage: URL) throws(ExperimentsError) {
      var targets: [URL] = []
      var folders: Set<RunKey> = []
      for member in members {
        let folder = stage.appendingPathComponent(member.key.description)
        if folders.insert(member.key).inserted {
          try ExperimentsError.storing(try WholeFile.createFolder(folder))
        }
        targets.append(folder.appendingPathComponent(member.name))
        try copy(member, to: targets[targets.count - 1])
      }
      try ExperimentsError.storing(try flush(targets, below: stage))
    }

    private func copy(_ member: Member, to target: URL) throws(ExperimentsError) {
      let descriptor = open(target.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else {
        throw .cannotWrite(target.path, reason: SystemReason.words(forCode: errno))
      }
      let output = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
      var done = 0
      while done < member.size {
        let data = try read(min(member.size - done, piece), at: member.offset + done)
        guard !data.isEmpty else { throw bad("it ends early") }
        do {
          try output.write(contentsOf: data)
        } catch {
          throw .cannotWrite(target.path, reason: SystemReason.words(for: error))
        }
        done += data.count
      }
    }

    /// `count` bytes, or fewer at the end of the file; `offset` is behind them then.
    private func read(_ count: Int, at start: Int) throws(ExperimentsError) -> Data {
      do {
        if start != offset { try handle.seek(toOffset: UInt64(start)) }
        let data = count > 0 ? try handle.read(upToCount: count) ?? Data() : Data()
        offset = start + data.count
        return data
      } catch {
        throw .cannotRead(file.path, reason: SystemReason.words(for: error))
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
}
