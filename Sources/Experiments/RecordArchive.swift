import Foundation

/// Carries records from one store to another in a tar archive,
/// `nonsmooth-store/<kind>/<key>/<file>`, with every hash checked on both sides.
public enum RecordArchive {
  static let folder = "nonsmooth-store"
  private static let piece = 1 << 20

  /// Writes the records of `keys` to `file`, which must not exist.
  ///
  /// - Returns: The archive's bytes.
  /// - Throws: `damagedRecord` for a record that does not fit its hashes, `cannotWrite`, `cannotRead`.
  public static func export(
    _ keys: [RunKey], of store: DirectoryRunStore, to file: URL
  ) throws(ExperimentsError) -> Int {
    guard !FileManager.default.fileExists(atPath: file.path) else {
      throw .cannotWrite(file.path, reason: "a file of this name is there already")
    }
    let partial = file.appendingPathExtension("partial")
    do throws(ExperimentsError) {
      guard FileManager.default.createFile(atPath: partial.path, contents: nil),
        let output = FileHandle(forWritingAtPath: partial.path)
      else { throw ExperimentsError.cannotWrite(file.path, reason: "its folder takes no files") }
      defer { try? output.close() }
      for key in keys.sorted(by: { $0.description < $1.description }) {
        if let problem = try store.problem(of: key) {
          throw ExperimentsError.damagedRecord(store.directory(of: key).path, reason: problem)
        }
        let directory = store.directory(of: key)
        for name in DurableFile.files(in: directory) where !RunRecord.isWorkingFile(name) {
          try append(
            directory.appendingPathComponent(name), as: "\(folder)/\(key)/\(name)", to: output)
        }
      }
      try write(Data(count: 2 * TarFormat.block), to: output)
      try DurableFile.flush(partial)
    } catch {
      unlink(partial.path)
      throw error
    }
    // A link, unlike a renaming, never replaces what has come to be there meanwhile.
    guard link(partial.path, file.path) == 0 else {
      let code = errno
      unlink(partial.path)
      throw .cannotWrite(file.path, reason: DurableFile.reason(forCode: code))
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
      throw .cannotRead(file.path, reason: DurableFile.reason(for: error))
    }
  }

  private static func write(_ data: Data, to output: FileHandle) throws(ExperimentsError) {
    do {
      try output.write(contentsOf: data)
    } catch {
      throw .cannotWrite("the archive", reason: DurableFile.reason(for: error))
    }
  }

  /// What an archive brought.
  public struct Import: Sendable, Equatable, Encodable {
    /// Keys of the records that are new here.
    public var taken: [String] = []
    /// Keys of the records that were here already, the very same ones.
    public var known: [String] = []
    /// Keys of the runs that were here already, made apart and with the same bits.
    public var confirmed: [String] = []
    /// Runs that were here already, with other bits.
    public var conflicts: [RunConflict] = []
    /// Keys of the runs that another process is making or taking here, so that nothing was done.
    public var busy: [String] = []

    public init() {}

    public static func + (one: Import, two: Import) -> Import {
      var sum = one
      sum.taken += two.taken
      sum.known += two.known
      sum.confirmed += two.confirmed
      sum.conflicts += two.conflicts
      sum.busy += two.busy
      return sum
    }
  }

  /// Takes the records of `file` into `store`: all of them, or none where one of them is not whole. What is
  /// here already is compared; see `RunAdoption`.
  ///
  /// - Throws: `badArchive`, `newerStore`, `cannotRead` or `cannotWrite`.
  public static func take(
    _ file: URL, into store: DirectoryRunStore
  ) throws(ExperimentsError) -> Import {
    let stage = try StoreStage(in: store)
    defer { stage.end() }
    var found: [RunKey] = []
    for key in try unpack(file, to: stage.folder).sorted(by: { $0.description < $1.description }) {
      do throws(ExperimentsError) {
        try check(stage.folder.appendingPathComponent(key.description), key: key)
      } catch {
        switch error {
        case .damagedRecord(_, let reason):
          throw .badArchive(file.path, reason: "\(key): \(reason)")
        case .newerRecord(_, let format, let known):
          throw .newerRecord("\(file.path): \(key)", found: format, known: known)
        default: throw error
        }
      }
      found.append(key)
    }
    var result = Import()
    for key in found {
      let staged = stage.folder.appendingPathComponent(key.description)
      switch try store.adopt(staged, as: key) {
      case .taken: result.taken.append(key.description)
      case .known: result.known.append(key.description)
      case .confirmed: result.confirmed.append(key.description)
      case .conflict(let conflict): result.conflicts.append(conflict)
      case .busy: result.busy.append(key.description)
      }
    }
    return result
  }

  /// Whether a folder holds the record of `key`, whole, and nothing else.
  private static func check(_ directory: URL, key: RunKey) throws(ExperimentsError) {
    guard let record = try RunRecord.read(from: directory) else {
      throw .damagedRecord(directory.path, reason: "record.json is missing")
    }
    guard record.key == key.hash, record.kind == key.kind else {
      throw .damagedRecord(directory.path, reason: "it belongs to another run")
    }
    for name in DurableFile.files(in: directory)
    where name != RunRecord.fileName && record.files[name] == nil {
      throw .damagedRecord(directory.path, reason: "\(name) is not among its files")
    }
  }

  /// - Returns: The keys of the folders that the archive names.
  private static func unpack(_ file: URL, to stage: URL) throws(ExperimentsError) -> Set<RunKey> {
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
        guard !keys.isEmpty else { throw .badArchive(file.path, reason: "it holds no records") }
        return keys
      case .file(let entry):
        guard
          let match = entry.path.wholeMatch(
            of: /nonsmooth-store\/([A-Za-z0-9-]+)\/([0-9a-f]{64})\/([A-Za-z0-9_-][A-Za-z0-9._-]*)/)
        else {
          throw .badArchive(file.path, reason: "'\(entry.path)' is no file of a record")
        }
        let key = RunKey(kind: String(match.1), hash: String(match.2))
        guard !DirectoryRunStore.reserved.contains(key.kind) else {
          throw .badArchive(file.path, reason: "'\(entry.path)' is no file of a record")
        }
        keys.insert(key)
        let folder = stage.appendingPathComponent(key.description)
        try DurableFile.createFolder(folder)
        try copy(
          entry, from: input, of: file, to: folder.appendingPathComponent(String(match.3)))
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
    else { throw .cannotWrite(target.path, reason: DurableFile.reason(forCode: errno)) }
    defer { try? output.close() }
    var left = entry.size
    while left > 0 {
      let data = try read(min(left, piece), from: input, of: file)
      guard !data.isEmpty else { throw .badArchive(file.path, reason: "it ends early") }
      do {
        try output.write(contentsOf: data)
      } catch {
        throw .cannotWrite(target.path, reason: DurableFile.reason(for: error))
      }
      left -= data.count
    }
    let padding = TarFormat.padding(after: entry.size)
    guard try read(padding, from: input, of: file).count == padding else {
      throw .badArchive(file.path, reason: "it ends early")
    }
    try DurableFile.flush(target)
  }

  /// `count` bytes, or fewer at the end of the file.
  private static func read(
    _ count: Int, from input: FileHandle, of file: URL
  ) throws(ExperimentsError) -> Data {
    guard count > 0 else { return Data() }
    do {
      return try input.read(upToCount: count) ?? Data()
    } catch {
      throw .cannotRead(file.path, reason: DurableFile.reason(for: error))
    }
  }
}
