import Experiments
import Foundation
import Support

/// The batch script of one array, whole: Slurm copies it to the node, so that a worker needs no further
/// file of home's.
public struct SlurmScript: Sendable {
  /// The array's name in the queue; unique, so that an array whose number was lost is found again.
  public var jobName: String
  /// One line for people.
  public var title: String
  public var resources: JobResources
  public var jobs: JobList
  /// For each element, the archives of the records that it starts from; used where records are carried.
  public var archives: [[String]]
  /// Whether home has what one of the runs kept when an earlier worker was told to stop.
  public var hasUnfinished = false
  public var site: SiteSettings
  /// The repository at home.
  public var home: URL
  /// Home's folder of this submission, from the repository, e.g. `"Output/cluster/smoke"`.
  public var folder: String
  public var checkpointSeconds: Double
  /// Seconds before each attempt to bring a file home.
  package var deliveryPauses = [0, 10, 60, 300]

  public init(
    jobName: String, title: String, resources: JobResources, jobs: JobList, archives: [[String]],
    site: SiteSettings, home: URL, folder: String, checkpointSeconds: Double
  ) {
    (self.jobName, self.title, self.resources, self.jobs) = (jobName, title, resources, jobs)
    (self.archives, self.site, self.home, self.folder) = (archives, site, home, folder)
    self.checkpointSeconds = checkpointSeconds
  }

  /// Options that a settings file must leave to this program, each with what to do instead.
  package static let ownOptions = [
    "array": "Set arraySize or atOnce.", "test-only": "Add --dry-run to the command instead."
  ].merging(
    [
      "clusters", "dependency", "error", "job-name", "ntasks", "open-mode", "output", "parsable",
      "requeue", "signal", "wait", "wrap"
    ].map { ($0, "Leave it out.") }
  ) { own, _ in own }

  /// Seconds before the time limit at which Slurm asks the worker to stop, so that it can write a checkpoint: a
  /// minute, or a quarter of a limit below four minutes.
  static func noticeSeconds(limitMinutes: Int) -> Int { min(limitMinutes, 4) * 15 }

  /// With which a worker's job ends that could not bring home what it made.
  package static let undeliveredStatus = 75

  public static let inboxName = "inbox"
  public static let noticesName = "notices"
  public static let logsName = "logs"

  public static func archiveName(of key: RunKey) -> String { "\(key.kind)-\(key.hash).tar" }

  /// The archive in the inbox of what an unfinished run kept.
  public static func unfinishedName(of key: RunKey) -> String {
    "\(key.kind)-\(key.hash).unfinished.tar"
  }

  private var workerRoot: String { site.root ?? home.path }

  /// The `#SBATCH` options in order, without dashes.
  package var options: [String] {
    let isCarried = site.transport == .carried
    // Slurm puts numbers where a file's name has a %.
    let log = "\(workerRoot)/\(folder)/\(Self.logsName)".replacing("%", with: "%%")
    let limit = site.atOnce.map { "%\($0)" } ?? ""
    var own = [
      ("job-name", jobName), ("array", "0-\(jobs.jobs.count - 1)\(limit)"), ("ntasks", "1"),
      ("cpus-per-task", String(resources.cores)), ("mem", "\(resources.memoryMiB)M"),
      ("time", String(resources.minutes)),
      ("signal", "B:TERM@\(Self.noticeSeconds(limitMinutes: resources.minutes))"),
      ("requeue", ""), ("open-mode", "append"),
      ("output", isCarried ? "/tmp/nonsmooth-%A_%a.txt" : "\(log)/%A_%a.txt")
    ]
    let asked = Set(site.sbatch.keys)
    own.removeAll { asked.contains($0.0) }
    if !asked.isDisjoint(with: ["mem-per-cpu", "mem-per-gpu"]) { own.removeAll { $0.0 == "mem" } }
    let more = site.sbatch.sorted { $0.key < $1.key }.compactMap {
      option, value -> (String, String)? in
      switch value {
      case .string(let text): (option, text)
      case .integer(let number): (option, String(number))
      case .bool(true): (option, "")
      default: nil
      }
    }
    return (own + more).map { $1.isEmpty ? $0 : "\($0)=\(Self.sbatchQuoted($1))" }
  }

