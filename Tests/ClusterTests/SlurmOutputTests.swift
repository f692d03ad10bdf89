import Cluster
import Testing

/// What Slurm 22.05 printed, copied from a terminal, and what it means.
@Suite struct SlurmOutputTests {
  @Test func queueHasALineForEachElement() {
    let text = """
      nonsmooth-02eebcd0|1|0|RUNNING|None|n1
      nonsmooth-02eebcd0|1|8|PENDING|Resources|
      nonsmooth-19bffcdd|2|0|PENDING|Dependency|
      other|7|N/A|RUNNING|None|n2

      """
    let lines = SlurmOutput.queue(text)
    #expect(lines.map(\.name) == ["nonsmooth-02eebcd0", "nonsmooth-02eebcd0", "nonsmooth-19bffcdd"])
    #expect(lines.map(\.id.description) == ["1_0", "1_8", "2_0"])
    #expect(lines[0].state == ElementState(phase: .running, state: "RUNNING", node: "n1"))
    #expect(lines[2].state == ElementState(phase: .pending, state: "PENDING", reason: "Dependency"))
  }

  @Test func accountingTellsHowElementsEnded() {
    let text = """
      1_3|FAILED|7:0|n1|nonsmooth-1
      1_3|FAILED|9:0|n1|an-older-job-of-this-number
      1_4|CANCELLED by 0|0:15|n2|nonsmooth-1
      1_5|CANCELLED by 0|0:0|None assigned|nonsmooth-1
      1_[8-9%2]|PENDING|0:0|None assigned|nonsmooth-1
      1_6|OUT_OF_MEMORY|0:125|n1|nonsmooth-1

      """
    let wanted = Set([3, 4, 5, 6, 7, 8, 9].map { ElementID(job: "1", element: $0) })
    let found = SlurmOutput.accounting(text, of: wanted, names: ["nonsmooth-1"])
    func state(_ element: Int) -> ElementState? { found[ElementID(job: "1", element: element)] }
    #expect(state(3) == ElementState(phase: .ended, state: "FAILED", node: "n1", exitStatus: 7))
    #expect(
      state(4) == ElementState(phase: .ended, state: "CANCELLED", node: "n2", exitStatus: 143))
    #expect(state(5) == ElementState(phase: .ended, state: "CANCELLED", exitStatus: 0))
    #expect(state(6)?.state == "OUT_OF_MEMORY")
    #expect(state(7) == nil)
    #expect(state(8)?.phase == .pending)
    #expect(state(9)?.phase == .pending)
  }

  @Test func accountingOfACancelledArrayIsOneLine() {
    let wanted = Set((0..<3).map { ElementID(job: "21", element: $0) })
    let found = SlurmOutput.accounting(
      "21|CANCELLED by 0|0:0|None assigned|nonsmooth-1\n", of: wanted, names: ["nonsmooth-1"])
    #expect(Set(found.keys) == wanted)
    #expect(found.values.allSatisfy { $0.state == "CANCELLED" })
  }

  @Test func controlTellsOfOneElementALine() {
    let text = """
      JobId=3 ArrayJobId=1 ArrayTaskId=0 JobName=nonsmooth-1 JobState=TIMEOUT Reason=TimeLimit \
      ExitCode=0:15 NodeList=n1 BatchHost=n1
      JobId=1 ArrayJobId=1 ArrayTaskId=2-3,5%4 JobName=nonsmooth-1 JobState=PENDING ExitCode=0:0 NodeList=(null)
      """
    let found = SlurmOutput.control(text, names: ["nonsmooth-1"])
    #expect(found.count == 4)
    #expect(
      found[ElementID(job: "1", element: 0)]
        == ElementState(phase: .ended, state: "TIMEOUT", node: "n1", exitStatus: 143))
    #expect(found[ElementID(job: "1", element: 5)]?.phase == .pending)
    #expect(found[ElementID(job: "1", element: 5)]?.node == "")
  }

  @Test(arguments: [
    ("3", [3]), ("0-3", [0, 1, 2, 3]), ("1,5-6%2", [1, 5, 6]), ("0-6:3", [0, 3, 6]), ("N/A", []),
    ("7-3", [])
  ])
  func elementsOfAList(_ text: String, _ elements: [Int]) {
    #expect(SlurmOutput.elements(text) == elements)
  }

  @Test func complaintsLoseTheProgramsName() {
    #expect(
      SlurmCommands.sentence(
        "sbatch: error: invalid partition specified: nosuch\nsbatch: error: Batch job submission failed: Invalid partition name specified\n"
      )
        == "invalid partition specified: nosuch; Batch job submission failed: Invalid partition name specified"
    )
    #expect(SlurmCommands.sentence("") == "it failed without a word")
  }
}
