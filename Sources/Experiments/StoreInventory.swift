import Foundation
import Support

/// What lies in a store.
public struct StoreEntry: Sendable, Encodable {
  public enum State: String, Sendable, Encodable, CaseIterable {
    /// A record of the current code.
    case fresh
    /// A record of other code, which the current code no longer reads.
    case old
    /// A run that was stopped, or that a process is making.
    case unfinished
    /// A result that differs from the record of the same run.
    case conflict
    /// Files that are no record, or record.json altered.
    case damaged
    /// What a failed run left to read.
    case failed
  }

  public var state: State
  public var kind: String
  /// 64 hexadecimal digits; empty for what is no run.
  public var key: String
  public var name: String
  public var bytes: Int
  public var wallSeconds: Double?
  public var finished: String?
  /// SHA-256 of the canonical specification.
  public var specHash: String?
  /// `CodeFingerprint.hash`; nil for what is no sound record.
  public var code: String?
  /// What is wrong with it.
  public var problem: String?
  public var path: String
}

extension DirectoryRunStore {
  /// Everything in the store, records first, by name; files are measured and not read.
  ///
  /// Only what has a name that this program gives is listed, and so removed.
  ///
  /// - Throws: `newerStore`, `unreadableStore`, or `cannotRead`.
  public func entries() throws(ExperimentsError) -> [StoreEntry] {
    try checkFormat()
    var entries = try keys().map { entry($0, in: directory(of: $0)) }
    entries += try conflictFolders().map { name, key in
      conflict(key, in: root.appendingPathComponent("\(Self.conflictFolder)/\(name)"))
    }
    for key in try keys(suffix: ".partial") {
      let label = label(of: key)
      let folder = partial(of: key)
      entries.append(
        StoreEntry(
          state: .unfinished, kind: key.kind, key: key.hash, name: label?.name ?? "-",
          bytes: Self.size(of: folder), specHash: label?.specHash, code: label?.code,
          path: folder.path))
    }
    for (name, state) in [
      ("damaged", StoreEntry.State.damaged), ("failed", .failed), ("removed", .damaged)
    ] {
      let folder = root.appendingPathComponent(name)
      for item in try ExperimentsError.storing(try Folder.names(in: folder))
      where item.wholeMatch(of: /[A-Za-z0-9-]+-[0-9a-f]{64}(-[0-9]+)?/) != nil
        || UUID(uuidString: item) != nil
      {
        let path = folder.appendingPathComponent(item)
        entries.append(
          StoreEntry(
            state: state, kind: String(item.prefix { $0 != "-" }), key: "", name: "\(name)/\(item)",
            bytes: Self.size(of: path), path: path.path))
      }
    }
    let order = StoreEntry.State.allCases
    return entries.sorted {
      (order.firstIndex(of: $0.state)!, $0.name, $0.key)
        < (order.firstIndex(of: $1.state)!, $1.name, $1.key)
    }
  }

  private func conflict(_ key: RunKey, in folder: URL) -> StoreEntry {
    var entry = entry(key, in: folder)
    guard entry.state != .damaged else { return entry }
    entry.state = .conflict
    guard let other = try? RunRecord.header(in: folder) else { return entry }
    guard let here = header(of: key) else {
      entry.problem = "made on \(other.provenance.machine); the record that it differs from is gone"
      return entry
    }
    let files = RunConflict(key, here: here, other: other, folder: "").files
    entry.problem =
      files.isEmpty
      ? "made on \(other.provenance.machine), with the bits of the record that is here now"
      : "\(RunConflict.words(files)) made on \(other.provenance.machine), with other bits than on "
        + here.provenance.machine
    return entry
  }

  private func entry(_ key: RunKey, in folder: URL) -> StoreEntry {
    var entry = StoreEntry(
      state: .old, kind: key.kind, key: key.hash, name: "-", bytes: Self.size(of: folder),
      path: folder.path)
    do throws(ExperimentsError) {
      guard let record = try RunRecord.header(in: folder) else {
        throw .damagedRecord(folder.path, reason: "record.json is missing")
      }
      (entry.name, entry.specHash, entry.code) = (record.name, record.specHash, record.code.hash)
      (entry.wallSeconds, entry.finished) = (record.wallSeconds, record.provenance.finished)
      if entry.code == code.of(kind: key.kind).hash { entry.state = .fresh }
    } catch {
      (entry.state, entry.problem) = (.old, error.description)
      if case .damagedRecord(_, let reason) = error {
        (entry.state, entry.problem) = (.damaged, reason)
      }
    }
    return entry
  }

