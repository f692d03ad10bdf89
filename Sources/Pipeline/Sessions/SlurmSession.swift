import Cluster
import Experiments
import Foundation
import Support

/// The runs of a report in Slurm's hands: submits them, follows them, and takes what comes back.
package struct SlurmSession {
  let pipeline: ReportPipeline
  let site: SiteSettings
  private let wanted: [Experiment]
  private let estimates: JobEstimates

  private var workspace: Workspace { pipeline.workspace }
  private var folder: URL { workspace.cluster }

  /// - Parameter wanted: The runs of the report; those without a record are submitted.
  init(pipeline: ReportPipeline, site: SiteSettings, wanted: [Experiment]) throws {
    (self.pipeline, self.site, self.wanted) = (pipeline, site, wanted)
    estimates = try JobEstimates(pipeline, wanted: wanted)
  }

  func printScripts() throws {
    for note in pipeline.notes { print("# Note: \(note)") }
    guard !estimates.jobs.isEmpty else {
      return print("# Every run has its record; nothing to submit.")
    }
    let arrays = JobArray.group(estimates.jobs, site: site) { JobResources($0, site: site) }
    for (index, array) in arrays.enumerated() {
      let submitted = SubmittedArray(
        sequence: index + 1, name: "nonsmooth-\(index + 1)", submitted: "",
        resources: array.resources, elements: [])
      let after = array.waitsFor.map { "<array \($0 + 1)>" }.joined(separator: ":")
      print(
        "# Array \(index + 1) of \(arrays.count): "
          + Self.summary(array.jobs.count, array.resources))
      print("# sbatch --parsable" + (after.isEmpty ? "" : " --dependency=afterany:\(after)"))
      print(try script(of: submitted, jobs: array.jobs).text)
    }
  }

  /// Submits what is not under way, and follows everything until its end.
  ///
  /// - Parameter detach: Whether to return once everything is submitted.
  /// - Returns: Whether every run has its record.
  /// - Throws: A failure that lists the runs that were given up.
  func perform(detach: Bool) throws -> Bool {
    guard !estimates.jobs.isEmpty else { return true }
    let watch = Watch(of: workspace)
    try watch.slurm.requireController()
    try site.requireFetch(for: estimates.jobs)
    for name in [SlurmScript.logsName, SlurmScript.noticesName, SlurmScript.inboxName] {
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
    }
    guard let lock = try FileLock.acquire(folder.appendingPathComponent("lock")) else {
      throw CommandFailure(
        "Runs of '\(folder.lastPathComponent)': another nonsmooth submits or follows them, expected one at a "
          + "time. Look at them with nonsmooth status \(workspace.commandOptions).")
    }
    defer { lock.release() }
    let inbox = Inbox(
      folder: folder, store: pipeline.store, settleSeconds: site.settleSeconds, tell: Console.note)
    if site.transport == .carried {
      try inbox.offer(estimates.jobs)
      // What has come home since the last time is not submitted again.
      inbox.take()
    }
    let campaign = Campaign(
      ledger: try Ledger(folder: folder), watch: watch, site: site, jobs: estimates.jobs
    ) { array, jobs in
      var script = try script(of: array, jobs: jobs)
      script.hasUnfinished = jobs.contains { inbox.hasUnfinished($0.key) }
      return script
    }
    try pipeline.events?.planned(wanted, by: pipeline)
    let (arrays, earlier) = try campaign.start()
    for group in GivenUpRuns.group(earlier) {
      Console.note("ended before, submitted again: \(group.subject): \(group.reason)")
    }
    tell(arrays)
    if detach {
      let refused = arrays.filter { $0.refusal != nil }
      guard refused.isEmpty else {
        throw CommandFailure(
          "\(Wording.count(refused.reduce(0) { $0 + $1.elements.count }, "run")) refused by Slurm, expected none; "
            + "the others are submitted. Correct the settings of sbatch, then start again.")
      }
      // What was lost since the last time goes on too.
      for (name, reason) in try campaign.round().again {
        Console.note("\(name) \(reason): submitted again")
      }
      print("Submitted. nonsmooth status \(workspace.commandOptions) shows how far it is;")
      print(
        "nonsmooth report \(workspace.commandOptions) --on slurm goes on and writes the report.")
      return false
    }
    try follow(campaign, inbox: inbox)
    inbox.clear()
    return true
  }

  private func follow(_ campaign: Campaign, inbox: Inbox) throws {
    var progress = ClusterProgress(events: pipeline.events, total: campaign.jobs.count)
    var outage = Outage(patience: site.patienceSeconds)
    while true {
      if site.transport == .carried { inbox.take() }
      do {
        let round = try campaign.round()
        outage.end()
        for (name, reason) in round.again { Console.note("\(name) \(reason): submitted again") }
        progress.show(round.entries)
        progress.failed(round.givenUp)
        if !round.isOpen { break }
      } catch let error as ClusterError {
        try outage.bear(error)
      }
      let end = ResourceUsage.wallSeconds + site.pollSeconds
      while ResourceUsage.wallSeconds < end {
        guard !pipeline.isInterrupted else { throw interrupted(campaign) }
        usleep(50_000)
      }
    }
    let unfinished = campaign.unfinished
    guard unfinished.isEmpty else { throw pipeline.failure(unfinished) }
  }

  private func interrupted(_ campaign: Campaign) -> CommandFailure {
    let left = campaign.inSlurmsHands
    return CommandFailure(
      "Runs: no longer followed, expected to wait for all; \(Wording.count(left, "run")) in Slurm's hands "
        + "\(left == 1 ? "goes" : "go") on. "
        + "nonsmooth status \(workspace.commandOptions) shows them, and nonsmooth report "
        + "\(workspace.commandOptions) --on slurm goes on.")
  }

  private func tell(_ arrays: [SubmittedArray]) {
    for array in arrays {
      let what = Self.summary(array.elements.count, array.resources)
      if let refusal = array.refusal {
        Console.note("refused \(what): \(refusal)")
      } else {
        Console.note(
          array.job.map { "submitted \(what): Slurm's array \($0)" }
            ?? "not answered yet by Slurm: \(what)")
      }
    }
  }

  private func script(of array: SubmittedArray, jobs: [Job]) throws -> SlurmScript {
    SlurmScript(
      jobName: array.name,
      title:
        "\(Self.summary(jobs.count, array.resources)) of \(workspace.output.lastPathComponent)",
      resources: array.resources,
      jobs: JobList(jobs, options: workspace.workerArguments(at: site), code: pipeline.store.code),
      archives: jobs.map { $0.prerequisites.map(SlurmScript.archiveName(of:)) },
      site: site, home: workspace.root,
      folder: "\(Workspace.clusterFolder)/\(folder.lastPathComponent)",
      checkpointSeconds: workspace.checkpointSeconds)
  }

  /// E.g. `"40 runs, 1 core, 512 MiB, 10 min"`.
  static func summary(_ count: Int, _ resources: JobResources) -> String {
    "\(Wording.count(count, "run")), \(Wording.count(resources.cores, "core")), \(resources.memoryMiB) MiB, "
      + "\(resources.minutes) min"
  }
}
