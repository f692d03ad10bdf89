import Cluster
import Experiments
import Foundation
import Support
import TestSupport
import Testing

/// A carried script as bash runs it, with a program in the worker's place.
@Suite(.waiting) struct CarriedScriptTests {
  private let folder: TemporaryDirectory
  private let a = SimulatedHome.job("a")
  private let b = SimulatedHome.job("b")

  init() throws {
    folder = try TemporaryDirectory()
    for name in ["home it's\n\"here\" {name}/Output/cluster/smoke/inbox", "scratch"] {
      try FileManager.default.createDirectory(
        at: folder.url.appendingPathComponent(name), withIntermediateDirectories: true)
    }
  }

  private var home: URL { folder.url.appendingPathComponent("home it's\n\"here\" {name}") }
  /// A worker that waits to be told to stop makes it.
  private var ready: URL { folder.url.appendingPathComponent("ready") }
  private var inbox: URL { home.appendingPathComponent("Output/cluster/smoke/inbox") }

  /// Runs element `element` of an array of `a`, `b` and one that starts from both.
  private func run(
    element: Int = 0, worker: String, deliver: String = "cp {file} {inbox}/",
    fetch: String? = "cp {inbox}/{name} {file}", hasUnfinished: Bool = false, restarts: Int? = nil,
    signalsWhenReady: Bool = false
  ) async throws -> Tool.Outcome {
    let program = folder.url.appendingPathComponent("worker")
    // Options to variables, as far as a worker's are of interest.
    let reading = """
      #!/bin/bash
      with=() resume=none
      while [ $# -gt 0 ]; do
        case $1 in
          --notice) notice=$2; shift 2 ;;
          --archive) archive=$2; shift 2 ;;
          --with) with+=("$2"); shift 2 ;;
          --resume) resume=$2; shift 2 ;;
          *) shift ;;
        esac
      done

      """
    try await Script.write(reading + worker, to: program)
    var site = SiteSettings()
    site.transport = .carried
    (site.root, site.command) = (folder.url.appendingPathComponent("scratch").path, program.path)
    (site.deliver, site.fetch) = (deliver, fetch)
    let jobs = [a, b, SimulatedHome.job("c", after: [a, b])]
    var script = SlurmScript(
      jobName: "nonsmooth-1", title: "3 runs",
      resources: JobResources(cores: 1, memoryMiB: 512, minutes: 10),
      jobs: JobList(jobs, options: [], code: CodeFingerprints()),
      archives: jobs.map { $0.prerequisites.map(SlurmScript.archiveName(of:)) }, site: site,
      home: home, folder: "Output/cluster/smoke", checkpointSeconds: 30)
    script.deliveryPauses = [0, 0, 0]
    script.hasUnfinished = hasUnfinished
    var variables = [
      "SLURM_ARRAY_TASK_ID": "\(element)", "SLURM_ARRAY_JOB_ID": "100",
      "TMPDIR": folder.url.appendingPathComponent("scratch").path
    ]
    if let restarts { variables["SLURM_RESTART_COUNT"] = "\(restarts)" }
    return try await Shell.run(
      try script.text, variables: variables, signalAfter: signalsWhenReady ? ready : nil)
  }

