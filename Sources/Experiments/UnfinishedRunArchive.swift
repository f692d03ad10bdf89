import Foundation
import Support

/// Carries what an unfinished run keeps, its checkpoint and the files that belong to it, from one store to
/// another in a tar archive, `nonsmooth-unfinished/<kind>/<key>/<file>`.
///
/// Nothing here looks into a checkpoint: whoever goes on from it checks its hashes and starts over where they
/// do not fit.
public enum UnfinishedRunArchive {
  static let folder = "nonsmooth-unfinished"

  /// Writes what the unfinished run of `key` keeps to `file`, which must not exist.
  ///
  /// - Returns: Whether there was a checkpoint; without one nothing is written.
  /// - Throws: `cannotWrite`, `cannotRead`.
  public static func export(
    _ key: RunKey, of store: DirectoryRunStore, to file: URL
  ) throws(ExperimentsError) -> Bool {
    let directory = store.partial(of: key)
    let names = kept(in: directory)
    guard names.contains(where: isCheckpoint) else { return false }
    _ = try StoreArchive.write(to: file) {
      names.map { name in
        StoreArchive.Entry(
          file: directory.appendingPathComponent(name), path: "\(folder)/\(key)/\(name)")
      }
    }
    return true
  }

  /// Lays what `file` holds into `store`, so that the run of `key` goes on from there.
  ///
  /// - Returns: Whether it was taken: not where the run is finished, where another process makes it, or where what
  ///   is here has come as far. How far a run has come is told by the bytes of its files beside the checkpoint, to
  ///   which it only ever appends.
  /// - Throws: `badArchive`, `newerStore`, `cannotRead` or `cannotWrite`.
  public static func take(
    _ file: URL, for key: RunKey, into store: DirectoryRunStore
  ) throws(ExperimentsError) -> Bool {
    let archive = try StoreArchive.Reader(file, folder: folder, of: "an unfinished run")
    guard !archive.members.isEmpty, archive.members.allSatisfy({ $0.key == key }) else {
      throw archive.bad("it does not hold what run \(key) keeps")
    }
    let stage = try StoreStage(in: store)
    defer { stage.end() }
    try archive.unpack(to: stage.folder)
    let staged = stage.folder.appendingPathComponent(key.description)
    let names = Folder.files(below: staged)
    guard names.contains(where: isCheckpoint), names == kept(in: staged) else {
      throw .badArchive(file.path, reason: "it holds no checkpoint, or more than an unfinished run")
    }
    try ExperimentsError.storing(
      try WholeFile.createFolder(store.root.appendingPathComponent(key.kind)))
    guard let held = try ExperimentsError.storing(try FileLock.acquire(store.lockFile(of: key)))
    else { return false }
    defer { held.release(removing: true) }
    let partial = store.partial(of: key)
    guard RegularFile.isAbsent(store.directory(of: key)),
      progress(in: staged) > progress(in: partial)
    else { return false }
    try? FileManager.default.removeItem(at: partial)
    guard try ExperimentsError.storing(try WholeFile.rename(staged, to: partial)) else {
      throw .cannotWrite(partial.path, reason: "something else is there")
    }
    try ExperimentsError.storing(try WholeFile.flush(partial.deletingLastPathComponent()))
    return true
  }

  private static func isCheckpoint(_ name: String) -> Bool { name.hasPrefix("checkpoint.") }

  /// The checkpoint and what belongs to it; neither records nor files that are half written.
  private static func kept(in directory: URL) -> [String] {
    Folder.files(below: directory).filter { name in
      isCheckpoint(name)
        ? !name.hasSuffix(".partial") && !name.contains("/") : RunRecord.isResult(name)
    }
  }

  private static func progress(in directory: URL) -> Int {
    let names = kept(in: directory)
    guard names.contains(where: isCheckpoint) else { return -1 }
    return DirectoryRunStore.size(of: names.filter { !isCheckpoint($0) }, in: directory)
  }
}
