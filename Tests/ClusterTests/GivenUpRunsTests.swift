import Cluster
import Testing

@Suite struct GivenUpRunsTests {
  @Test func aReasonIsToldOnceWithTheRunsThatShareIt() {
    let full = "File 'a': the disk is full, expected to write there. Make room."
    let runs =
      [(name: "P", message: full)]
      + (1...6).map { (name: "Q\($0)", message: "Run 'Q\($0)': waits for P.") }
      + [(name: "R", message: full)]
    let groups = GivenUpRuns.group(runs)
    #expect(groups.map(\.names) == [["P", "R"], (1...6).map { "Q\($0)" }])
    #expect(groups.map(\.reason) == [full, "waits for P."])
    #expect(groups.map(\.subject) == ["P, R", "Q1, Q2, Q3 and 3 more"])
  }

  @Test(arguments: [(1, "Q1"), (4, "Q1, Q2, Q3, Q4"), (5, "Q1, Q2, Q3 and 2 more")])
  func namesAreListedOrCounted(count: Int, subject: String) {
    let names = (1...count).map { "Q\($0)" }
    #expect(GivenUpRuns(names: names, reason: "").subject == subject)
  }
}
