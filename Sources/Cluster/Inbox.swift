import Experiments
import Foundation
import Support

/// Where archives of records lie that travel between home and workers without a common store.
public final class Inbox {
  private let folder: URL
  private let store: DirectoryRunStore
  private let settleSeconds: Double
  private let clock: () -> Double
  private let tell: (String) -> Void
  /// An archive as it was looked at last; one that has not changed since is not looked at again.
  private struct Look {
    var state: FileState?
    var since: Double
    /// Why it could not be taken; nil where it was, or once told.
    var complaint: String?
  }
  private var looks: [String: Look] = [:]
  /// What this disk refused, told once.
  private var told: Set<String> = []

  /// - Parameters:
  ///   - settleSeconds: For which an archive that cannot be taken may still be on its way.
  ///   - clock: Monotonic seconds.
  ///   - tell: Called with sentences for the user.
  public init(
    folder: URL, store: DirectoryRunStore, settleSeconds: Double,
    clock: @escaping () -> Double = { ResourceUsage.wallSeconds },
    tell: @escaping (String) -> Void
  ) {
    self.folder = folder.appendingPathComponent(SlurmScript.inboxName)
    (self.store, self.settleSeconds, self.clock, self.tell) = (store, settleSeconds, clock, tell)
  }

  /// Lays out the finished records that `jobs` start from.
  public func offer(_ jobs: [Job]) throws {
    for key in Set(jobs.flatMap(\.prerequisites)) {
      let file = folder.appendingPathComponent(SlurmScript.archiveName(of: key))
      guard RegularFile.isAbsent(file), case .finished = try store.lookUp(key) else { continue }
      _ = try RecordArchive.export([key], of: store, to: file)
      remember(file, as: FileState(of: file.path))
    }
  }

  /// Takes every archive, each state of it once; where the store has its record already, the two are compared.
  /// One that is not whole may still be on its way; it is told of when it has not changed for a while.
  public func take() {
    for (file, _) in files(called: SlurmScript.archiveName(of:)) {
      if var look = looks[file.lastPathComponent], look.state == FileState(of: file.path) {
        guard let complaint = look.complaint,
          clock() - look.since >= settleSeconds
        else { continue }
        tell(complaint)
        look.complaint = nil
        looks[file.lastPathComponent] = look
        continue
      }
      let before = FileState(of: file.path)
      do {
        let result = try RecordArchive.take(file, into: store)
        for conflict in result.conflicts { tell(conflict.description) }
        // What another process was taking at the same time is looked at again.
        if result.busy.isEmpty { remember(file, as: before) }
      } catch {
        let complaint = SystemReason.sentence(of: error)
        if FileError(storage: error) == nil {
          remember(file, as: before, complaint)
        } else if told.insert(complaint).inserted {
          tell(complaint)
        }
      }
    }
  }

  /// Removes the archives of records that are in the store, and of what these runs kept before.
  public func clear() {
    for name in [SlurmScript.archiveName(of:), SlurmScript.unfinishedName(of:)] {
      for (file, key) in files(called: name) where !RegularFile.isAbsent(store.directory(of: key)) {
        try? FileManager.default.removeItem(at: file)
      }
    }
  }

  /// Whether what the run of `key` kept when a worker was told to stop has come home.
  public func hasUnfinished(_ key: RunKey) -> Bool {
    !RegularFile.isAbsent(folder.appendingPathComponent(SlurmScript.unfinishedName(of: key)))
  }

  private func files(called name: (RunKey) -> String) -> [(file: URL, key: RunKey)] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().compactMap { file in
      guard let match = file.prefixMatch(of: /([A-Za-z0-9-]+)-([0-9a-f]{64})\./) else { return nil }
      let key = RunKey(kind: String(match.1), hash: String(match.2))
      return file == name(key) ? (folder.appendingPathComponent(file), key) : nil
    }
  }

  private func remember(_ file: URL, as state: FileState?, _ complaint: String? = nil) {
    looks[file.lastPathComponent] = Look(
      state: state, since: clock(), complaint: complaint)
  }
}
