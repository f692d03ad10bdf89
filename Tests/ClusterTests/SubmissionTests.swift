import Cluster
import Foundation
import Testing

/// Refusals, dependents, and processes that end between two steps.
@Suite struct SubmissionTests {
  private let a = SimulatedHome.job("a")
  private let b = SimulatedHome.job("b", seconds: 1e5)

  @Test func aRefusedArrayStrandsNoOther() throws {
    let home = try SimulatedHome([a, b])
    home.slurm.answer = { $0.contains("a") ? .refused("limit reached") : .accepted }
    let campaign = try home.campaign()
    let (arrays, _) = try campaign.start()
    #expect(arrays.map(\.refusal) == [nil, "limit reached"])
    // While another run is under way, the refused one waits.
    #expect(try campaign.round().isOpen)
    #expect(try campaign.round().again.isEmpty)
    #expect(home.slurm.calls["submit"] == 2)
    home.finish("b")
    home.slurm.answer = { _ in .accepted }
    let round = try campaign.round()
    #expect(round.again.map(\.reason) == ["had been refused"])
    #expect(round.isOpen)
    home.finish("a")
    #expect(try !campaign.round().isOpen)
  }

  @Test func whatIsRefusedTwiceIsGivenUpInSlurmsWords() throws {
    let home = try SimulatedHome([a, b])
    home.slurm.answer = { $0.contains("a") ? .refused("invalid account") : .accepted }
    let campaign = try home.campaign()
    _ = try campaign.start()
    home.finish("b")
    let round = try campaign.round()
    #expect(
      round.givenUp.map(\.message) == [
        "Run 'a': Slurm refused it: invalid account; expected it in the queue. Correct the settings of sbatch, then "
          + "start again."
      ])
    #expect(!round.isOpen)
    #expect(home.slurm.calls["submit"] == 3)
    #expect(try !campaign.round().isOpen)
    #expect(home.slurm.calls["submit"] == 3)
    // The next process tries again.
    home.slurm.answer = { _ in .accepted }
    let (arrays, _) = try home.campaign().start()
    #expect(arrays.map(\.refusal) == [nil])
  }

  @Test func dependentsOfARefusedArrayAreRefusedInTheSameWords() throws {
    let home = try SimulatedHome([a, SimulatedHome.job("c", after: [a])])
    home.slurm.answer = { _ in .refused("no such partition") }
    let campaign = try home.campaign()
    let (arrays, _) = try campaign.start()
    #expect(arrays.map(\.refusal) == ["no such partition", "no such partition"])
    #expect(home.slurm.calls["submit"] == 1)
    let round = try campaign.round()
    #expect(round.givenUp.map(\.name) == ["a", "c"])
    #expect(round.givenUp.allSatisfy { $0.message.contains("refused it: no such partition;") })
  }

  @Test func aLostAnswerOfAnAcceptedArrayIsLookedUp() throws {
    let home = try SimulatedHome([a])
    home.slurm.answer = { _ in .complaint("Socket timed out on send/recv operation") }
    let (arrays, _) = try home.campaign().start()
    #expect(arrays.map(\.job) == ["100"])
    #expect(arrays.map(\.refusal) == [nil])
  }

  @Test(arguments: [true, false])
  func anArrayWithoutAnAnswerIsLookedForInLaterRounds(isAccepted: Bool) throws {
    let home = try SimulatedHome([a])
    home.slurm.answer = { _ in
      .lost(accepted: isAccepted, .programFailed("sbatch", reason: "no answer in 120 s"))
    }
    let campaign = try home.campaign()
    let (arrays, _) = try campaign.start()
    #expect(arrays.map(\.job) == [nil] && arrays.map(\.refusal) == [nil])
    // Nobody answers the first round either.
    home.slurm.beforeCall = { (_: String) throws(ClusterError) in
      throw .programFailed("squeue", reason: "no answer in 120 s")
    }
    #expect(throws: ClusterError.programFailed("squeue", reason: "no answer in 120 s")) {
      try campaign.round()
    }
    home.slurm.beforeCall = { (_: String) throws(ClusterError) in }
    home.slurm.answer = { _ in .accepted }
    let round = try campaign.round()
    #expect(round.isOpen && round.again.isEmpty)
    if !isAccepted {
      // It may still arrive.
      #expect(round.isSettling)
      home.now += home.site.settleSeconds
      #expect(try campaign.round().again.map(\.reason) == ["had been refused"])
    }
    #expect(home.slurm.submissions(of: "a") == 1)
    #expect(home.slurm.faults.isEmpty)
  }

  enum Moment: CaseIterable { case beforeTheLedger, beforeSbatch, afterSbatch }

  @Test(arguments: Moment.allCases)
  func aProcessThatEndsWhileItSubmitsLeavesEachRunSubmittedOnce(moment: Moment) throws {
    struct End: Error {}
    let home = try SimulatedHome([a, b])
    switch moment {
    case .beforeTheLedger:
      home.beforeScript = {
        if home.slurm.calls["submit"] == 1 { throw End() }
      }
    case .beforeSbatch, .afterSbatch:
      home.slurm.answer = { names in
        names == ["a"]
          ? .lost(accepted: moment == .afterSbatch, .missingProgram("the process has ended"))
          : .accepted
      }
    }
    #expect(throws: (any Error).self) { try home.campaign().start() }
    home.beforeScript = {}
    home.slurm.answer = { _ in .accepted }
    let campaign = try home.campaign()
    _ = try campaign.start()
    #expect(home.slurm.submissions(of: "a") == 1)
    #expect(home.slurm.submissions(of: "b") == 1)
    home.finish("a")
    home.finish("b")
    #expect(try !campaign.round().isOpen)
    #expect(home.slurm.faults.isEmpty)
  }

  @Test func aDetachedCampaignIsGoneOnWith() throws {
    let home = try SimulatedHome([a, b])
    _ = try home.campaign().start()
    home.finish("a")
    let campaign = try home.campaign()
    #expect(campaign.jobs.count == 1)
    #expect(try campaign.start().arrays.isEmpty)
    home.finish("b")
    #expect(try !campaign.round().isOpen)
    #expect(home.slurm.calls["submit"] == 2)
  }

  @Test func whatARoundGaveUpBeforeItFailedIsToldByTheNext() throws {
    let home = try SimulatedHome([a, b])
    let campaign = try home.campaign()
    _ = try campaign.start()
    home.end("a", "CANCELLED")
    home.end("b", "PREEMPTED")
    home.beforeScript = { throw ClusterError.programFailed("squeue", reason: "no answer") }
    #expect(throws: ClusterError.self) { try campaign.round() }
    home.beforeScript = {}
    let givenUp = try home.follow(campaign) {
      if let place = home.slurm.place(of: "b"), home.slurm.submissions(of: "b") == 2 {
        home.slurm.finish(place)
      }
    }
    #expect(givenUp.map(\.name) == ["a"])
  }

  @Test func arraysAreBounded() throws {
    let home = try SimulatedHome((0..<25).map { SimulatedHome.job("run\($0)") })
    home.site.arraySize = 10
    home.site.atOnce = 3
    _ = try home.campaign().start()
    #expect(home.slurm.arrays.map(\.elements.count) == [10, 10, 5])
    #expect(home.slurm.arrays.map { $0.options["array"] } == ["0-9%3", "0-9%3", "0-4%3"])
  }
}

