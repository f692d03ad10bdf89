import Foundation
import Support

/// What happens to a record that was made elsewhere, or again.
public enum RunAdoption: Sendable, Equatable {
  /// It is new here and in force now.
  case taken
  /// The very same record is here.
  case known
  /// A record is here that was made apart, with the same bits; that is noted.
  case confirmed
  /// A record is here with other bits. It stays in force, and the other is kept beside.
  case conflict(RunConflict)
  /// Another process has the run; nothing was done.
  case busy
}

extension DirectoryRunStore {
  static let conflictFolder = "conflicts"
  static let confirmationFolder = "confirmations"

  /// Takes the whole and checked record in `directory`, or compares it with the sound one that is here.
  ///
  /// - Parameter flushes: Whether its place is flushed, so that it survives a power cut from now on.
  public func adopt(
    _ directory: URL, as key: RunKey, flushes: Bool = true
  ) throws(ExperimentsError) -> RunAdoption {
    try ExperimentsError.storing(try WholeFile.createFolder(root.appendingPathComponent(key.kind)))
    guard let held = try ExperimentsError.storing(try FileLock.acquire(lockFile(of: key))) else {
      return .busy
    }
    defer { held.release(removing: true) }
    if let here = try soundIfPresent(self.directory(of: key), key: key) {
      return try compare(directory, with: here, key: key)
    }
    try publish(directory, as: key, flushes: flushes)
    return .taken
  }

  private func compare(
    _ directory: URL, with here: RunRecord, key: RunKey
  ) throws(ExperimentsError) -> RunAdoption {
    guard let other = try RunRecord.header(in: directory) else {
      throw .damagedRecord(directory.path, reason: "record.json is missing")
    }
    if other.seal == here.seal { return .known }
    if other.files == here.files {
      try note(RunConfirmation(other))
      return .confirmed
    }
    let folder = root.appendingPathComponent(Self.conflictFolder)
    try ExperimentsError.storing(try WholeFile.createFolder(folder))
    // Whoever adopts has the run's lock, so that no number is taken twice.
    var number = 1
    while true {
      let name = "\(key.kind)-\(key.hash)-\(number)"
      let target = folder.appendingPathComponent(name)
      let kept = try RunRecord.header(in: target)
      if kept == nil, try ExperimentsError.storing(try WholeFile.rename(directory, to: target)) {
        try ExperimentsError.storing(try WholeFile.flush(folder))
      }
      if kept == nil || kept?.seal == other.seal {
        return .conflict(
          RunConflict(key, here: here, other: other, folder: "\(Self.conflictFolder)/\(name)"))
      }
      number += 1
    }
  }

  /// A file of its own for each machine, so that several processes need no order among them.
  private func note(_ confirmation: RunConfirmation) throws(ExperimentsError) {
    let folder = root.appendingPathComponent(Self.confirmationFolder)
    try ExperimentsError.storing(try WholeFile.createFolder(folder))
    let file = folder.appendingPathComponent(confirmation.fileName)
    do {
      let data = try CanonicalJSON.encode(confirmation, pretty: true)
      try ExperimentsError.storing(try WholeFile.write(data + Data("\n".utf8), to: file))
    } catch let error as ExperimentsError {
      throw error
    } catch {
      throw .cannotWrite(file.path, reason: SystemReason.sentence(of: error))
    }
  }

  private func names(in folder: String) throws(ExperimentsError) -> [String] {
    try ExperimentsError.storing(try Folder.names(in: root.appendingPathComponent(folder)))
  }

  /// Folders of results that differ from a record, each with its run.
  func conflictFolders() throws(ExperimentsError) -> [(name: String, key: RunKey)] {
    try names(in: Self.conflictFolder).compactMap { name in
      name.wholeMatch(of: /([A-Za-z0-9-]+)-([0-9a-f]{64})-[0-9]+/).map {
        (name, RunKey(kind: String($0.1), hash: String($0.2)))
      }
    }
  }

  /// Whose results differ from those of `records`, which are in force, in the order of their folders.
  public func conflicts(with records: [RunRecord]) throws(ExperimentsError) -> [RunConflict] {
    let byKey = Dictionary(records.map { (RunKey(kind: $0.kind, hash: $0.key), $0) }) { a, _ in a }
    return try conflictFolders().compactMap { name, key in
      let folder = "\(Self.conflictFolder)/\(name)"
      guard let here = byKey[key],
        let other = try? RunRecord.header(in: root.appendingPathComponent(folder)),
        other.files != here.files
      else { return nil }
      return RunConflict(key, here: here, other: other, folder: folder)
    }
  }

  /// Who else has come to the bits of `records`, by `"<kind>/<key>"`, the first to finish first.
  public func confirmations(
    of records: [RunRecord]
  ) throws(ExperimentsError) -> [String: [RunConfirmation]] {
    let byKey = Dictionary(records.map { (RunKey(kind: $0.kind, hash: $0.key), $0) }) { a, _ in a }
    var found: [String: [RunConfirmation]] = [:]
    for name in try names(in: Self.confirmationFolder) {
      guard let key = RunConfirmation.key(ofFile: name), let record = byKey[key] else { continue }
      let file = root.appendingPathComponent("\(Self.confirmationFolder)/\(name)")
      guard let data = try? RegularFile.contents(of: file, limit: 1 << 20),
        let confirmation = try? CanonicalJSON.decode(RunConfirmation.self, from: data),
        confirmation.content == record.contentHash
      else { continue }
      found[key.description, default: []].append(confirmation)
    }
    return found.mapValues { $0.sorted { $0.provenance.finished < $1.provenance.finished } }
  }

  /// Forgets who has confirmed a record that is removed.
  func removeConfirmations(of key: RunKey) throws(ExperimentsError) {
    for name in try names(in: Self.confirmationFolder)
    where RunConfirmation.key(ofFile: name) == key {
      let file = root.appendingPathComponent("\(Self.confirmationFolder)/\(name)")
      try? FileManager.default.removeItem(at: file)
    }
    rmdir(root.appendingPathComponent(Self.confirmationFolder).path)
  }
}