  private var delivered: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: inbox.path).sorted() }
  }

  private func requireNothingIsLeft() throws {
    let left = try FileManager.default.contentsOfDirectory(
      atPath: folder.url.appendingPathComponent("scratch").path)
    #expect(left.isEmpty, "\(left)")
  }

  @Test func aRecordComesHome() async throws {
    let outcome = try await run(worker: "echo record > \"$archive/convex-1.tar\"")
    #expect(outcome.status == 0, "\(outcome.errorText)")
    #expect(try delivered == ["convex-1.tar"])
    try requireNothingIsLeft()
  }

  @Test func aNoticeComesHomeAndTheStatusIsKept() async throws {
    let outcome = try await run(worker: "echo '{}' > \"$notice\"; exit 2")
    #expect(outcome.status == 2, "\(outcome.errorText)")
    #expect(try delivered == ["100_0.json"])
    try requireNothingIsLeft()
  }

  @Test func eachElementFetchesTheArchivesThatItNeeds() async throws {
    for job in [a, b] {
      try Data(job.name.utf8).write(
        to: inbox.appendingPathComponent(SlurmScript.archiveName(of: job.key)))
    }
    let worker = "for file in \"${with[@]}\"; do cat \"$file\"; done"
    #expect(try await run(element: 0, worker: worker).text == "")
    #expect(try await run(element: 2, worker: worker).text == "ab")
    try requireNothingIsLeft()
  }

  /// The worker says what it misses, which counts as a wait and not as a failure.
  @Test func whatCannotBeFetchedIsLeftToTheWorker() async throws {
    try Data("a".utf8).write(to: inbox.appendingPathComponent(SlurmScript.archiveName(of: a.key)))
    let outcome = try await run(
      element: 2, worker: "echo ${#with[@]}; echo '{}' > \"$notice\"; exit 2")
    #expect(outcome.status == 2)
    #expect(outcome.text == "1\n")
    #expect(try delivered.contains("100_2.json"))
  }

  @Test func withoutFetchARunStartsAllTheSame() async throws {
    let outcome = try await run(element: 2, worker: "echo ${#with[@]}", fetch: nil)
    #expect(outcome.status == 0, "\(outcome.errorText)")
    #expect(outcome.text == "0\n")
  }

  /// What an earlier worker left is fetched where home has some, or where Slurm queued the run again.
  @Test(arguments: [(false, nil, false), (false, 0, false), (false, 1, true), (true, nil, true)])
  func aRunThatComesAgainTakesWhatItKept(
    hasUnfinished: Bool, restarts: Int?, isTaken: Bool
  ) async throws {
    try Data("b's".utf8).write(
      to: inbox.appendingPathComponent(SlurmScript.unfinishedName(of: b.key)))
    let worker = "if [ $resume != none ]; then cat $resume; else echo none; fi"
    for (element, kept) in [(0, "none\n"), (1, isTaken ? "b's" : "none\n")] {
      let outcome = try await run(
        element: element, worker: worker, hasUnfinished: hasUnfinished, restarts: restarts)
      #expect(outcome.status == 0 && outcome.text == kept, "\(outcome)")
    }
    try requireNothingIsLeft()
  }

  @Test func whatAStoppedRunKeptFollowsItsNotice() async throws {
    let outcome = try await run(
      worker: """
        trap 'echo stopped > "$notice"; echo kept > "$archive/convex-1.unfinished.tar"; exit 2' TERM
        sleep 0.3; touch \(ready.path); for try in {1..1200}; do sleep 0.1; done
        """, deliver: "echo $(basename {file}); cp {file} {inbox}/", signalsWhenReady: true)
    #expect(outcome.status == 2, "\(outcome.errorText)")
    #expect(outcome.text == "100_0.json\nconvex-1.unfinished.tar\n")
    #expect(try delivered == ["100_0.json", "convex-1.unfinished.tar"])
    try requireNothingIsLeft()
  }

  @Test func theSignalBeforeTheLimitReachesTheWorker() async throws {
    let outcome = try await run(
      worker: """
        trap 'echo stopped > "$notice"; sleep 0.2; exit 3' TERM
        sleep 0.3; touch \(ready.path); for try in {1..1200}; do sleep 0.1; done
        """, signalsWhenReady: true)
    #expect(outcome.status == 3, "\(outcome.errorText)")
    #expect(try delivered == ["100_0.json"])
    try requireNothingIsLeft()
  }

  @Test func aWorkerThatFinishesAllTheSameIsBelieved() async throws {
    let outcome = try await run(
      worker: """
        trap 'echo told; told=1' TERM
        sleep 0.3; touch \(ready.path); for try in {1..600}; do [ -n "$told" ] && break; sleep 0.1; done
        echo record > "$archive/convex-1.tar"
        """, signalsWhenReady: true)
    #expect(outcome.status == 0, "\(outcome.errorText)")
    #expect(outcome.text == "told\n")
    #expect(try delivered == ["convex-1.tar"])
  }

  @Test func aDeliveryIsTriedAgain() async throws {
    let count = folder.url.appendingPathComponent("count").path
    let outcome = try await run(
      worker: "echo record > \"$archive/convex-1.tar\"",
      deliver: "echo >> \(count); [ $(wc -l < \(count)) -ge 3 ] && cp {file} {inbox}/")
    #expect(outcome.status == 0, "\(outcome.errorText)")
    #expect(try delivered == ["convex-1.tar"])
  }

  @Test func whatCannotBeDeliveredEndsWithAStatusOfItsOwn() async throws {
    let outcome = try await run(worker: "echo record > \"$archive/convex-1.tar\"", deliver: "false")
    #expect(outcome.status == SlurmScript.undeliveredStatus)
    #expect(outcome.errorText.hasSuffix("convex-1.tar could not be brought home.\n"))
  }
}