/// Runs that start from other runs.
@Suite struct DependentTests {
  private let a = SimulatedHome.job("a")

  @Test func aDependentWaitsForARunThatIsSubmittedAgain() throws {
    let c = SimulatedHome.job("c", after: [a])
    let home = try SimulatedHome([a, c, SimulatedHome.job("d", after: [c])])
    let campaign = try home.campaign()
    _ = try campaign.start()
    home.end("a", "PREEMPTED")
    try home.missPrerequisite("c")
    try home.missPrerequisite("d")
    let round = try campaign.round()
    #expect(round.again.map(\.name) == ["a", "c", "d"])
    #expect(round.again.last?.reason == "waited for another run")
    // In order again, and a wait is not an attempt.
    #expect(home.slurm.arrays.suffix(2).map(\.after) == [["103"], ["104"]])
    #expect(campaign.ledger.arrays.suffix(3).map { $0.elements[0].attempt } == [1, 0, 0])
    for name in ["a", "c", "d"] { home.finish(name) }
    #expect(try !campaign.round().isOpen)
  }

  @Test func aDependentFollowsARunThatIsUnderWay() throws {
    let home = try SimulatedHome([a, SimulatedHome.job("c", after: [a])])
    let campaign = try home.campaign()
    _ = try campaign.start()
    home.slurm.run(home.slurm.place(of: "a")!)
    home.end("c", "NODE_FAIL")
    _ = try campaign.round()
    #expect(home.slurm.arrays.last?.after == ["100"])
  }