  /// Reads a record's files and says what is wrong with it; nil when nothing is.
  ///
  /// - Throws: `cannotRead` or `newerRecord`.
  public func problem(of key: RunKey) throws(ExperimentsError) -> String? {
    try problem(of: key, in: directory(of: key))
  }

  /// The same of whatever an entry stands for.
  public func problem(of entry: StoreEntry) throws(ExperimentsError) -> String? {
    try problem(
      of: RunKey(kind: entry.kind, hash: entry.key), in: URL(fileURLWithPath: entry.path))
  }

  private func problem(
    of key: RunKey, in folder: URL
  ) throws(ExperimentsError) -> String? {
    do throws(ExperimentsError) {
      guard let record = try RunRecord.read(from: folder) else { return "record.json is missing" }
      return record.key == key.hash ? nil : "it belongs to another run"
    } catch {
      guard case .damagedRecord(_, let reason) = error else { throw error }
      return reason
    }
  }

  /// The record of `key` without reading its other files; nil where there is none that can be read.
  public func header(of key: RunKey) -> RunRecord? {
    try? RunRecord.header(in: directory(of: key))
  }

  /// The same of an entry, which may be a conflict's.
  public func header(of entry: StoreEntry) -> RunRecord? {
    entry.key.isEmpty ? nil : try? RunRecord.header(in: URL(fileURLWithPath: entry.path))
  }

  /// Removes an entry; a record first leaves its place, so that none is ever there in part.
  ///
  /// - Returns: False when a process is making it or works in it.
  public func remove(_ entry: StoreEntry) throws(ExperimentsError) -> Bool {
    let item = URL(fileURLWithPath: entry.path)
    let key = entry.key.isEmpty ? nil : RunKey(kind: entry.kind, hash: entry.key)
    guard key != nil || !RegularFile.isAbsent(item) else { return true }
    // What is no run's may be the stage of an import or a repetition, which locks it.
    guard let held = try ExperimentsError.storing(try FileLock.acquire(key.map(lockFile) ?? item))
    else { return false }
    defer { held.release(removing: key != nil) }
    let bin = root.appendingPathComponent("removed")
    try ExperimentsError.storing(try WholeFile.createFolder(bin))
    let target = bin.appendingPathComponent(UUID().uuidString)
    if !RegularFile.isAbsent(item) {
      _ = try ExperimentsError.storing(try WholeFile.rename(item, to: target))
    }
    do {
      if !RegularFile.isAbsent(target) { try FileManager.default.removeItem(at: target) }
    } catch {
      throw .cannotWrite(target.path, reason: SystemReason.words(for: error))
    }
    // Gone with its last entry.
    for folder in [bin, item.deletingLastPathComponent()] where folder.path != root.path {
      rmdir(folder.path)
    }
    if let key, item.path == directory(of: key).path { try removeConfirmations(of: key) }
    return true
  }

  /// Removes the locks of processes that were killed before they had begun a run.
  ///
  /// - Returns: How many.
  public func removeAbandonedLocks() throws(ExperimentsError) -> Int {
    var count = 0
    for key in try keys(suffix: ".lock") where RegularFile.isAbsent(partial(of: key)) {
      guard let held = try ExperimentsError.storing(try FileLock.acquire(lockFile(of: key))) else {
        continue
      }
      held.release(removing: true)
      count += 1
    }
    return count
  }

  /// Bytes of the files called `names` together.
  static func size(of names: [String], in folder: URL) -> Int {
    names.reduce(0) { $0 + (FileState(of: folder.appendingPathComponent($1).path)?.size ?? 0) }
  }

  static func size(of folder: URL) -> Int {
    size(of: Folder.files(below: folder), in: folder)
  }
}