  /// A word as sbatch takes it from a script's `#SBATCH` lines.
  package static func sbatchQuoted(_ word: String) -> String {
    guard word.contains(where: { $0.isWhitespace || "#\"'\\".contains($0) }) else { return word }
    return "\"" + word.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  /// The whole script.
  ///
  /// - Throws: `unusablePath` where a `#SBATCH` line cannot hold the path of the logs.
  public var text: String {
    get throws {
      let options = options
      guard options.allSatisfy(SiteSettings.isOneLine) else {
        throw ClusterError.unusablePath(workerRoot)
      }
      var lines = ["#!/bin/bash", "# \(title), written by nonsmooth."]
      lines += options.map { "#SBATCH --\($0)" }
      lines += [
        "set -e", "",
        "if [ \"${SLURM_RESTART_COUNT:-0}\" -gt \(site.resubmissions) ]; then",
        "  echo \"Slurm has queued this run again $SLURM_RESTART_COUNT times, expected at most "
          + "\(site.resubmissions). Start the report again.\" >&2", "  exit 2", "fi"
      ]
      lines += site.modules.map { "module load \(ShellWord.quoted($0))" } + site.setup
      lines.append("cd \(ShellWord.quoted(workerRoot))")
      lines += try site.transport == .shared ? shared() : carried()
      return lines.joined(separator: "\n") + "\n"
    }
  }

  private var worker: [String] {
    [
      ShellWord.quoted(site.command), "run", "-", "--element", "\"$SLURM_ARRAY_TASK_ID\"",
      "--threads", "\"${SLURM_CPUS_PER_TASK:-1}\"", "--checkpoint-seconds", "\(checkpointSeconds)",
      "--output", "Output/store"
    ]
  }

  private static let number = "\"${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID\""

  private func shared() throws -> [String] {
    let notice = ShellWord.quoted("\(folder)/\(Self.noticesName)/") + Self.number + ".json"
    let command = worker + ["--notice", notice, "<<'JOBS'"]
    return ["exec \(command.joined(separator: " "))", try jobs.text + "JOBS"]
  }

  /// The worker's own store; archives and notices travel.
  private func carried() throws -> [String] {
    let inbox = ShellWord.quoted(home.appendingPathComponent("\(folder)/\(Self.inboxName)").path)
    func filled(_ command: String, _ values: [String: String]) -> String {
      // All at once, since a path may look like a place.
      command.replacing(/{([a-z]+)}/) { values[String($0.1)] ?? String($0.0) }
    }
    var lines = [
      "work=$(mktemp -d)", "mkdir \"$work/out\"", "trap 'rm -rf \"$work\"' EXIT",
      "worker=", "told=", "with=()",
      "stop() {", "  told=1",
      "  if [ -n \"$worker\" ]; then kill -TERM \"$worker\" 2>/dev/null || :; else exit 143; fi",
      "}",
      "trap stop TERM",
      "deliver() {", "  " + filled(site.deliver ?? "", ["file": "\"$1\"", "inbox": inbox]), "}",
      "bring() {",
      "  for pause in \(deliveryPauses.map(String.init).joined(separator: " ")); do",
      "    sleep \"$pause\"", "    if deliver \"$1\"; then return; fi", "  done",
      "  echo \"${1##*/} could not be brought home.\" >&2",
      "  status=\(Self.undeliveredStatus)", "}"
    ]
    if let fetch = site.fetch {
      let places = ["name": "\"$1\"", "file": "\"$work/$1\"", "inbox": inbox]
      lines += try fetching(filled(fetch, places))
    }
    // The shell stays, to deliver; it passes on the signal before the time limit.
    let notice = "\"$work/\"\(Self.number).json"
    let command =
      worker + ["--notice", notice, "--archive", "\"$work/out\"", "\"${with[@]}\"", "<<'JOBS' &"]
    lines += [
      command.joined(separator: " "), try jobs.text + "JOBS",
      "worker=$!", "while :; do", "  told=", "  status=0",
      "  wait \"$worker\" || status=$?", "  [ -n \"$told\" ] || break", "done",
      "for file in \"$work\"/*.json \"$work\"/out/*.tar; do",
      "  if [ -e \"$file\" ]; then bring \"$file\"; fi", "done", "exit \"$status\""
    ]
    return lines
  }

  /// Takes what the element starts from, and what it kept when a worker was told to stop.
  private func fetching(_ command: String) throws -> [String] {
    let needs = Dictionary(grouping: archives.indices.filter { !archives[$0].isEmpty }) {
      archives[$0]
    }
    // What does not come is missed by the worker, which tells home.
    var lines = [
      "fetch() {", "  " + command, "}",
      "take() {", "  if fetch \"$2\"; then with+=(\"$1\" \"$work/$2\"); fi", "}"
    ]
    func cases(_ rows: [(elements: [Int], calls: String)]) -> [String] {
      ["case $SLURM_ARRAY_TASK_ID in"]
        + rows.map { "  \($0.elements.map(String.init).joined(separator: "|"))) \($0.calls) ;;" }
        + ["esac"]
    }
    if !needs.isEmpty {
      lines += cases(
        needs.sorted { $0.value[0] < $1.value[0] }.map { names, elements in
          (elements, names.map { "take --with \(ShellWord.quoted($0))" }.joined(separator: "; "))
        })
    }
    lines.append(
      "if [ \"${SLURM_RESTART_COUNT:-0}\" -ge \(hasUnfinished ? 0 : 1) ]; then")
    let own = try jobs.jobs.enumerated().map { index, entry -> (elements: [Int], calls: String) in
      guard let key = RunKey(entry.key) else {
        throw ClusterError.badJobs(jobName, reason: "'\(entry.key)' is no key of a run")
      }
      return ([index], "take --resume \(Self.unfinishedName(of: key))")
    }
    return lines + cases(own).map { "  " + $0 } + ["fi"]
  }
}
