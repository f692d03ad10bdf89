import Cluster
import Foundation
import Testing

/// Refusals, dependents, and processes that end between two steps.
@Suite struct SubmissionTests {
  private let a = Stage.job("a")
  private let b = Stage.job("b", seconds: 1e5)

  @Test func aRefusedArrayStrandsNoOther() throws {
    let stage = try Stage([a, b])
    stage.slurm.answer = { $0.contains("a") ? .refused("limit reached") : .accepted }
    let campaign = try stage.campaign()
    let (arrays, _) = try campaign.start()
    #expect(arrays.map(\.refusal) == [nil, "limit reached"])
    // While another run is under way, the refused one waits.
    #expect(try campaign.round().isOpen)
    #expect(try campaign.round().again.isEmpty)
    #expect(stage.slurm.calls["submit"] == 2)
    stage.finish("b")
    stage.slurm.answer = { _ in .accepted }
    let round = try campaign.round()
    #expect(round.again.map(\.reason) == ["had been refused"])
    #expect(round.isOpen)
    stage.finish("a")
    #expect(try !campaign.round().isOpen)
  }

  @Test func whatIsRefusedTwiceIsGivenUpInSlurmsWords() throws {
    let stage = try Stage([a, b])
    stage.slurm.answer = { $0.contains("a") ? .refused("invalid account") : .accepted }
    let campaign = try stage.campaign()
    _ = try campaign.start()
    stage.finish("b")
    let round = try campaign.round()
    #expect(
      round.givenUp.map(\.message) == [
        "Run 'a': Slurm refused it: invalid account; expected it in the queue. Correct the settings of sbatch, then "
          + "start again."
      ])
    #expect(!round.isOpen)
    #expect(stage.slurm.calls["submit"] == 3)
    #expect(try !campaign.round().isOpen)
    #expect(stage.slurm.calls["submit"] == 3)
    // The next process tries again.
    stage.slurm.answer = { _ in .accepted }
    let (arrays, _) = try stage.campaign().start()
    #expect(arrays.map(\.refusal) == [nil])
  }

  @Test func dependentsOfARefusedArrayAreRefusedInTheSameWords() throws {
    let stage = try Stage([a, Stage.job("c", after: [a])])
    stage.slurm.answer = { _ in .refused("no such partition") }
    let campaign = try stage.campaign()
    let (arrays, _) = try campaign.start()
    #expect(arrays.map(\.refusal) == ["no such partition", "no such partition"])
    #expect(stage.slurm.calls["submit"] == 1)
    let round = try campaign.round()
    #expect(round.givenUp.map(\.name) == ["a", "c"])
    #expect(round.givenUp.allSatisfy { $0.message.contains("refused it: no such partition;") })
  }

  @Test func aLostAnswerOfAnAcceptedArrayIsLookedUp() throws {
    let stage = try Stage([a])
    stage.slurm.answer = { _ in .complaint("Socket timed out on send/recv operation") }
    let (arrays, _) = try stage.campaign().start()
    #expect(arrays.map(\.job) == ["100"])
    #expect(arrays.map(\.refusal) == [nil])
  }

  @Test(arguments: [true, false])
  func anArrayWithoutAnAnswerIsLookedForInLaterRounds(isAccepted: Bool) throws {
    let stage = try Stage([a])
    stage.slurm.answer = { _ in
      .lost(accepted: isAccepted, .programFailed("sbatch", reason: "no answer in 120 s"))
    }
    let campaign = try stage.campaign()
    let (arrays, _) = try campaign.start()
    #expect(arrays.map(\.job) == [nil] && arrays.map(\.refusal) == [nil])
    // Nobody answers the first round either.
    stage.slurm.beforeCall = { (_: String) throws(ClusterError) in
      throw .programFailed("squeue", reason: "no answer in 120 s")
    }
    #expect(throws: ClusterError.programFailed("squeue", reason: "no answer in 120 s")) {
      try campaign.round()
    }
    stage.slurm.beforeCall = { (_: String) throws(ClusterError) in }
    stage.slurm.answer = { _ in .accepted }
    let round = try campaign.round()
    #expect(round.isOpen && round.again.isEmpty)
    if !isAccepted {
      // It may still arrive.
      #expect(round.isSettling)
      stage.now += stage.site.settleSeconds
      #expect(try campaign.round().again.map(\.reason) == ["had been refused"])
    }
    #expect(stage.slurm.submissions(of: "a") == 1)
    #expect(stage.slurm.faults.isEmpty)
  }

  enum Moment: CaseIterable { case beforeTheLedger, beforeSbatch, afterSbatch }

  @Test(arguments: Moment.allCases)
  func aProcessThatEndsWhileItSubmitsLeavesEachRunSubmittedOnce(moment: Moment) throws {
    struct End: Error {}
    let stage = try Stage([a, b])
    switch moment {
    case .beforeTheLedger:
      stage.beforeScript = {
        if stage.slurm.calls["submit"] == 1 { throw End() }
      }
    case .beforeSbatch, .afterSbatch:
      stage.slurm.answer = { names in
        names == ["a"]
          ? .lost(accepted: moment == .afterSbatch, .missingProgram("the process has ended"))
          : .accepted
      }
    }
    #expect(throws: (any Error).self) { try stage.campaign().start() }
    stage.beforeScript = {}
    stage.slurm.answer = { _ in .accepted }
    let campaign = try stage.campaign()
    _ = try campaign.start()
    #expect(stage.slurm.submissions(of: "a") == 1)
    #expect(stage.slurm.submissions(of: "b") == 1)
    stage.finish("a")
    stage.finish("b")
    #expect(try !campaign.round().isOpen)
    #expect(stage.slurm.faults.isEmpty)
  }

  @Test func aDetachedCampaignIsGoneOnWith() throws {
    let stage = try Stage([a, b])
    _ = try stage.campaign().start()
    stage.finish("a")
    let campaign = try stage.campaign()
    #expect(campaign.jobs.count == 1)
    #expect(try campaign.start().arrays.isEmpty)
    stage.finish("b")
    #expect(try !campaign.round().isOpen)
    #expect(stage.slurm.calls["submit"] == 2)
  }

  @Test func whatARoundGaveUpBeforeItFailedIsToldByTheNext() throws {
    let stage = try Stage([a, b])
    let campaign = try stage.campaign()
    _ = try campaign.start()
    stage.end("a", "CANCELLED")
    stage.end("b", "PREEMPTED")
    stage.beforeScript = { throw ClusterError.programFailed("squeue", reason: "no answer") }
    #expect(throws: ClusterError.self) { try campaign.round() }
    stage.beforeScript = {}
    let givenUp = try stage.follow(campaign) {
      if let place = stage.slurm.place(of: "b"), stage.slurm.submissions(of: "b") == 2 {
        stage.slurm.finish(place)
      }
    }
    #expect(givenUp.map(\.name) == ["a"])
  }

  @Test func arraysAreBounded() throws {
    let stage = try Stage((0..<25).map { Stage.job("run\($0)") })
    stage.site.arraySize = 10
    stage.site.atOnce = 3
    _ = try stage.campaign().start()
    #expect(stage.slurm.arrays.map(\.elements.count) == [10, 10, 5])
    #expect(stage.slurm.arrays.map { $0.options["array"] } == ["0-9%3", "0-9%3", "0-4%3"])
  }
}

