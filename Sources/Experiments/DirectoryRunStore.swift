import Foundation
import Support

/// A run store in a folder: `<root>/<kind>/<key>/` holds `outcome.json`, `record.json` and the run's
/// own files.
///
/// A run works in `<root>/<kind>/<key>.partial/` under the lock of `<key>.lock`; that folder is flushed
/// and renamed once its record is complete, so that a record is there in full or not at all. Damaged
/// records move to `<root>/damaged/`; what a failed run wrote, to `<root>/failed/`; a record that was made
/// apart from the one here with other bits, to `<root>/conflicts/`. Several processes may
/// share a store: a run is made by whoever has its lock, which ends with the process. Nothing here asks
/// for the time of day.
public final class DirectoryRunStore: RunStore, @unchecked Sendable {
  public let root: URL
  public let code: CodeFingerprints
  private let lock = NSLock()
  /// Guarded by `lock`: records whose files were checked by this process.
  private var checked: [RunKey: RunRecord] = [:]
  /// Guarded by `lock`: records that were read by this process, their files checked or not.
  private var read: [RunKey: RunRecord] = [:]
  /// Guarded by `lock`: by the partial directory that they guard.
  private var locks: [String: FileLock] = [:]
  /// Guarded by `lock`: whether the store's version was found to be ours.
  private var isKnown = false

  /// - Parameter root: Usually `Output/store`; created when the first run begins.
  public init(root: URL, code: CodeFingerprints = CodeFingerprints()) {
    (self.root, self.code) = (root, code)
  }

  /// Folders of the root that hold no records of runs.
  static let reserved = ["damaged", "failed", "removed", conflictFolder, confirmationFolder]

  public func directory(of key: RunKey) -> URL {
    root.appendingPathComponent(key.kind).appendingPathComponent(key.hash)
  }

  func partial(of key: RunKey) -> URL {
    root.appendingPathComponent(key.kind).appendingPathComponent("\(key.hash).partial")
  }

  func lockFile(of key: RunKey) -> URL {
    root.appendingPathComponent(key.kind).appendingPathComponent("\(key.hash).lock")
  }

  /// - Throws: `newerStore` or `unreadableStore`.
  public func checkFormat() throws(ExperimentsError) {
    if lock.withLock({ isKnown }) { return }
    try StoreFormat.check(root)
    lock.withLock { isKnown = true }
  }

  public func lookUp(_ key: RunKey) throws(ExperimentsError) -> RecordState {
    try lookUp(key, checksFiles: true)
  }

  public func lookUp(
    _ keys: [RunKey], checksFiles: Bool
  ) throws(ExperimentsError) -> [RecordState] {
    try checkFormat()
    let states = keys.parallelMap { key in
      Result { () throws(ExperimentsError) in try lookUp(key, checksFiles: checksFiles) }
    }
    var found: [RecordState] = []
    for state in states { found.append(try state.get()) }
    return found
  }

  private func lookUp(
    _ key: RunKey, checksFiles: Bool
  ) throws(ExperimentsError) -> RecordState {
    try checkFormat()
    let directory = directory(of: key)
    guard !RegularFile.isAbsent(directory) else { return .absent }
    let known = lock.withLock { checked[key] ?? (checksFiles ? nil : read[key]) }
    if let known { return .finished(known) }
    do throws(ExperimentsError) {
      return .finished(try sound(directory, key: key, checksFiles: checksFiles))
    } catch {
      guard case .damagedRecord = error else { throw error }
      return try setAside(directory, key: key)
    }
  }

  /// The record in `directory`, checked throughout, or but for the files beside it.
  func sound(
    _ directory: URL, key: RunKey, checksFiles: Bool = true
  ) throws(ExperimentsError) -> RunRecord {
    let found =
      checksFiles ? try RunRecord.read(from: directory) : try RunRecord.header(in: directory)
    guard let record = found else {
      throw .damagedRecord(directory.path, reason: "record.json is missing")
    }
    guard record.key == key.hash, record.kind == key.kind else {
      throw .damagedRecord(directory.path, reason: "it belongs to another run")
    }
    lock.withLock {
      if checksFiles { checked[key] = record }
      read[key] = record
    }
    return record
  }

  /// The same; nil where there is no record or a damaged one. One that may not be read is an error.
  func soundIfPresent(_ directory: URL, key: RunKey) throws(ExperimentsError) -> RunRecord? {
    do throws(ExperimentsError) {
      return try RegularFile.isAbsent(directory) ? nil : sound(directory, key: key)
    } catch {
      guard case .damagedRecord = error else { throw error }
      return nil
    }
  }

  public func begin(_ key: RunKey, label: RunLabel) throws(ExperimentsError) -> RunClaim {
    try StoreFormat.establish(root)
    try ExperimentsError.storing(try WholeFile.createFolder(root.appendingPathComponent(key.kind)))
    guard let held = try ExperimentsError.storing(try FileLock.acquire(lockFile(of: key))) else {
      return .taken(by: self.label(of: key)?.owner ?? "another process")
    }
    // Whoever had the lock before may have finished the run.
    if let record = try soundIfPresent(directory(of: key), key: key) {
      held.release(removing: true)
      return .finished(record)
    }
    let partial = partial(of: key)
    if let record = try soundIfPresent(partial, key: key) {
      // Its process was killed between the last file and the renaming.
      RunRecord.removeWorkingFiles(in: partial)
      try publish(partial, as: key)
      held.release(removing: true)
      return .finished(record)
    }
    try? FileManager.default.removeItem(
      at: partial.appendingPathComponent(RunRecord.fileName))
    held.write((try? CanonicalJSON.encode(label)) ?? Data())
    lock.withLock { locks[partial.path] = held }
    do throws(ExperimentsError) {
      try ExperimentsError.storing(try WholeFile.createFolder(partial))
    } catch {
      abandon(partial, keep: true)
      throw error
    }
    return .run(partial)
  }

