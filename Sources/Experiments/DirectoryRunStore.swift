import Foundation

/// A run store in a folder: `<root>/<kind>/<key>/` holds `outcome.json`, `record.json` and the run's
/// own files.
///
/// A run works in `<root>/<kind>/<key>.partial/`; that folder is flushed and renamed once its record
/// is complete, so that a record is there in full or not at all. Damaged records move to
/// `<root>/damaged/`; what a failed run wrote, to `<root>/failed/`. Several processes may share a store: the first to finish a key wins.
public final class DirectoryRunStore: RunStore, @unchecked Sendable {
  public let root: URL
  private let lock = NSLock()
  /// Guarded by `lock`: records whose files were checked by this process.
  private var checked: [RunKey: RunRecord] = [:]
  /// Guarded by `lock`: descriptors of lock files, by the partial directory that they guard.
  private var locks: [String: Int32] = [:]

  /// - Parameter root: Usually `Output/store`; created when the first run begins.
  public init(root: URL) {
    self.root = root
  }

  public func directory(of key: RunKey) -> URL {
    root.appendingPathComponent(key.kind).appendingPathComponent(key.hash)
  }

  public func lookUp(_ key: RunKey) throws(ExperimentsError) -> RecordState {
    let directory = directory(of: key)
    if let record = lock.withLock({ checked[key] }),
      FileManager.default.fileExists(atPath: directory.path)
    {
      return .finished(record)
    }
    guard FileManager.default.fileExists(atPath: directory.path) else { return .absent }
    do throws(ExperimentsError) {
      guard let record = try RunRecord.read(from: directory) else {
        throw ExperimentsError.damagedRecord(directory.path, reason: "record.json is missing")
      }
      guard record.key == key.hash, record.kind == key.kind else {
        throw ExperimentsError.damagedRecord(directory.path, reason: "it belongs to another run")
      }
      lock.withLock { checked[key] = record }
      return .finished(record)
    } catch {
      guard case .damagedRecord(let path, let reason) = error else { throw error }
      let target = try setAside(directory, key: key)
      return .setAside(reason: "Record '\(path)': \(reason); moved to '\(target.path)'.")
    }
  }

  public func begin(_ key: RunKey) throws(ExperimentsError) -> URL {
    let folder = root.appendingPathComponent(key.kind)
    try DurableFile.createFolder(folder)
    let guardFile = folder.appendingPathComponent("\(key.hash).lock")
    let descriptor = open(guardFile.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .cannotWrite(guardFile.path, reason: DurableFile.reason(forCode: errno))
    }
    var name = "\(key.hash).partial"
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      // Another process runs the same key; both go on, and the first to finish wins.
      close(descriptor)
      name = "\(key.hash).partial-\(UUID().uuidString)"
      let directory = folder.appendingPathComponent(name)
      try DurableFile.createFolder(directory)
      return directory
    }
    let directory = folder.appendingPathComponent(name)
    lock.withLock { locks[directory.path] = descriptor }
    try DurableFile.createFolder(directory)
    return directory
  }

  public func finish(
    _ record: RunRecord, for key: RunKey, from directory: URL
  ) throws(ExperimentsError) {
    var record = record
    try record.write(to: directory)
    try DurableFile.flush(directory)
    let target = self.directory(of: key)
    let moved = try DurableFile.rename(directory, to: target)
    if moved {
      try DurableFile.flush(target.deletingLastPathComponent())
      lock.withLock { checked[key] = record }
    }
    abandon(directory, keep: false)
  }

  public func abandon(_ directory: URL, keep: Bool) {
    if !keep { try? FileManager.default.removeItem(at: directory) }
    guard let descriptor = lock.withLock({ locks.removeValue(forKey: directory.path) }) else {
      return
    }
    if !keep {
      let name = directory.deletingPathExtension().lastPathComponent
      let guardFile = directory.deletingLastPathComponent().appendingPathComponent("\(name).lock")
      try? FileManager.default.removeItem(at: guardFile)
    }
    close(descriptor)
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
    var seconds: [String: Double] = [:]
    let manager = FileManager.default
    for kind in (try? manager.contentsOfDirectory(atPath: root.path)) ?? []
    where !["damaged", "failed"].contains(kind) {
      let folder = root.appendingPathComponent(kind)
      for key in (try? manager.contentsOfDirectory(atPath: folder.path)) ?? [] where key.count == 64
      {
        let file = folder.appendingPathComponent(key).appendingPathComponent(RunRecord.fileName)
        guard let data = try? Data(contentsOf: file),
          let times = try? CanonicalJSON.decode(Times.self, from: data)
        else { continue }
        seconds["\(times.kind)/\(times.specHash)"] = times.wallSeconds
      }
    }
    return seconds
  }

  private func setAside(_ directory: URL, key: RunKey) throws(ExperimentsError) -> URL {
    let folder = root.appendingPathComponent("damaged")
    try DurableFile.createFolder(folder)
    var number = 1
    while true {
      let target = folder.appendingPathComponent("\(key.kind)-\(key.hash)-\(number)")
      if try DurableFile.rename(directory, to: target) { return target }
      number += 1
    }
  }
}
