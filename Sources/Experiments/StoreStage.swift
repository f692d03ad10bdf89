import Foundation
import Support

/// A folder on the store's own disk for records that are not yet part of it. `store clean` removes what a process
/// that was killed left there, and not what one still works in, which has it locked.
public struct StoreStage: Sendable {
  public let folder: URL
  private let lock: FileLock?

  public init(in store: DirectoryRunStore) throws(ExperimentsError) {
    try StoreFormat.establish(store.root)
    folder = store.root.appendingPathComponent("removed/\(UUID().uuidString)")
    try ExperimentsError.storing(try WholeFile.createFolder(folder))
    lock = try ExperimentsError.storing(try FileLock.acquire(folder))
  }

  public func end() {
    try? FileManager.default.removeItem(at: folder)
    lock?.release()
    rmdir(folder.deletingLastPathComponent().path)
  }
}