/// Runs that start from other runs.
@Suite struct DependentTests {
  private let a = Stage.job("a")

  @Test func aDependentWaitsForARunThatIsSubmittedAgain() throws {
    let c = Stage.job("c", after: [a])
    let stage = try Stage([a, c, Stage.job("d", after: [c])])
    let campaign = try stage.campaign()
    _ = try campaign.start()
    stage.end("a", "PREEMPTED")
    try stage.missPrerequisite("c")
    try stage.missPrerequisite("d")
    let round = try campaign.round()
    #expect(round.again.map(\.name) == ["a", "c", "d"])
    #expect(round.again.last?.reason == "waited for another run")
    // In order again, and a wait is not an attempt.
    #expect(stage.slurm.arrays.suffix(2).map(\.after) == [["103"], ["104"]])
    #expect(campaign.ledger.arrays.suffix(3).map { $0.elements[0].attempt } == [1, 0, 0])
    for name in ["a", "c", "d"] { stage.finish(name) }
    #expect(try !campaign.round().isOpen)
  }

  @Test func aDependentFollowsARunThatIsUnderWay() throws {
    let stage = try Stage([a, Stage.job("c", after: [a])])
    let campaign = try stage.campaign()
    _ = try campaign.start()
    stage.slurm.run(stage.slurm.place(of: "a")!)
    stage.end("c", "NODE_FAIL")
    _ = try campaign.round()
    #expect(stage.slurm.arrays.last?.after == ["100"])
  }

  @Test func dependentsOfAFailedRunEnd() throws {
    let c = Stage.job("c", after: [a])
    let stage = try Stage([a, c, Stage.job("d", after: [c])])
    let campaign = try stage.campaign()
    _ = try campaign.start()
    try stage.fail("a", .failed, "Run 'a': loss is NaN, expected a number.")
    try stage.missPrerequisite("c")
    try stage.missPrerequisite("d")
    let givenUp = try stage.follow(campaign)
    #expect(
      givenUp.map(\.message) == [
        "Run 'a': loss is NaN, expected a number. Its worker was n1.",
        "Run 'c': the run 'a' that it starts from was given up, expected its record. Mend that one, then start "
          + "again.",
        "Run 'd': the run 'c' that it starts from was given up, expected its record. Mend that one, then start "
          + "again."
      ])
    #expect(stage.slurm.calls["submit"] == 3)
  }

  @Test func aDependentOfARunThatIsRefusedTheSecondTimeEnds() throws {
    let stage = try Stage([a, Stage.job("c", after: [a])])
    let campaign = try stage.campaign()
    _ = try campaign.start()
    stage.end("a", "PREEMPTED")
    stage.slurm.answer = { _ in .refused("limit reached") }
    _ = try campaign.round()
    try stage.missPrerequisite("c")
    let givenUp = try stage.follow(campaign)
    #expect(givenUp.map(\.name) == ["a", "c"])
  }

  /// Where a worker sees another store than home, it never finds what is there.
  @Test func aRecordThatWorkersNeverFindIsTold() throws {
    let stage = try Stage([a, Stage.job("c", after: [a])])
    stage.site.resubmissions = 2
    let campaign = try stage.campaign()
    _ = try campaign.start()
    stage.finish("a")
    let givenUp = try stage.follow(campaign) { try stage.missPrerequisite("c") }
    #expect(
      givenUp.map(\.message) == [
        "Run 'c': did not find the record of a run that it starts from on n1 after it had been submitted again 2 "
          + "times, expected to finish. Home has that record: see whether workers share home's store, and where "
          + "they do not, whether fetch brings archives."
      ])
    #expect(stage.slurm.submissions(of: "c") == 3)
  }

  @Test func aRunThatStartsFromAnUnwantedOneEnds() throws {
    let stage = try Stage([Stage.job("c", after: [a])])
    let campaign = try stage.campaign()
    _ = try campaign.start()
    let givenUp = try stage.follow(campaign) {
      if stage.slurm.submissions(of: "c") == 1 { try stage.missPrerequisite("c") }
    }
    #expect(
      givenUp.map(\.message) == ["Run 'c': its prerequisite has no record, expected one."])
  }
}
