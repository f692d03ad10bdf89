import Cluster
import Experiments
import Foundation
import Testing

/// What a campaign makes of all that can become of its runs, with a simulated Slurm.
@Suite struct CampaignTests {
  private let a = SimulatedHome.job("a")
  private let b = SimulatedHome.job("b")

  @Test func allFinish() throws {
    let home = try SimulatedHome([a, b, SimulatedHome.job("c", after: [a, b])])
    let campaign = try home.campaign()
    let (arrays, earlier) = try campaign.start()
    #expect(arrays.map(\.elements.count) == [2, 1])
    #expect(earlier.isEmpty)
    #expect(home.slurm.arrays[1].after == ["100"])
    let first = try campaign.round()
    #expect(first.isOpen && first.again.isEmpty)
    #expect(
      first.entries.map(\.standing) == Array(repeating: .pending(reason: "Priority"), count: 3))
    for name in ["a", "b", "c"] { home.finish(name) }
    let last = try campaign.round()
    #expect(!last.isOpen && last.givenUp.isEmpty)
    #expect(last.entries.allSatisfy { $0.standing == .finished })
    #expect(home.slurm.calls["submit"] == 2)
    #expect(home.slurm.faults.isEmpty)
  }

  @Test func aLookAsksSlurmForNothingOnceAllIsFinished() throws {
    let home = try SimulatedHome([a])
    let campaign = try home.campaign()
    _ = try campaign.start()
    home.finish("a")
    let before = home.slurm.calls
    _ = try campaign.round()
    #expect(home.slurm.calls == before)
  }

  @Test(arguments: [
    ("PREEMPTED", "was preempted on n1"), ("NODE_FAIL", "lost its node on n1"),
    ("BOOT_FAIL", "lost its node on n1")
  ])
  func whatIsLostIsSubmittedAgainAStatedNumberOfTimes(state: String, reason: String) throws {
    let home = try SimulatedHome([a])
    home.site.resubmissions = 2
    let campaign = try home.campaign()
    _ = try campaign.start()
    for _ in 0..<2 {
      home.end("a", state)
      let round = try campaign.round()
      #expect(round.again.map(\.name) == ["a"])
      #expect(round.again.map(\.reason) == [reason])
      #expect(round.isOpen && round.givenUp.isEmpty)
    }
    home.end("a", state)
    let last = try campaign.round()
    #expect(!last.isOpen)
    #expect(
      last.givenUp.map(\.message) == [
        "Run 'a': \(reason) after it had been submitted again 2 times, expected to finish. Start again to go on "
          + "from its last checkpoint, or raise resubmissions."
      ])
    #expect(home.slurm.submissions(of: "a") == 3)
    #expect(try campaign.round().givenUp.isEmpty)
  }

  @Test(arguments: [(0, ""), (1, " after it had been submitted again once")])
  func theNumberOfAttemptsIsWrittenOut(resubmissions: Int, words: String) throws {
    let home = try SimulatedHome([a])
    home.site.resubmissions = resubmissions
    let campaign = try home.campaign()
    _ = try campaign.start()
    let givenUp = try home.follow(campaign) { home.end("a", "PREEMPTED") }
    #expect(givenUp.count == 1)
    #expect(
      givenUp[0].message.hasPrefix("Run 'a': was preempted on n1\(words), expected to finish."))
  }

  @Test func whatSlurmForgetsIsSubmittedAgainAfterAWhile() throws {
    let home = try SimulatedHome([a])
    let campaign = try home.campaign()
    _ = try campaign.start()
    let place = home.slurm.place(of: "a")!
    home.slurm.end(place, "COMPLETED")
    home.slurm[place].isForgotten = true
    let first = try campaign.round()
    #expect(first.isOpen && first.isSettling && first.again.isEmpty)
    home.now += home.site.settleSeconds
    #expect(try campaign.round().again.map(\.reason) == ["is no longer known to Slurm"])
    #expect(home.slurm.submissions(of: "a") == 2)
  }

  /// Where a controller is lost, accounting may say for ever that a job runs.
  @Test func whatOnlyTheAccountingStillRunsIsLost() throws {
    let home = try SimulatedHome([a])
    let campaign = try home.campaign()
    _ = try campaign.start()
    let place = home.slurm.place(of: "a")!
    home.slurm.end(place, "NODE_FAIL")
    home.slurm[place].lag = .max
    #expect(try campaign.round().isSettling)
    home.now += home.site.settleSeconds
    #expect(try campaign.round().again.map(\.name) == ["a"])
  }

  @Test func anAccountingThatLagsIsWaitedFor() throws {
    let home = try SimulatedHome([a])
    let campaign = try home.campaign()
    _ = try campaign.start()
    let place = home.slurm.place(of: "a")!
    home.slurm.end(place, "TIMEOUT")
    home.slurm[place].lag = 1
    #expect(try campaign.round().isSettling)
    home.now += 15
    #expect(try campaign.round().again.map(\.reason) == ["reached its time limit on n1"])
  }

  @Test func aTimeLimitIsDoubledUpToTheSitesLongest() throws {
    let home = try SimulatedHome([a])
    home.site.maximumMinutes = 35
    let campaign = try home.campaign()
    _ = try campaign.start()
    home.end("a", "TIMEOUT")
    _ = try campaign.round()
    // As a worker tells that was asked to stop shortly before its limit.
    try home.fail("a", .stopped, "Run 'a': stopped.", seconds: 19 * 60)
    _ = try campaign.round()
    #expect(home.slurm.arrays.map { $0.options["time"] } == ["10", "20", "35"])
    #expect(Set(home.slurm.arrays.map { $0.options["mem"] }).count == 1)
  }

  @Test func aRunToldToStopLongBeforeItsLimitGetsNoMoreTime() throws {
    let home = try SimulatedHome([a])
    let campaign = try home.campaign()
    _ = try campaign.start()
    try home.fail("a", .stopped, "Run 'a': stopped.", seconds: 60)
    #expect(try campaign.round().again.map(\.reason) == ["was told to stop on n1"])
    #expect(home.slurm.arrays.map { $0.options["time"] } == ["10", "10"])
  }

  @Test func memoryIsDoubledWhereItWasTooLittle() throws {
    let home = try SimulatedHome([a])
    let campaign = try home.campaign()
    _ = try campaign.start()
    home.end("a", "OUT_OF_MEMORY", exitStatus: 125)
    #expect(try campaign.round().again.map(\.reason) == ["reached its memory limit on n1"])
    #expect(home.slurm.arrays.map { $0.options["mem"] } == ["512M", "1024M"])
    #expect(Set(home.slurm.arrays.map { $0.options["time"] }).count == 1)
  }

  @Test func whatIsKilledFromOutsideIsSubmittedAgain() throws {
    let home = try SimulatedHome([a])
    let campaign = try home.campaign()
    _ = try campaign.start()
    home.end("a", "FAILED", exitStatus: 128 + 9)
    #expect(try campaign.round().again.map(\.reason) == ["was killed by signal 9 on n1"])
    home.end("a", "FAILED", exitStatus: 75)
    #expect(try campaign.round().again.map(\.reason) == ["could not bring its record home on n1"])
  }

  @Test(arguments: [
    (WorkerNotice.Cause.refused, "Run 'a': this machine, n1, has other code, expected home's."),
    (.failed, "Run 'a': loss is NaN, expected a number. Its worker was n1."),
    (.storage, "The disk is full. Its worker was n1.")
  ])
  func whatAWorkerTellsIsFinal(cause: WorkerNotice.Cause, message: String) throws {
    let home = try SimulatedHome([a])
    let campaign = try home.campaign()
    _ = try campaign.start()
    try home.fail("a", cause, message.replacing(" Its worker was n1.", with: ""))
    let round = try campaign.round()
    #expect(round.givenUp.map(\.message) == [message])
    #expect(!round.isOpen)
    #expect(try !campaign.round().isOpen)
    #expect(home.slurm.submissions(of: "a") == 1)
    _ = try home.campaign().start()
    #expect(home.slurm.submissions(of: "a") == 2)
  }

  @Test func cancelledIsFinalUntilTheNextStart() throws {
    let home = try SimulatedHome([a])
    let campaign = try home.campaign()
    _ = try campaign.start()
    home.end("a", "CANCELLED")
    let round = try campaign.round()
    #expect(
      round.givenUp.map(\.message) == [
        "Run 'a': its job was cancelled on n1, expected to finish. Start again to submit it again."
      ])
    #expect(!round.isOpen)
    let (arrays, earlier) = try home.campaign().start()
    #expect(arrays.count == 1 && earlier.isEmpty)
    #expect(home.slurm.submissions(of: "a") == 2)
  }

  @Test func whatEndedWhileNobodyLookedIsToldAndSubmittedAgain() throws {
    let home = try SimulatedHome([a, b])
    _ = try home.campaign().start()
    home.end("a", "CANCELLED")
    home.end("b", "PREEMPTED")
    let campaign = try home.campaign()
    let (arrays, earlier) = try campaign.start()
    #expect(earlier.map(\.name) == ["a"])
    #expect(arrays.flatMap(\.elements).map(\.name) == ["a"])
    // What was lost is counted.
    let round = try campaign.round()
    #expect(round.again.map(\.name) == ["b"])
    #expect(campaign.ledger.arrays.last?.elements.map(\.attempt) == [1])
  }

  @Test func aFailureWithoutANoticeTellsTheLogsLastLine() throws {
    let home = try SimulatedHome([a, b])
    let campaign = try home.campaign()
    _ = try campaign.start()
    let logs = home.folder.url.appendingPathComponent(SlurmScript.logsName)
    try FileManager.default.createDirectory(at: logs, withIntermediateDirectories: true)
    try Data("starting\nFatal error: index out of range\n\n".utf8).write(
      to: logs.appendingPathComponent("100_0.txt"))
    home.end("a", "FAILED", exitStatus: 1)
    home.end("b", "FAILED", exitStatus: 127)
    #expect(
      try campaign.round().givenUp.map(\.message) == [
        "Run 'a': its job ended as FAILED with status 1 on n1, expected to finish; its log ends with: Fatal "
          + "error: index out of range",
        "Run 'b': its job ended as FAILED with status 127 on n1, expected to finish; it left no word"
      ])
  }

  @Test func aRecordMayComeLate() throws {
    let home = try SimulatedHome([a])
    let campaign = try home.campaign()
    _ = try campaign.start()
    home.end("a", "COMPLETED")
    #expect(try campaign.round().isSettling)
    home.now += 59
    #expect(try campaign.round().isOpen)
    home.slurm.records.insert(a.key.description)
    let round = try campaign.round()
    #expect(!round.isOpen && round.givenUp.isEmpty)
  }

  @Test func aRecordThatNeverComesIsTold() throws {
    let home = try SimulatedHome([a])
    let campaign = try home.campaign()
    _ = try campaign.start()
    home.end("a", "COMPLETED")
    let givenUp = try home.follow(campaign)
    #expect(
      givenUp.map(\.message) == [
        "Run 'a': its job finished on n1 and its record is not here, expected it in the store. See whether workers "
          + "share that folder; where not, set store to carried."
      ])
    #expect(home.slurm.submissions(of: "a") == 1)
  }

  /// A worker may lose its node once its archive has come home, before home has taken it.
  @Test func aRunWhoseArchiveIsHomeIsNotMadeAgain() throws {
    let home = try SimulatedHome([a])
    let campaign = try home.campaign()
    _ = try campaign.start()
    let inbox = home.folder.url.appendingPathComponent(SlurmScript.inboxName)
    try FileManager.default.createDirectory(at: inbox, withIntermediateDirectories: true)
    try Data("half".utf8).write(
      to: inbox.appendingPathComponent(SlurmScript.archiveName(of: a.key)))
    home.end("a", "NODE_FAIL")
    let round = try campaign.round()
    #expect(round.isSettling && round.again.isEmpty)
    // One that is never whole does not hold the run for ever.
    home.now += home.site.settleSeconds
    #expect(try campaign.round().again.map(\.name) == ["a"])
  }

  @Test func whatSlurmWillNeverStartIsCancelledAndTold() throws {
    let home = try SimulatedHome([a, b])
    let campaign = try home.campaign()
    _ = try campaign.start()
    home.slurm.hold(home.slurm.place(of: "a")!, reason: "QOSNotAllowed")
    home.slurm.hold(home.slurm.place(of: "b")!, reason: "Resources")
    // Such a reason may pass while a site changes its limits.
    #expect(try campaign.round().givenUp.isEmpty)
    home.now += home.site.settleSeconds
    let round = try campaign.round()
    #expect(
      round.givenUp.map(\.message) == [
        "Run 'a': Slurm keeps it waiting (QOSNotAllowed), expected it to start some time. Correct the settings of "
          + "sbatch or the limits of cores and minutes, then start again."
      ])
    #expect(home.slurm[home.slurm.place(of: "a")!].state.state == "CANCELLED")
    #expect(round.isOpen)
    home.finish("b")
    #expect(try !campaign.round().isOpen)
  }

  @Test func codeChangedInBetween() throws {
    let home = try SimulatedHome([a, b])
    _ = try home.campaign().start()
    home.finish("b")
    let newer = [SimulatedHome.job("a", version: 2), SimulatedHome.job("b", version: 2)]
    home.jobs = newer
    let campaign = try home.campaign()
    let (arrays, _) = try campaign.start()
    #expect(Set(arrays.flatMap(\.elements).map(\.key)) == Set(newer.map(\.key.description)))
    // The old run ends somehow; nobody waits for it.
    home.slurm.end(.init(array: 0, element: 0), "PREEMPTED")
    home.finish("a")
    home.finish("b")
    let round = try campaign.round()
    #expect(!round.isOpen && round.entries.count == 2 && round.givenUp.isEmpty)
    // The next start forgets both arrays.
    _ = try home.campaign().start()
    #expect(try Ledger(folder: home.folder.url).isEmpty)
  }

  @Test func olderRunsOfANameAreRememberedWhileTheyAreUnderWay() throws {
    let home = try SimulatedHome([a])
    _ = try home.campaign().start()
    home.jobs = [SimulatedHome.job("a", version: 2)]
    _ = try home.campaign().start()
    _ = try home.campaign().start()
    #expect(try Ledger(folder: home.folder.url).arrays.count == 2)
    home.slurm.end(.init(array: 0, element: 0), "CANCELLED")
    _ = try home.campaign().start()
    #expect(try Ledger(folder: home.folder.url).arrays.count == 1)
  }

  @Test func finishedArraysAreForgottenWithTheirFiles() throws {
    let home = try SimulatedHome([a, SimulatedHome.job("long", seconds: 1e5)])
    _ = try home.campaign().start()
    let ledger = try Ledger(folder: home.folder.url)
    try #require(ledger.arrays.count == 2)
    let arrays = home.folder.url.appendingPathComponent("arrays")
    let done = home.slurm.place(of: "a")!
    try home.notify(done, .stopped, "left over")
    home.slurm.finish(done)
    _ = try home.campaign().start()
    let kept = home.slurm.arrays[home.slurm.place(of: "long")!.array].name
    let names = try FileManager.default.contentsOfDirectory(atPath: arrays.path).sorted()
    #expect(names == ["\(kept).json", "\(kept).sh"])
    let notices = home.folder.url.appendingPathComponent(SlurmScript.noticesName)
    #expect(try FileManager.default.contentsOfDirectory(atPath: notices.path).isEmpty)
  }
}