  /// What the unfinished run of `key` says of itself.
  func label(of key: RunKey) -> RunLabel? {
    (try? RegularFile.contents(of: lockFile(of: key), limit: 1 << 16)).flatMap {
      try? CanonicalJSON.decode(RunLabel.self, from: $0)
    }
  }

  public func finish(
    _ record: RunRecord, for key: RunKey, from directory: URL
  ) throws(ExperimentsError) {
    var record = record
    try record.write(to: directory)
    try ExperimentsError.storing(try WholeFile.flush(directory))
    try publish(directory, as: key)
    lock.withLock { checked[key] = record }
    abandon(directory, keep: false)
  }

  /// Renames a complete folder to the record's. A damaged record that lies there moves out of the way.
  func publish(
    _ directory: URL, as key: RunKey, flushes: Bool = true
  ) throws(ExperimentsError) {
    let target = self.directory(of: key)
    if try !ExperimentsError.storing(try WholeFile.rename(directory, to: target)) {
      _ = try moveAside(target, key: key)
      guard try ExperimentsError.storing(try WholeFile.rename(directory, to: target)) else {
        throw .cannotWrite(target.path, reason: "something else is there")
      }
    }
    if flushes {
      try ExperimentsError.storing(try WholeFile.flush(target.deletingLastPathComponent()))
    }
  }

  public func abandon(_ directory: URL, keep: Bool) {
    if !keep { try? FileManager.default.removeItem(at: directory) }
    lock.withLock { locks.removeValue(forKey: directory.path) }?.release(removing: !keep)
  }

  public func fail(_ key: RunKey, in directory: URL, message: String) -> URL? {
    defer { abandon(directory, keep: false) }
    let manager = FileManager.default
    let names = (try? manager.contentsOfDirectory(atPath: directory.path)) ?? []
    let kept = names.filter { $0.hasSuffix(".jsonl") || $0.hasSuffix(".json") }
    guard !kept.isEmpty else { return nil }
    let target = root.appendingPathComponent("failed/\(key.kind)-\(key.hash)", isDirectory: true)
    do {
      try? manager.removeItem(at: target)
      try manager.createDirectory(at: target, withIntermediateDirectories: true)
      for name in kept {
        try manager.moveItem(
          at: directory.appendingPathComponent(name), to: target.appendingPathComponent(name))
      }
      try Data((message + "\n").utf8).write(to: target.appendingPathComponent("failure.txt"))
    } catch {
      return nil
    }
    return target
  }

  public func earlierSeconds() -> [String: Double] {
    struct Times: Decodable {
      var kind: String
      var specHash: String
      var wallSeconds: Double
    }
    let read = lock.withLock { self.read }
    let all = ((try? keys()) ?? []).parallelMap { key -> Times? in
      if let record = read[key] {
        return Times(
          kind: record.kind, specHash: record.specHash, wallSeconds: record.wallSeconds)
      }
      let file = directory(of: key).appendingPathComponent(RunRecord.fileName)
      return (try? RegularFile.contents(of: file)).flatMap {
        try? CanonicalJSON.decode(Times.self, from: $0)
      }
    }
    var seconds: [String: Double] = [:]
    for case let times? in all {
      seconds["\(times.kind)/\(times.specHash)"] = times.wallSeconds
    }
    return seconds
  }

  /// The keys of all folders that should hold a record, sorted.
  func keys(suffix: String = "") throws(ExperimentsError) -> [RunKey] {
    var keys: [RunKey] = []
    for kind in try ExperimentsError.storing(try Folder.names(in: root))
    where kind.wholeMatch(of: /[A-Za-z0-9-]+/) != nil && !Self.reserved.contains(kind) {
      let folder = root.appendingPathComponent(kind)
      for name in try ExperimentsError.storing(try Folder.names(in: folder))
      where name.hasSuffix(suffix) {
        if let hash = RunKey.hash(String(name.dropLast(suffix.count))) {
          keys.append(RunKey(kind: kind, hash: hash))
        }
      }
    }
    return keys
  }

  /// Moves a damaged record away, unless another process has dealt with it.
  private func setAside(_ directory: URL, key: RunKey) throws(ExperimentsError) -> RecordState {
    guard let held = try ExperimentsError.storing(try FileLock.acquire(lockFile(of: key))) else {
      return .absent
    }
    defer { held.release(removing: true) }
    do throws(ExperimentsError) {
      return .finished(try sound(directory, key: key))
    } catch {
      guard case .damagedRecord(let path, let reason) = error else { throw error }
      guard let target = try moveAside(directory, key: key) else { return .absent }
      return .setAside(reason: "Record '\(path)': \(reason); moved to '\(target.path)'.")
    }
  }

  /// - Returns: Where it went; nil when it is gone.
  private func moveAside(_ directory: URL, key: RunKey) throws(ExperimentsError) -> URL? {
    let folder = root.appendingPathComponent("damaged")
    try ExperimentsError.storing(try WholeFile.createFolder(folder))
    var number = 1
    while FileManager.default.fileExists(atPath: directory.path) {
      let target = folder.appendingPathComponent("\(key.kind)-\(key.hash)-\(number)")
      if !FileManager.default.fileExists(atPath: target.path),
        try ExperimentsError.storing(try WholeFile.rename(directory, to: target))
      {
        return target
      }
      number += 1
    }
    return nil
  }
}
