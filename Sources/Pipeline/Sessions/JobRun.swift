import Cluster
import Experiments
import Foundation
import Kernels
import Support

/// One run of a list of jobs, as a worker makes it.
///
/// Before it starts, the worker works out the run's key by itself; where the key is another than home's, it
/// refuses and says what differs.
package struct JobRun {
  let list: JobList
  let entry: JobList.Entry
  /// The run store that takes the record.
  let store: URL
  /// Archives of the records that the run starts from.
  let archives: [URL]
  /// An archive of what the unfinished run kept elsewhere.
  let unfinished: URL?
  /// Where the finished record goes as an archive: a file, or a folder that is there, which takes the checkpoint
  /// of a run that was told to stop too; nil for nowhere.
  let archive: URL?
  /// Where home reads why the run was not finished; nil for nowhere.
  let notice: URL?
  /// The workspace that a list's options choose on this machine.
  let workspace: ([String]) throws -> Workspace
  private let started = ResourceUsage.wallSeconds

  package init(
    list: JobList, entry: JobList.Entry, store: URL, archives: [URL], unfinished: URL?,
    archive: URL?, notice: URL?,
    workspace: @escaping ([String]) throws -> Workspace
  ) {
    (self.list, self.entry, self.store) = (list, entry, store)
    (self.archives, self.unfinished, self.archive) = (archives, unfinished, archive)
    (self.notice, self.workspace) = (notice, workspace)
  }

  /// - Throws: A usage failure when `name` or `element` chooses none of the jobs.
  package static func choose(
    from list: JobList, name: String?, element: Int?
  ) throws(CommandFailure) -> JobList.Entry {
    if let element {
      guard list.jobs.indices.contains(element) else {
        throw CommandFailure(
          "Element \(element): not in the list, expected 0 to \(list.jobs.count - 1). "
            + "Give the number of a job.", status: .usage)
      }
      return list.jobs[element]
    }
    if let name {
      guard let entry = list.jobs.first(where: { $0.name == name }) else {
        throw CommandFailure(
          "Job '\(name)': not in the list, expected one of its \(list.jobs.count). "
            + (Spelling.closest(to: name, among: list.jobs.map(\.name))
              .map { "Did you mean '\($0)'?" } ?? "Give the name of a job."),
          status: .usage)
      }
      return entry
    }
    guard list.jobs.count == 1 else {
      throw CommandFailure(
        "Jobs: \(list.jobs.count) in the list, expected to be told which. Add --job or --element.",
        status: .usage)
    }
    return list.jobs[0]
  }

  /// Makes the run, unless its record is there, and returns the record's folder.
  ///
  /// - Throws: What the notice says too.
  package func perform() throws -> URL {
    do {
      return try make()
    } catch let end as JobRunEnd {
      tell(end.cause, end.message)
      throw CommandFailure(end.message)
    } catch {
      // Whatever went wrong before the run was begun.
      let message = SystemReason.sentence(of: error)
      let isStorage = FileError(storage: error) != nil
      tell(isStorage ? .storage : .refused, message)
      throw CommandFailure(message)
    }
  }

  private func make() throws -> URL {
    try CPUFeatures.require()
    let workspace = try workspace(list.options)
    let pipeline = try ReportPipeline(workspace: workspace, chapters: workspace.chapters)
    let store = DirectoryRunStore(root: store, code: pipeline.store.code)
    let wanted = try pipeline.needed(for: entry.name)
    let keys = try RunKey.keys(of: wanted, code: store.code)
    guard let experiment = wanted.first(where: { $0.name == entry.name }),
      let key = keys[entry.name]
    else { throw JobRunEnd(.refused, "Job '\(entry.name)': not declared here, expected it to be.") }
    try compare(experiment, key: key, code: store.code)
    for archive in archives {
      if let conflict = try RecordArchive.take(archive, into: store).conflicts.first {
        throw JobRunEnd(.refused, conflict.description)
      }
    }
    for name in experiment.prerequisites {
      guard case .finished = try store.lookUp(keys[name]!) else {
        throw JobRunEnd(
          .waiting,
          "Run '\(entry.name)': its prerequisite '\(name)' has no record in '\(store.root.path)', expected "
            + "one. Make that run first.")
      }
    }
    resume(key, in: store)
    do {
      try run(wanted, workspace: workspace, store: store)
    } catch let end as JobRunEnd where end.cause == .stopped {
      exportUnfinished(key, of: store)
      throw end
    }
    if let archive { try export(key, of: store, to: archive) }
    return store.directory(of: key)
  }

  /// - Throws: What differs from home.
  private func compare(_ experiment: Experiment, key: RunKey, code: CodeFingerprints) throws {
    guard key.description != entry.key else { return }
    var found: [String] = []
    let own = code.of(kind: experiment.kind)
    if let home = list.code[experiment.kind], home != own {
      let changes = own.changes(since: home)
      let more = changes.count > 3 ? " and \(changes.count - 3) more" : ""
      found.append("other code (\(changes.prefix(3).joined(separator: "; "))\(more))")
    }
    for (name, hash) in experiment.inputs.sorted(by: { $0.key < $1.key })
    where list.inputs[name] != hash {
      let home = list.inputs[name].map { String($0.prefix(12)) } ?? "none"
      found.append("other data (\(name) has SHA-256 \(hash.prefix(12)), at home \(home))")
    }
    if found.isEmpty { found.append("other settings, or prerequisites with other settings") }
    let host = Self.host
    throw JobRunEnd(
      .refused,
      "Run '\(entry.name)': this machine, \(host), has \(found.joined(separator: " and ")), expected those of "
        + "home. Bring \(host) to home's version and data, then start again.")
  }

  private func run(_ wanted: [Experiment], workspace: Workspace, store: DirectoryRunStore) throws {
    let flag = CancellationFlag.onInterrupt(
      grace: 25,
      lastWords: "Run '\(entry.name)': interrupted in the middle of a step, expected to finish. "
        + "Start again to continue from its last checkpoint.")
    let summary = try Scheduler(
      store: store, concurrency: workspace.threads, flag: flag, progress: ProgressReporter(),
      provenance: Libraries.provenance(of: workspace),
      checkpointSeconds: workspace.checkpointSeconds
    ).run(wanted, only: [entry.name])
    do {
      try summary.requireAll()
    } catch {
      switch error {
      case .failedRuns(let failures):
        let message = failures.first { $0.name == entry.name }?.message
        throw JobRunEnd(.failed, message ?? error.description)
      case .storageFailed(let path, let reason, _, _):
        throw JobRunEnd(
          .storage,
          "File '\(path)': \(reason), expected to write there. Make room or correct its permissions, then start "
            + "again; finished runs are kept.")
      case .interrupted:
        throw JobRunEnd(
          .stopped,
          "Run '\(entry.name)': stopped, expected to finish. Start again to continue from its last checkpoint."
        )
      default: throw error
      }
    }
  }

  private func export(_ key: RunKey, of store: DirectoryRunStore, to target: URL) throws {
    let file =
      Self.isFolder(target)
      ? target.appendingPathComponent(SlurmScript.archiveName(of: key)) : target
    // A repeated job writes the same archive again.
    unlink(file.path)
    _ = try RecordArchive.export([key], of: store, to: file)
  }

  /// A run starts over where what another worker left of it is of no use.
  private func resume(_ key: RunKey, in store: DirectoryRunStore) {
    guard let unfinished else { return }
    do {
      _ = try UnfinishedRunArchive.take(unfinished, for: key, into: store)
    } catch {
      Console.note(error.description)
    }
  }

  private func exportUnfinished(_ key: RunKey, of store: DirectoryRunStore) {
    guard let archive, Self.isFolder(archive) else { return }
    let file = archive.appendingPathComponent(SlurmScript.unfinishedName(of: key))
    unlink(file.path)
    do {
      _ = try UnfinishedRunArchive.export(key, of: store, to: file)
    } catch {
      Console.note(error.description)
    }
  }

  private static var host: String { MachineName.short ?? "an unnamed host" }

  private static func isFolder(_ path: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path.path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  private func tell(_ cause: WorkerNotice.Cause, _ message: String) {
    guard let notice else { return }
    let told = WorkerNotice(
      cause: cause, name: entry.name, key: entry.key, host: Self.host, message: message,
      date: Provenance.date(), seconds: ResourceUsage.wallSeconds - started)
    do {
      try told.write(to: notice)
    } catch {
      Console.note(
        "The notice '\(notice.path)' could not be written: \(SystemReason.sentence(of: error))")
    }
  }
}

/// An end of a worker's run without a record.
package struct JobRunEnd: Error {
  let cause: WorkerNotice.Cause
  let message: String

  init(_ cause: WorkerNotice.Cause, _ message: String) {
    (self.cause, self.message) = (cause, message)
  }
}
