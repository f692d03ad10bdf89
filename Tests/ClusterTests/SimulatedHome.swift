import Cluster
import Experiments
import Foundation
import Support
import TestSupport

/// A campaign's folder, a simulated Slurm and a clock, for campaigns that come one after the other.
final class SimulatedHome {
  let slurm = SimulatedSlurm()
  let folder: TemporaryDirectory
  var site = SiteSettings()
  var now = 0.0
  /// Of all runs that are wanted.
  var jobs: [Job]
  /// Called before each script is written; throws to end the process.
  var beforeScript: () throws -> Void = {}

  init(_ jobs: [Job]) throws {
    self.jobs = jobs
    folder = try TemporaryDirectory(inMemory: true)
  }

  /// A campaign of a new process.
  func campaign() throws -> Campaign {
    let slurm = slurm
    let watch = Watch(slurm: slurm) { slurm.records.contains($0) }
    return Campaign(
      ledger: try Ledger(folder: folder.url), watch: watch, site: site,
      jobs: jobs.filter { !slurm.records.contains($0.key.description) },
      clock: { [unowned self] in now }, date: { "2026-11-25T00:00:00Z" },
      script: { [unowned self] array, jobs in
        try beforeScript()
        return script(of: array, jobs: jobs)
      })
  }

  func script(of array: SubmittedArray, jobs: [Job]) -> SlurmScript {
    SlurmScript(
      jobName: array.name, title: "\(jobs.count) runs", resources: array.resources,
      jobs: JobList(jobs, options: ["--profile", "smoke"], code: CodeFingerprints()),
      archives: jobs.map { $0.prerequisites.map(SlurmScript.archiveName(of:)) }, site: site,
      home: URL(fileURLWithPath: "/home/repository"), folder: "Output/cluster/smoke",
      checkpointSeconds: 30)
  }

  /// A job whose key follows from its name and `version`.
  static func job(
    _ name: String, after prerequisites: [Job] = [], seconds: Double = 10, version: Int = 1
  ) -> Job {
    Job(
      name: name,
      key: RunKey(kind: "convex", hash: Checksum.sha256(Data("\(name)/\(version)".utf8))),
      prerequisites: prerequisites.map(\.key), seconds: seconds)
  }

  /// What a worker tells home of the run at a place, before it ends there.
  func notify(
    _ place: SimulatedSlurm.Place, _ cause: WorkerNotice.Cause, _ message: String,
    seconds: Double? = nil
  ) throws {
    let (array, element) = (slurm.arrays[place.array], slurm[place])
    let notice = WorkerNotice(
      cause: cause, name: element.name, key: element.key, host: "n1", message: message,
      date: "2026-11-25T00:00:00Z", seconds: seconds)
    try notice.write(
      to: WorkerNotice.file(
        job: array.job, element: place.element,
        in: folder.url.appendingPathComponent(SlurmScript.noticesName)))
  }

  /// The worker of a run ends with a notice.
  func fail(_ name: String, _ cause: WorkerNotice.Cause, _ message: String, seconds: Double? = nil)
    throws
  {
    let place = slurm.place(of: name)!
    try notify(place, cause, message, seconds: seconds)
    slurm.end(place, "FAILED", exitStatus: 2)
  }

  func end(_ name: String, _ state: String, exitStatus: Int = 0) {
    slurm.end(slurm.place(of: name)!, state, exitStatus: exitStatus)
  }

  func finish(_ name: String) { slurm.finish(slurm.place(of: name)!) }

  /// The worker of a run finds no record of one that it starts from.
  func missPrerequisite(_ name: String) throws {
    try fail(name, .waiting, "Run '\(name)': its prerequisite has no record, expected one.")
  }

  /// Rounds until nothing is open, `seconds` apart, with `between` after each.
  ///
  /// - Returns: What was given up.
  func follow(
    _ campaign: Campaign, rounds limit: Int = 100, seconds: Double = 30,
    between: () throws -> Void = {}
  ) throws -> [(name: String, message: String)] {
    var givenUp: [(name: String, message: String)] = []
    for _ in 0..<limit {
      let round = try campaign.round()
      givenUp += round.givenUp
      if !round.isOpen { return givenUp }
      now += seconds
      try between()
    }
    throw NeverEnds(rounds: limit)
  }

  struct NeverEnds: Error { var rounds: Int }
}