  @Test func dependentsOfAFailedRunEnd() throws {
    let c = SimulatedHome.job("c", after: [a])
    let home = try SimulatedHome([a, c, SimulatedHome.job("d", after: [c])])
    let campaign = try home.campaign()
    _ = try campaign.start()
    try home.fail("a", .failed, "Run 'a': loss is NaN, expected a number.")
    try home.missPrerequisite("c")
    try home.missPrerequisite("d")
    let givenUp = try home.follow(campaign)
    #expect(
      givenUp.map(\.message) == [
        "Run 'a': loss is NaN, expected a number. Its worker was n1.",
        "Run 'c': the run 'a' that it starts from was given up, expected its record. Mend that one, then start "
          + "again.",
        "Run 'd': the run 'c' that it starts from was given up, expected its record. Mend that one, then start "
          + "again."
      ])
    #expect(home.slurm.calls["submit"] == 3)
  }

  @Test func aDependentOfARunThatIsRefusedTheSecondTimeEnds() throws {
    let home = try SimulatedHome([a, SimulatedHome.job("c", after: [a])])
    let campaign = try home.campaign()
    _ = try campaign.start()
    home.end("a", "PREEMPTED")
    home.slurm.answer = { _ in .refused("limit reached") }
    _ = try campaign.round()
    try home.missPrerequisite("c")
    let givenUp = try home.follow(campaign)
    #expect(givenUp.map(\.name) == ["a", "c"])
  }

  /// Where a worker sees another store than home, it never finds what is there.
  @Test func aRecordThatWorkersNeverFindIsTold() throws {
    let home = try SimulatedHome([a, SimulatedHome.job("c", after: [a])])
    home.site.resubmissions = 2
    let campaign = try home.campaign()
    _ = try campaign.start()
    home.finish("a")
    let givenUp = try home.follow(campaign) { try home.missPrerequisite("c") }
    #expect(
      givenUp.map(\.message) == [
        "Run 'c': did not find the record of a run that it starts from on n1 after it had been submitted again 2 "
          + "times, expected to finish. Home has that record: see whether workers share home's store, and where "
          + "they do not, whether fetch brings archives."
      ])
    #expect(home.slurm.submissions(of: "c") == 3)
  }

  @Test func aRunThatStartsFromAnUnwantedOneEnds() throws {
    let home = try SimulatedHome([SimulatedHome.job("c", after: [a])])
    let campaign = try home.campaign()
    _ = try campaign.start()
    let givenUp = try home.follow(campaign) {
      if home.slurm.submissions(of: "c") == 1 { try home.missPrerequisite("c") }
    }
    #expect(
      givenUp.map(\.message) == ["Run 'c': its prerequisite has no record, expected one."])
  }
}
