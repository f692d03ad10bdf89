import Cluster
import Experiments
import Foundation
import TestSupport
import Testing

/// The text of an array's script: options, quoting, and what bash thinks of it.
@Suite struct SlurmScriptTests {
  private func script(
    _ site: SiteSettings = SiteSettings(), jobs: [Job]? = nil, home: String = "/home/me/nonsmooth",
    resources: JobResources = JobResources(cores: 2, memoryMiB: 512, minutes: 10)
  ) -> SlurmScript {
    let a = SimulatedHome.job("a")
    let jobs = jobs ?? [a, SimulatedHome.job("c", after: [a])]
    return SlurmScript(
      jobName: "nonsmooth-1", title: "2 runs", resources: resources,
      jobs: JobList(jobs, options: ["--profile", "smoke"], code: CodeFingerprints()),
      archives: jobs.map { $0.prerequisites.map(SlurmScript.archiveName(of:)) }, site: site,
      home: URL(fileURLWithPath: home), folder: "Output/cluster/smoke", checkpointSeconds: 30)
  }

  private func site(_ json: String) throws -> SiteSettings {
    try SiteSettings(json: Data(json.utf8), file: "cluster.json")
  }

  /// Throws bash's complaint about a script that it cannot read.
  private func requireBash(_ text: String) async throws {
    let outcome = try await Shell.run(text, options: ["-n"])
    try #require(outcome.status == 0, "\(outcome.errorText)\n\(text)")
  }

  @Test func optionsAreThoseOfTheArray() {
    #expect(
      script().options == [
        "job-name=nonsmooth-1", "array=0-1", "ntasks=1", "cpus-per-task=2", "mem=512M", "time=10",
        "signal=B:TERM@60", "requeue", "open-mode=append",
        "output=/home/me/nonsmooth/Output/cluster/smoke/logs/%A_%a.txt"
      ])
  }

  @Test(arguments: [(1, "B:TERM@15"), (3, "B:TERM@45"), (4, "B:TERM@60"), (600, "B:TERM@60")])
  func aWorkerIsToldBeforeItsLimit(minutes: Int, signal: String) {
    let resources = JobResources(cores: 1, memoryMiB: 512, minutes: minutes)
    #expect(script(resources: resources).options.contains("signal=\(signal)"))
  }

  @Test func settingsComeBeforeOurs() throws {
    let options = script(
      try site(
        """
        {"atOnce": 5, "sbatch": {"time": "1-0", "mem-per-cpu": "2G", "partition": "cpu",
         "exclusive": true, "nice": 3, "cpus-per-task": false}}
        """)
    ).options
    #expect(options.filter { $0.hasPrefix("time") } == ["time=1-0"])
    #expect(!options.contains { $0.hasPrefix("mem=") || $0.hasPrefix("cpus-per-task") })
    #expect(
      options.suffix(5) == ["exclusive", "mem-per-cpu=2G", "nice=3", "partition=cpu", "time=1-0"])
    #expect(options.contains("array=0-1%5"))
  }

  @Test(arguments: [
    ("plain", "plain"), ("a b", "\"a b\""), ("#1", "\"#1\""), ("it's", "\"it's\""),
    ("say \"x\"", "\"say \\\"x\\\"\""), ("back\\slash", "\"back\\\\slash\"")
  ])
  func valuesAreQuotedAsSbatchReadsThem(value: String, quoted: String) {
    #expect(SlurmScript.sbatchQuoted(value) == quoted)
  }

  @Test func aPercentInAPathIsNoPattern() {
    let output = script(home: "/data/50%A/n").options.last
    #expect(output == "output=/data/50%%A/n/Output/cluster/smoke/logs/%A_%a.txt")
  }

  /// sbatch reads its options line by line, a shell does not.
  @Test func aPathThatNoOptionCanHoldIsRefused() async throws {
    let home = "/home/two\nlines"
    #expect(throws: ClusterError.unusablePath(home)) { try script(home: home).text }
    for json in [
      #"{"root": "/scratch/n"}"#,
      #"{"store": "carried", "root": "/scratch/n", "deliver": "cp {file} {inbox}/"}"#
    ] { try await requireBash(script(try site(json), home: home).text) }
  }

  @Test func bashReadsEveryKindOfScript() async throws {
    try await requireBash(script().text)
    try await requireBash(script(home: "/it's/a \"path\" with $HOME").text)
    for json in [
      #"{"modules": ["swift/6 'x'"], "setup": ["export A='1 2'", "ulimit -s unlimited"]}"#,
      #"{"store": "carried", "deliver": "cp {file} {inbox}/"}"#,
      #"{"store": "carried", "deliver": "cp {file} {inbox}/", "fetch": "cp {inbox}/{name} {file}"}"#
    ] { try await requireBash(script(try site(json)).text) }
  }

  /// Whatever names say, a worker reads the list as it was written.
  @Test(arguments: ["JOBS", "$(touch /tmp/no)", "`id`", "a'b\"c\\d", "x\nJOBS\ny", "$HOME \\$PATH"])
  func theListComesThroughTheShellAsItIs(name: String) async throws {
    let folder = try TemporaryDirectory()
    let worker = folder.url.appendingPathComponent("worker")
    try await Script.write("#!/bin/bash\ncat\n", to: worker)
    var settings = SiteSettings()
    (settings.root, settings.command) = (folder.url.path, worker.path)
    let jobs = [SimulatedHome.job(name)]
    let text = try script(settings, jobs: jobs).text
    try await requireBash(text)
    let outcome = try await Shell.run(text, variables: ["SLURM_ARRAY_TASK_ID": "0"])
    #expect(
      try JobList(json: Data(outcome.text.utf8), file: "what the worker read")
        == JobList(jobs, options: ["--profile", "smoke"], code: CodeFingerprints()))
  }

  @Test func aRunThatSlurmItselfQueuesTooOftenIsNotBegun() async throws {
    let text = try script().text
    let outcome = try await Shell.run(
      text, variables: ["SLURM_ARRAY_TASK_ID": "0", "SLURM_RESTART_COUNT": "4"])
    #expect(outcome.status == 2)
    #expect(
      outcome.errorText
        == "Slurm has queued this run again 4 times, expected at most 3. Start the report again.\n")
  }
}
