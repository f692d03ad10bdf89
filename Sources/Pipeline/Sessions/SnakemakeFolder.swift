import Cluster
import Experiments
import Foundation
import Support

/// A folder with a Snakefile that makes the runs of a profile which have no record.
package struct SnakemakeFolder {
  /// What was written, for machines.
  package struct Outcome: Encodable {
    var folder: String
    /// Runs that the Snakefile makes.
    package var runs: Int
    /// New archives of finished records that they start from.
    package var records: [String]
    /// What to do next, in order.
    package var commands: [String]
  }

  /// As the user wrote it.
  package let path: String
  private let folder: URL
  private static let lockName = "lock"
  private var files: FileManager { .default }

  package init(path: String) {
    self.path = path
    folder = URL(fileURLWithPath: path, isDirectory: true)
  }

  /// Writes the workflow, or brings it up to date; records that are there stay.
  ///
  /// - Throws: A failure when the folder holds something else, or Snakemake is at work in it.
  package func write(_ pipeline: ReportPipeline, site: SiteSettings) throws -> Outcome {
    try check()
    try WholeFile.createFolder(folder)
    guard let lock = try FileLock.acquire(folder.appendingPathComponent(Self.lockName)) else {
      throw CommandFailure(
        "Folder '\(path)': another nonsmooth writes into it, expected one at a time. Wait for its end."
      )
    }
    defer { lock.release(removing: true) }
    let workspace = pipeline.workspace
    let jobs = try JobEstimates(pipeline, wanted: pipeline.runs).jobs
    let keys = try RunKey.keys(of: pipeline.runs, code: pipeline.store.code)
    let names = Dictionary(
      pipeline.runs.map { (keys[$0.name]!, $0.name) }, uniquingKeysWith: { first, _ in first })
    let runs = SnakemakeRuns(
      jobs, finished: names, site: site, home: workspace.root,
      checkpointSeconds: workspace.checkpointSeconds)
    let list = JobList(
      jobs, options: workspace.workerArguments(at: site), code: pipeline.store.code)

    // The Snakefile first: by it the folder is known when something stops the rest.
    try put(Snakefile.text, Snakefile.fileName)
    // So that records made meanwhile still tell of a clean source.
    try put("*\n", ".gitignore")
    try put(Snakefile.profile, Snakefile.profileName)
    let records = try offer(jobs, of: pipeline.store, names: names)
    try put(list.text, Snakefile.jobsName)
    try put(runs.text, SnakemakeRuns.fileName)
    return Outcome(
      folder: folder.path, runs: jobs.count, records: records,
      commands: commands(for: workspace, isEmpty: jobs.isEmpty))
  }

  private func check() throws {
    var isFolder: ObjCBool = false
    guard files.fileExists(atPath: folder.path, isDirectory: &isFolder) else { return }
    guard isFolder.boolValue else {
      throw CommandFailure(
        "Folder '\(path)': a file, expected a folder or nothing. Choose another name.")
    }
    let snakefile = try RegularFile.contents(
      ifPresent: folder.appendingPathComponent(Snakefile.fileName), limit: 1 << 20)
    let isEmpty = try files.contentsOfDirectory(atPath: folder.path).allSatisfy {
      $0 == Self.lockName
    }
    guard isEmpty || Snakefile.isOne(String(decoding: snakefile ?? Data(), as: UTF8.self)) else {
      throw CommandFailure(
        "Folder '\(path)': other files than plan --snakemake writes, expected an empty folder or one that it "
          + "wrote. Choose another folder.")
    }
    let locks = folder.appendingPathComponent(Snakefile.locksName)
    guard (try? files.contentsOfDirectory(atPath: locks.path))?.isEmpty ?? true else {
      throw CommandFailure(
        "Folder '\(path)': Snakemake is at work in it or was killed, expected neither. Wait for its end, or "
          + "after a kill start \(snakemake) --unlock.")
    }
  }

  private func put(_ text: String, _ name: String) throws {
    try WholeFile.update(text, at: folder.appendingPathComponent(name))
  }

  /// Lays out the records that `jobs` start from and that are finished here, as archives.
  ///
  /// - Returns: The files that are new.
  private func offer(
    _ jobs: [Job], of store: DirectoryRunStore, names: [RunKey: String]
  ) throws -> [String] {
    try WholeFile.createFolder(folder.appendingPathComponent(Snakefile.givenName))
    let made = Set(jobs.map(\.key))
    var offered: [String] = []
    for key in Set(jobs.flatMap(\.prerequisites)).subtracting(made) {
      func name(in folder: String) -> String {
        SnakemakeRuns.file(of: key, name: names[key] ?? "", in: folder)
      }
      let given = name(in: Snakefile.givenName)
      let file = folder.appendingPathComponent(given)
      guard !files.fileExists(atPath: file.path) else { continue }
      // One that was made here before needs no second place on the disk.
      let record = folder.appendingPathComponent(name(in: Snakefile.recordsName))
      if link(record.path, file.path) != 0 {
        _ = try RecordArchive.export([key], of: store, to: file)
      }
      offered.append(given)
    }
    return offered.sorted()
  }

  /// With the folder given, so that Snakemake's own files lie there too.
  private var snakemake: String {
    "snakemake --directory \(ShellWord.quoted(path)) "
      + "--snakefile \(ShellWord.quoted("\(path)/\(Snakefile.fileName)"))"
  }

  private func commands(for workspace: Workspace, isEmpty: Bool) -> [String] {
    let program = ".build/release/nonsmooth"
    let report = "\(program) report \(workspace.commandOptions)"
    if isEmpty { return [report] }
    return [
      "\(snakemake) --cores \(workspace.threads)",
      "\(program) store import \(ShellWord.quoted(path))/\(Snakefile.recordsName)/*.tar", report
    ]
  }
}
