import Cluster
import Testing

/// What is done about a job by how it ended.
@Suite struct JobEndTests {
  /// By sacct's `0:9`, and by its `9:0` and `15:0` of a script whose last program was killed.
  @Test(arguments: [(137, 9), (143, 15), (129, 1), (9, 9), (15, 15)])
  func aKilledWorkerIsSubmittedAgain(exitStatus: Int, signal: Int) {
    let end = JobEnd(state: "FAILED", node: "n1", exitStatus: exitStatus)
    #expect(end.verdict(name: "A") == .again(reason: "was killed by signal \(signal) on n1"))
  }

  /// What slurmstepd 22.05 leaves in the log, after which sacct says `FAILED` and `0:9`; and what others only say.
  @Test(arguments: [
    (
      "slurmstepd-n1: error: StepId=1.batch exceeded memory limit (433053696 > 104857600), being killed",
      true
    ),
    ("slurmstepd: error: Exceeded job memory limit", true),
    ("Run 'A': over its memory limit", false)
  ])
  func aWorkerKilledForItsMemoryGetsMore(lastLine: String, isMemory: Bool) {
    let end = JobEnd(state: "FAILED", node: "n1", exitStatus: 137, lastLine: lastLine)
    #expect(
      end.verdict(name: "A")
        == (isMemory
          ? .again(reason: "reached its memory limit on n1", moreMemory: true)
          : .again(reason: "was killed by signal 9 on n1")))
  }

  @Test(arguments: [1, 2, 6, 11, 134, 139])
  func aWorkerThatFailedIsGivenUp(exitStatus: Int) {
    let end = JobEnd(state: "FAILED", node: "n1", exitStatus: exitStatus, lastLine: "no")
    #expect(
      end.verdict(name: "A")
        == .final(
          "Run 'A': its job ended as FAILED with status \(exitStatus) on n1, expected to finish; its log ends "
            + "with: no"))
  }

  /// Slurm tells of a limit of one minute up to a minute too soon: at any time after the start.
  @Test(arguments: [(1, 2, true), (2, 20, false), (2, 40, true), (60, 600, false), (60, 3500, true)]
  )
  func aStopNearTheLimitIsTheLimit(minutes: Int, seconds: Double, isLimit: Bool) {
    var notice = WorkerNotice(
      cause: .stopped, name: "A", key: "", host: "h", message: "", date: "")
    notice.seconds = seconds
    let end = JobEnd(state: "FAILED", exitStatus: 2, notice: notice, limitMinutes: minutes)
    #expect(
      end.verdict(name: "A")
        == .again(
          reason: isLimit ? "reached its time limit" : "was told to stop", moreTime: isLimit))
  }
}
