import ChapterKit
import Cluster
import Foundation
import Support

/// Where archives of records lie that travel between home and workers without a common store.
package final class Inbox {
  private let folder: URL
  private let store: DirectoryRunStore
  private let settleSeconds: Double
  /// States of archives that were taken or written by this process.
  private var taken: Set<String> = []
  /// Archives that could not be taken: their size, and since when it has not changed; nil once told.
  private var bad: [String: (size: Int, since: Double?)] = [:]

  init(folder: URL, store: DirectoryRunStore, settleSeconds: Double) {
    self.folder = folder.appendingPathComponent(SlurmScript.inboxName)
    (self.store, self.settleSeconds) = (store, settleSeconds)
  }

  /// Lays out the finished records that `jobs` start from.
  func offer(_ jobs: [Job]) throws {
    for key in Set(jobs.flatMap(\.prerequisites)) {
      let file = folder.appendingPathComponent(SlurmScript.archiveName(of: key))
      let isThere = FileManager.default.fileExists(atPath: file.path)
      guard !isThere, case .finished = try store.lookUp(key) else { continue }
      _ = try RecordArchive.export([key], of: store, to: file)
      taken.insert(FileState.words(of: file.path))
    }
  }

  /// Takes every archive, each state of it once; where the store has its record already, the two are compared.
  /// One that is not whole may still be on its way; it is told of when it has not grown for a while.
  func take() {
    for (file, _) in archives {
      let state = FileState.words(of: file.path)
      guard !taken.contains(state) else { continue }
      do {
        let result = try RecordArchive.take(file, into: store)
        for conflict in result.conflicts { Console.note(conflict.description) }
        // What another process was taking at the same time is looked at again.
        if result.busy.isEmpty { taken.insert(state) }
      } catch {
        refuse(file, because: SystemReason.sentence(of: error))
      }
    }
  }

  /// Removes the archives of records that are in the store, and of what these runs kept before.
  func clear() {
    for (file, key) in archives + unfinished where isInStore(key) {
      try? FileManager.default.removeItem(at: file)
    }
  }

  /// Whether what the run of `key` kept when a worker was told to stop has come home.
  func hasUnfinished(_ key: RunKey) -> Bool {
    FileManager.default.fileExists(
      atPath: folder.appendingPathComponent(SlurmScript.unfinishedName(of: key)).path)
  }

  private var archives: [(file: URL, key: RunKey)] {
    files(called: SlurmScript.archiveName(of:))
  }

  private var unfinished: [(file: URL, key: RunKey)] {
    files(called: SlurmScript.unfinishedName(of:))
  }

  private func files(called name: (RunKey) -> String) -> [(file: URL, key: RunKey)] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().compactMap { file in
      guard let match = file.prefixMatch(of: /([A-Za-z0-9-]+)-([0-9a-f]{64})\./) else { return nil }
      let key = RunKey(kind: String(match.1), hash: String(match.2))
      return file == name(key) ? (folder.appendingPathComponent(file), key) : nil
    }
  }

  private func isInStore(_ key: RunKey) -> Bool {
    FileManager.default.fileExists(atPath: store.directory(of: key).path)
  }

  private func refuse(_ file: URL, because reason: String) {
    let name = file.lastPathComponent
    let size = (try? FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int) ?? 0
    let now = ResourceUsage.wallSeconds
    guard let before = bad[name], before.size == size else {
      bad[name] = (size, now)
      return
    }
    guard let since = before.since, now - since >= settleSeconds else { return }
    bad[name] = (size, nil)
    Console.note(reason)
  }
}
